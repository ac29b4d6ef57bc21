import { type Analysis, TILE_COLUMNS } from '../../core/protocol/spectrogram.ts';
import { stepOf } from '../../core/spectrogram/columns.ts';
import type { AbortSignalLike } from '../../core/util/abort.ts';
import type { ScannedFile } from '../scannedFile.ts';
import { combineTiles } from './combine.ts';
import type { Extent } from './extent.ts';
import { binsOf } from './parts.ts';
import type { SharedJobs } from './sharedJobs.ts';
import { type CodeTile, MOST_BYTES, type TileCache } from './tileCache.ts';
import type { TileStore } from './tileStore.ts';

/** Frames of a tile from which on it is kept on disk: less is made again as quickly as it is read. */
const STORED_FRAMES = 1 << 20;
/** Levels below that a tile may be put together from. */
const DEPTH = 6;

/** 256 columns of a level of one transform, of several tracks. */
export interface TileAsk {
  readonly file: ScannedFile;
  readonly analysis: Analysis;
  readonly tracks: 'channels' | 'midSide';
  readonly level: number;
  readonly tile: number;
  readonly extent: Extent;
}

/** Codes of all bins: from memory, from finer tiles, from disk, or from samples. */
export class BinTiles {
  readonly #cache: TileCache;
  readonly #store: TileStore;
  readonly #jobs: SharedJobs;

  constructor(cache: TileCache, store: TileStore, jobs: SharedJobs) {
    this.#cache = cache;
    this.#store = store;
    this.#jobs = jobs;
  }

  static canKeep = (analysis: Analysis): boolean => binsOf(analysis) * TILE_COLUMNS * 2 <= MOST_BYTES;

  /** What there is without a thread; undefined where there is nothing. */
  async kept(ask: TileAsk, channel: number): Promise<CodeTile | undefined> {
    const { file, analysis, extent } = ask;
    const held = this.#held(ask, channel, ask.level, ask.tile, DEPTH);
    if (held || !isStored(ask)) return held;
    const key = keyOf(ask, channel, ask.level, ask.tile);
    const stored = await this.#store.load(file, key, binsOf(analysis) * TILE_COLUMNS, extent.frames);
    if (stored) this.#cache.put(file.id, key, stored);
    return stored;
  }

  /** Tiles of the channels, in order. */
  async get(ask: TileAsk, channels: readonly number[], priority: number, signal: AbortSignalLike): Promise<CodeTile[]> {
    const found = await Promise.all(channels.map((channel) => this.kept(ask, channel)));
    const missing = channels.filter((_, i) => !found[i]);
    const made = missing.length > 0 ? await this.#make(ask, missing, priority, signal) : [];
    return found.map((tile) => tile ?? made.shift()!);
  }

  async #make(
    ask: TileAsk,
    channels: readonly number[],
    priority: number,
    signal: AbortSignalLike,
  ): Promise<CodeTile[]> {
    const { file, analysis, tracks, level, tile, extent } = ask;
    const { frames } = extent;
    const end = (tile + 1) * TILE_COLUMNS * stepOf(analysis, level) + analysis.size > frames ? frames : null;
    const key = `${file.id} ${frames} ${keyOf(ask, channels.join('+'), level, tile)}`;
    return this.#jobs.wait(key, priority, signal, (order) => {
      const columns = { level, start: tile * TILE_COLUMNS, count: TILE_COLUMNS };
      const running = file.pictures.run(
        'bins',
        { analysis, tracks, channels: [...channels], frames, ...columns },
        order,
      );
      const done = running.done.then(({ tiles }) =>
        tiles.map((codes, i) => this.#keep(ask, channels[i]!, { codes, end })),
      );
      return { done, stop: () => running.stop() };
    });
  }

  #keep(ask: TileAsk, channel: number, tile: CodeTile): CodeTile {
    const key = keyOf(ask, channel, ask.level, ask.tile);
    if (ask.file.closed) return tile;
    this.#cache.put(ask.file.id, key, tile);
    if (isStored(ask)) this.#store.save(ask.file, key, tile);
    return tile;
  }

  /** In memory, or made of two finer ones that are. */
  #held(ask: TileAsk, channel: number, level: number, tile: number, depth: number): CodeTile | undefined {
    const { file, analysis, extent } = ask;
    const key = keyOf(ask, channel, level, tile);
    const held = this.#cache.get(file.id, key, extent.frames);
    if (held || level < 1 || depth === 0) return held;
    const left = this.#held(ask, channel, level - 1, 2 * tile, depth - 1);
    if (!left) return undefined;
    const beyond = (2 * tile + 1) * TILE_COLUMNS * stepOf(analysis, level - 1) - analysis.size >= extent.frames;
    const right = beyond ? null : this.#held(ask, channel, level - 1, 2 * tile + 1, depth - 1);
    if (right === undefined) return undefined;
    const codes = combineTiles(left.codes, right?.codes ?? null, analysis.combine);
    const end = beyond || left.end !== null || (right && right.end !== null) ? extent.frames : null;
    this.#cache.put(file.id, key, { codes, end });
    return { codes, end };
  }
}

const isStored = ({ analysis, level }: TileAsk): boolean => stepOf(analysis, level) * TILE_COLUMNS >= STORED_FRAMES;

function keyOf({ analysis, tracks }: TileAsk, channel: number | string, level: number, tile: number): string {
  const { window, size, overlap, padding, combine } = analysis;
  return [window, size, overlap, padding, combine, tracks, channel, level, tile].join();
}
