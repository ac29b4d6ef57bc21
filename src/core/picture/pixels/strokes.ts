import { type Area, blendRow, type Ink } from './raster.ts';

/** Of a row of pixels: how finely edges that are not upright are told apart. */
const SUB_ROWS = 16;

/** A convex shape of x, y pairs, or a disc. */
type Shape = { readonly corners: Float32Array } | { readonly x: number; readonly y: number; readonly radius: number };

/** Shapes that are painted as one: where they lie over one another they cover no more than once. */
export class StrokeFill {
  #shapes: Shape[] = [];

  /** A line with straight ends. */
  segment(x0: number, y0: number, x1: number, y1: number, width: number): void {
    const length = Math.hypot(x1 - x0, y1 - y0);
    if (!(length > 0)) return;
    const [nx, ny] = [((y1 - y0) / length) * (width / 2), ((x0 - x1) / length) * (width / 2)];
    const corners = Float32Array.of(x0 + nx, y0 + ny, x1 + nx, y1 + ny, x1 - nx, y1 - ny, x0 - nx, y0 - ny);
    this.#shapes.push({ corners });
  }

  disc(x: number, y: number, radius: number): void {
    this.#shapes.push({ x, y, radius });
  }

  /** Paints what was added, and forgets it. */
  paint(area: Area, ink: Ink): void {
    const rows: number[][][] = [];
    for (const shape of this.#shapes) addTo(rows, shape, area);
    this.#shapes = [];
    const parts = new Float32Array(area.width + 1);
    rows.forEach((subRows, row) => {
      let [least, most] = [area.width, 0];
      for (const spans of Object.values(subRows)) {
        for (const [from, to] of merged(spans)) {
          cover(parts, from, to);
          least = Math.min(least, Math.floor(from));
          most = Math.max(most, Math.ceil(to));
        }
      }
      for (let x = least; x < Math.min(most, area.width); x++) {
        if (parts[x]! > 0) blendRow(area, row, x, x + 1, ink, Math.min(parts[x]!, 1));
      }
      parts.fill(0, least, most + 1);
    });
  }
}

/** Where a shape crosses the sub-rows of the area: pairs of left and right. */
function addTo(rows: number[][][], shape: Shape, { width, height }: Area): void {
  const ys =
    'corners' in shape ? shape.corners.filter((_, i) => i % 2 === 1) : [shape.y - shape.radius, shape.y + shape.radius];
  const first = Math.max(Math.ceil(Math.min(...ys) * SUB_ROWS - 0.5), 0);
  const last = Math.min(Math.floor(Math.max(...ys) * SUB_ROWS - 0.5), height * SUB_ROWS - 1);
  for (let i = first; i <= last; i++) {
    const span =
      'corners' in shape ? spanOf(shape.corners, (i + 0.5) / SUB_ROWS) : chordOf(shape, (i + 0.5) / SUB_ROWS);
    const [from, to] = [Math.max(span[0], 0), Math.min(span[1], width)];
    if (!(to > from)) continue;
    const row = (rows[Math.floor(i / SUB_ROWS)] ??= []);
    (row[i % SUB_ROWS] ??= []).push(from, to);
  }
}

function spanOf(corners: Float32Array, y: number): [number, number] {
  let [left, right] = [Infinity, -Infinity];
  const count = corners.length;
  for (let i = 0; i < count; i += 2) {
    const next = (i + 2) % count;
    const [x0, y0, x1, y1] = [corners[i]!, corners[i + 1]!, corners[next]!, corners[next + 1]!];
    if (y0 <= y === y1 <= y) continue;
    const x = x0 + ((y - y0) / (y1 - y0)) * (x1 - x0);
    [left, right] = [Math.min(left, x), Math.max(right, x)];
  }
  return [left, right];
}

function chordOf({ x, y, radius }: { x: number; y: number; radius: number }, at: number): [number, number] {
  const half = Math.sqrt(Math.max(radius ** 2 - (at - y) ** 2, 0));
  return [x - half, x + half];
}

function merged(spans: readonly number[]): [number, number][] {
  const pairs = Array.from({ length: spans.length / 2 }, (_, i): [number, number] => [
    spans[2 * i]!,
    spans[2 * i + 1]!,
  ]);
  pairs.sort((a, b) => a[0] - b[0]);
  const all: [number, number][] = [];
  for (const pair of pairs) {
    const last = all.at(-1);
    if (last && pair[0] <= last[1]) last[1] = Math.max(last[1], pair[1]);
    else all.push(pair);
  }
  return all;
}

/** Adds what one sub-row covers of each pixel. */
function cover(parts: Float32Array, from: number, to: number): void {
  for (let x = Math.floor(from); x < to; x++) {
    parts[x]! += (Math.min(to, x + 1) - Math.max(from, x)) / SUB_ROWS;
  }
}
