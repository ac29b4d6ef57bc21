import type { AbortSignalLike } from '../../util/abort.ts';
import type { Emitter } from '../../util/emitter.ts';
import { EarshotError } from '../../protocol/errors.ts';
import { type LaneScene, spansOf } from '../lane/lanePicture.ts';
import { Columns, framesPerBlock, levelFor, PCM_LEVEL } from '../lane/columns.ts';
import { laneSource, type LaneTiles, type Tracks, tracksOf } from '../lane/laneSource.ts';
import { showsSamples, type View } from '../viewport.ts';
import type { TileSource } from './source.ts';

export interface GatherControl {
  /** Who wants the tiles: pictures that are made at the same time have names of their own. */
  readonly viewer: string;
  readonly signal: AbortSignalLike;
  /** Asked again and again: true ends the waiting. */
  takeWhatIsThere(): boolean;
  /** part: 0 … 1 of the width. */
  progress(part: number): void;
}

export interface Gathered {
  readonly columns: ReadonlyMap<string, Columns>;
  /** Columns inside the file that are not there, or coarse. */
  readonly missing: number;
}

/** Of tiles at a time: a wide picture of many channels must not push everything else out of memory. */
const STRIP_BYTES = 8 << 20;
const LEAST_STRIP = 64;
/** How often is asked whether to go on waiting, ms. */
const ASK_EVERY = 200;

/** The columns of some lanes for a picture of any width, strip by strip; each strip is waited for. End with release(). */
export async function gather(
  parts: TileSource,
  keys: readonly string[],
  scene: LaneScene,
  width: number,
  control: GatherControl,
): Promise<Gathered> {
  const tiles = tilesNow(parts);
  const columns = new Map(keys.map((key) => [key, emptyColumns(width)]));
  const tracks = new Set<Tracks>(keys.map(tracksOf));
  const part = new Columns();
  const strip = stripWidth(scene, width, tiles.channels * tracks.size);
  let missing = 0;
  for (let from = 0; from < width; from += strip) {
    const count = Math.min(strip, width - from);
    const view = viewFrom(scene, from);
    const fill = (key: string): number => {
      const source = laneSource(key, tiles);
      const framesPerColumn = scene.view.framesPerPixel / scene.dpr;
      const range = { startFrame: view.startFrame, framesPerColumn, count, totalFrames: knownFrames(scene) };
      part.fill(source.lookup, source.track, source.tracks, range, source.scale);
      put(columns.get(key)!, part, from);
      return part.missing;
    };
    // Half a view more at each side comes along for panning; a picture wants itself alone, which is the first span.
    const spans = spansOf(view, count / scene.dpr, scene.dpr, scene.totalFrames, false).slice(0, 1);
    tiles.want(control.viewer, tracks, spans);
    missing += await waitFor(parts, tiles, control, () => {
      const lacking = keys.reduce((sum, key) => sum + fill(key), 0);
      control.progress((from + count - lacking / keys.length) / width);
      return lacking;
    });
  }
  return { columns, missing };
}

/** Gives back what gather() holds: only after painting, where single samples show. */
export function release(tiles: LaneTiles | null, viewer: string): void {
  tiles?.want(viewer, new Set(), []);
}

/** How many are missing when it ends: none, unless the user takes what is there. */
async function waitFor(
  parts: TileSource,
  tiles: LaneTiles,
  control: GatherControl,
  fill: () => number,
): Promise<number> {
  for (;;) {
    const missing = fill();
    if (missing === 0 || control.takeWhatIsThere()) return missing;
    await nextOf(parts, parts.changed);
    if (control.signal.aborted) throw new EarshotError('cancelled', 'The picture was cancelled.');
    if (tilesNow(parts) !== tiles) throw new EarshotError('changed', 'The file has changed meanwhile. Try again.');
  }
}

function tilesNow({ tiles }: TileSource): LaneTiles {
  const now = tiles();
  if (!now) throw new EarshotError('changed', 'There is no file that could be drawn.');
  return now;
}

/** The next arrival, or a little while without. */
export function nextOf({ later }: Pick<TileSource, 'later'>, changed: Emitter<void>): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      timer.dispose();
      listener.dispose();
      resolve();
    };
    const listener = changed.on(done);
    const timer = later(done, ASK_EVERY);
  });
}

/** What a failed scan has left out never comes: it is hatched, not waited for. */
function knownFrames({ totalFrames, undecodedFrom }: LaneScene): number {
  return undecodedFrom ?? totalFrames;
}

function viewFrom({ view, dpr }: LaneScene, column: number): View {
  return { ...view, startFrame: view.startFrame + (column * view.framesPerPixel) / dpr };
}

/** In columns. Single samples are painted from the tiles themselves: all of them at once. */
function stripWidth({ view, dpr }: LaneScene, width: number, tracks: number): number {
  if (showsSamples(view, dpr)) return width;
  const perColumn = view.framesPerPixel / dpr;
  const level = levelFor(perColumn);
  const bytes = (perColumn / framesPerBlock(level)) * tracks * 4 * (level === PCM_LEVEL ? 1 : 3);
  return Math.min(width, Math.max(LEAST_STRIP, Math.floor(STRIP_BYTES / bytes)));
}

function emptyColumns(count: number): Columns {
  const columns = new Columns();
  const nothing = { startFrame: 0, framesPerColumn: 1, count, totalFrames: 0 };
  columns.fill({ tile: () => undefined }, 0, 1, nothing);
  return columns;
}

function put(all: Columns, part: Columns, from: number): void {
  for (const name of ['min', 'max', 'rms'] as const) all[name].set(part[name].subarray(0, part.count), from);
  for (const name of ['quality', 'odd'] as const) all[name].set(part[name].subarray(0, part.count), from);
}
