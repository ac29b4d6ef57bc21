import { BASELINE, bold, EM, regular } from './glyphTables.ts';

/** An outline of straight lines: contours of x, y pairs, each closed, y down from the baseline. Units of the em. */
export interface Glyph {
  readonly advance: number;
  readonly contours: readonly Float32Array[];
}

/** A font as canvases write it, in pixels. */
export interface FontSize {
  readonly bold: boolean;
  readonly pixels: number;
}

/** Any font is one of the two that there are. */
export function parseFont(font: string): FontSize {
  const [, weight, size] = /^(?:(\S+) )?([\d.]+)px /.exec(font) ?? [];
  return { bold: weight === 'bold' || Number(weight) >= 600, pixels: Number(size ?? 10) };
}

export function glyphsOf(text: string, { bold: heavy }: FontSize): Glyph[] {
  const table = heavy ? (tables.bold ??= decode(bold)) : (tables.regular ??= decode(regular));
  return [...text.normalize('NFC')].map((sign) => table.get(sign.codePointAt(0)!) ?? plainGlyph(sign));
}

/** Width of a line, pixels. */
export function widthOf(text: string, font: FontSize): number {
  const units = glyphsOf(text, font).reduce((sum, { advance }) => sum + advance, 0);
  return (units * font.pixels) / EM;
}

/** From the middle of a line down to its baseline, pixels. */
export const baselineOf = ({ pixels }: FontSize): number => BASELINE * pixels;

/** What the bold letters lack is drawn with the others, and what these lack as a box. */
function plainGlyph(sign: string): Glyph {
  return (tables.regular ??= decode(regular)).get(sign.codePointAt(0)!) ?? box;
}

const tables: { regular?: ReadonlyMap<number, Glyph>; bold?: ReadonlyMap<number, Glyph> } = {};

const frame = (inset: number): number[] => [20 + inset, -186 + inset, 134 - inset, -186 + inset, 134 - inset, -inset];
const corners = (inset: number): Float32Array => Float32Array.from([...frame(inset), 20 + inset, -inset]);
/** The inner side runs the other way round. */
const reversed = (points: Float32Array): Float32Array =>
  Float32Array.from([0, 2, 4, 6].flatMap((at) => [points[6 - at]!, points[7 - at]!]));
const box: Glyph = { advance: 154, contours: [corners(0), reversed(corners(18))] };

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

class Reader {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get more(): boolean {
    return this.at < this.#text.length;
  }

  whole(): number {
    for (let [value, unit] = [0, 1]; ; unit *= 32) {
      const digit = digits.indexOf(this.#text[this.at++]!);
      value += (digit & 31) * unit;
      if (digit < 32) return value;
    }
  }

  signed(): number {
    return unfold(this.whole());
  }
}

const unfold = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);

/** As scripts/glyph-table.mjs writes it. A glyph's parts stand before it. */
function decode(text: string): Map<number, Glyph> {
  const reader = new Reader(text);
  const list: Glyph[] = [];
  const found = new Map<number, Glyph>();
  while (reader.more) {
    const codes = Array.from({ length: reader.whole() }, () => reader.whole());
    const advance = reader.whole();
    const kind = reader.whole();
    const count = kind >> 1;
    const contours =
      kind % 2 === 1 ? Array.from({ length: count }, () => readPart(reader, list)).flat() : readContours(reader, count);
    const glyph = { advance, contours };
    list.push(glyph);
    for (const code of codes) found.set(code, glyph);
  }
  return found;
}

function readPart(reader: Reader, list: readonly Glyph[]): Float32Array[] {
  const { contours } = list[reader.whole()]!;
  const [dx, dy] = [reader.signed(), -reader.signed()];
  return contours.map((points) => points.map((value, i) => value + (i % 2 === 0 ? dx : dy)));
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly on: boolean;
}

/** Points on the curve and off it; between two that are off it lies one that is on it. Each is a step from the last one. */
function readContours(reader: Reader, count: number): Float32Array[] {
  let [x, y] = [0, 0];
  const readPoint = (): Point => {
    const first = reader.whole();
    x += unfold(first >> 1);
    y -= reader.signed();
    return { x, y, on: first % 2 === 1 };
  };
  return Array.from({ length: count }, () => flatten(Array.from({ length: reader.whole() }, readPoint)));
}

/** Straight pieces of each curve: at the largest size none is off by a tenth of a pixel. */
const PIECES = 6;

function flatten(points: readonly Point[]): Float32Array {
  const line: number[] = [];
  const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, on: true });
  const [first, last] = [points[0]!, points.at(-1)!];
  let from = first.on ? first : last.on ? last : middle(last, first);
  line.push(from.x, from.y);
  const rest = first.on ? [...points.slice(1), first] : [...points, from];
  rest.forEach((point, i) => {
    if (point.on) {
      line.push(point.x, point.y);
      from = point;
      return;
    }
    const next = rest[i + 1] ?? from;
    const to = next.on ? next : middle(point, next);
    for (let k = 1; k <= PIECES; k++) {
      const [t, s] = [k / PIECES, 1 - k / PIECES];
      line.push(
        s * s * from.x + 2 * s * t * point.x + t * t * to.x,
        s * s * from.y + 2 * s * t * point.y + t * t * to.y,
      );
    }
    from = to;
  });
  return Float32Array.from(line);
}
