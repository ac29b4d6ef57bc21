import { TILE_COLUMNS } from '../../protocol/spectrogram.ts';
import { PlaneLayout, type SpectrogramScene } from './planeLayout.ts';
import type { PictureKind, Plane, PlaneStore, SpectrumTile } from './planes.ts';

export const NOTHING = 0;
/** Of another level, other frequencies or another analysis, of a draft, or not of all that belongs there. */
export const COARSE = 1;
export const EXACT = 2;

/** Pixel columns from … end−1 come from one tile; the last of them may reach into the next. */
export interface Draw {
  layout: PlaneLayout;
  tile: SpectrumTile;
  next: SpectrumTile | null;
  /** Column of the layout with which the tile begins. */
  start: number;
  from: number;
  end: number;
}

/** Columns of a plane to a pixel: of much finer ones too little lies in a tile. */
const MOST_RATIO = 256;
/** Planes that are looked through for something to show. */
const MOST_PLANES = 12;
/** Ids of tiles are far below. */
const NEXT_ID = 2 ** 26;

/** Which tile shows in which pixel columns of one lane. Used again for every frame: nothing is allocated but by growth. */
export class SpectrogramPlan {
  width = 0;
  height = 0;
  /** Pixel columns from the start of the file to the left edge. */
  first = 0;
  /** What each pixel column is made of; 0: nothing. */
  sources = new Float64Array(0);
  quality = new Uint8Array(0);
  readonly draws: Draw[] = [];
  drawCount = 0;
  /** Pixel columns of the file that are not exact. */
  missing = 0;
  /** All of them show something. */
  covered = false;
  /** Pixel columns that the file reaches to. */
  inside = 0;
  #layouts: PlaneLayout[] = [];
  #layoutCount = 0;

  update(store: PlaneStore, scene: SpectrogramScene): void {
    const { width, height, framesPerColumn, totalFrames, startFrame } = scene;
    [this.width, this.height] = [width, height];
    if (this.sources.length < width) {
      this.sources = new Float64Array(width);
      this.quality = new Uint8Array(width);
    }
    this.sources.fill(0, 0, width);
    this.quality.fill(NOTHING, 0, width);
    [this.drawCount, this.#layoutCount] = [0, 0];
    const first = startFrame / framesPerColumn;
    // A view starts on a whole pixel of the file.
    this.first = Math.abs(first - Math.round(first)) < 1e-3 ? Math.round(first) : first;
    this.inside = Math.min(width, Math.max(0, Math.ceil(totalFrames / framesPerColumn - this.first - 1e-6)));
    const exact = store.plane(scene.track, scene.kind, scene.level);
    let left = this.inside;
    if (exact) left -= this.#cover(exact, scene, store, true);
    if (left > 0) {
      for (const plane of likeliest(store.planes(scene.track), exact, scene)) {
        left -= this.#cover(plane, scene, store, false);
        if (left <= 0) break;
      }
    }
    this.covered = left <= 0;
    this.missing = 0;
    for (let x = 0; x < this.inside; x++) if (this.quality[x] !== EXACT) this.missing++;
  }

  /** Code of a pixel; null where nothing is shown. */
  code(x: number, y: number): number | null {
    for (let i = 0; i < this.drawCount; i++) {
      const draw = this.draws[i]!;
      if (x < draw.from || x >= draw.end) continue;
      const row = draw.layout.rows[y] ?? -1;
      return row < 0 ? null : codeOf(draw, x, row);
    }
    return null;
  }

  /** How many pixel columns it covers that nothing covered before. */
  #cover(plane: Plane, scene: SpectrogramScene, store: PlaneStore, right: boolean): number {
    const layout = (this.#layouts[this.#layoutCount] ??= new PlaneLayout());
    layout.fill(plane, scene, this.first, this.inside);
    const firstTile = layout.base / TILE_COLUMNS;
    let covered = 0;
    for (let x = 0; x < this.inside;) {
      const index = Math.floor(layout.from[x]! / TILE_COLUMNS);
      const start = index * TILE_COLUMNS;
      let end = x + 1;
      while (end < this.inside && layout.from[end]! < start + TILE_COLUMNS) end++;
      const tile = plane.tiles.get(firstTile + index);
      if (tile && tile.count > 0) {
        const before = covered;
        const next = plane.tiles.get(firstTile + index + 1) ?? null;
        covered += this.#coverBy(layout, tile, next, start, x, end, right && !tile.draft);
        if (covered > before) store.touch(tile);
      }
      x = end;
    }
    if (covered > 0) this.#layoutCount++;
    return covered;
  }

  #coverBy(
    layout: PlaneLayout,
    tile: SpectrumTile,
    next: SpectrumTile | null,
    start: number,
    x0: number,
    x1: number,
    exact: boolean,
  ): number {
    let covered = 0;
    let from = -1;
    for (let x = x0; x <= x1; x++) {
      const takes = x < x1 && this.quality[x] === NOTHING && layout.from[x]! - start < tile.count;
      if (takes && from < 0) from = x;
      if (!takes && from >= 0) {
        this.#add(layout, tile, next, start, from, x);
        from = -1;
      }
      if (!takes) continue;
      covered++;
      const beyond = layout.end[x]! - start - tile.count;
      const reaches = beyond > 0 && tile.count === TILE_COLUMNS && next !== null;
      this.quality[x] = exact && (beyond <= 0 || (reaches && next.count >= beyond && !next.draft)) ? EXACT : COARSE;
      this.sources[x] = tile.id + (reaches ? next.id * NEXT_ID : 0);
    }
    return covered;
  }

  #add(
    layout: PlaneLayout,
    tile: SpectrumTile,
    next: SpectrumTile | null,
    start: number,
    from: number,
    end: number,
  ): void {
    const index = this.drawCount++;
    const draw = this.draws[index];
    if (draw) {
      [draw.layout, draw.tile, draw.next, draw.start, draw.from, draw.end] = [layout, tile, next, start, from, end];
    } else this.draws.push({ layout, tile, next, start, from, end });
  }
}

/** The largest code of a pixel column in a row of its tile, of the next one too where it reaches into it. */
export function codeOf({ layout, tile, next, start }: Draw, x: number, row: number): number {
  const [from, end] = [layout.from[x]! - start, layout.end[x]! - start];
  const { count, data } = tile;
  let most = data[row * count + from]!;
  const stop = Math.min(end, count);
  for (let i = from + layout.stride; i < stop; i += layout.stride) {
    const code = data[row * count + i]!;
    if (code > most) most = code;
  }
  if (end > count && count === TILE_COLUMNS && next) {
    const rest = Math.min(end - count, next.count);
    for (let i = 0; i < rest; i += layout.stride) {
      const code = next.data[row * next.count + i]!;
      if (code > most) most = code;
    }
  }
  return most;
}

/** What comes next to what there should be: the same analysis first, then the same frequencies, then the nearest level. */
function likeliest(planes: Iterable<Plane>, exact: Plane | undefined, scene: SpectrogramScene): Plane[] {
  const { kind, framesPerColumn } = scene;
  const ranked: { plane: Plane; rank: number }[] = [];
  let age = 0;
  for (const plane of planes) {
    const ratio = framesPerColumn / plane.step;
    if (plane === exact || ratio > MOST_RATIO || !inSight(plane, scene)) continue;
    const [own, wanted] = [plane.kind.axis, kind.axis];
    const analysed = plane.kind.analysis === kind.analysis || sameAnalysis(plane.kind, kind) ? 0 : 400;
    const axis = own.low === wanted.low && own.high === wanted.high ? (own.rows === wanted.rows ? 0 : 20) : 150;
    const scale = own.scale === wanted.scale ? 0 : 100;
    // Of finer ones the same picture can be made, of coarser ones a blurred one.
    const distance = Math.log2(ratio);
    const level = distance >= 0 ? 4 * distance : -10 * distance;
    ranked.push({ plane, rank: analysed + axis + scale + level - age++ * 1e-3 });
  }
  ranked.sort((a, b) => a.rank - b.rank);
  return ranked.slice(0, MOST_PLANES).map(({ plane }) => plane);
}

/** Any of its tiles lies under the picture. */
function inSight({ step, tiles }: Plane, { startFrame, framesPerColumn, width }: SpectrogramScene): boolean {
  const tile = TILE_COLUMNS * step;
  const [first, last] = [startFrame, startFrame + width * framesPerColumn].map((frame) => Math.floor(frame / tile));
  for (const index of tiles.keys()) if (index >= first! && index <= last!) return true;
  return false;
}

function sameAnalysis({ analysis: a }: PictureKind, { analysis: b }: PictureKind): boolean {
  return (
    a.method === b.method &&
    a.window === b.window &&
    a.size === b.size &&
    a.overlap === b.overlap &&
    a.padding === b.padding &&
    a.combine === b.combine
  );
}
