import {
  type PitchRequest,
  type PitchResult,
  type SpectrogramRequest,
  type SpectrogramResult,
  type SpectrumRequest,
  type SpectrumResult,
  TILE_COLUMNS,
} from '../../core/protocol/spectrogram.ts';
import { stepOf } from '../../core/spectrogram/columns.ts';
import { pitchHop } from '../../core/spectrogram/pitch.ts';
import type { AbortSignalLike } from '../../core/util/abort.ts';
import type { DiskCache } from '../diskCache.ts';
import type { ScannedFile } from '../scannedFile.ts';
import { type Ask, assemble, type Cut, isCheap, rowsKey, tileAsk } from './ask.ts';
import { checkAxis, checkTracks, columnsThere, extentOf } from './extent.ts';
import { partsOf } from './parts.ts';
import type { PictureAsk } from './pictureApi.ts';
import { cancelled, SharedJobs } from './sharedJobs.ts';
import { type CodeTile, MOST_BYTES, TileCache } from './tileCache.ts';
import { BinTiles } from './tiles.ts';
import { TileStore } from './tileStore.ts';

/** A first look at a tile may take so long, ms: six of them one after the other are one at a screen. */
const DRAFT_MS = 40;
/** Requests that come so soon after another belong together: the first of them is the most urgent, ms. */
const BURST_MS = 6;
/** Pictures are put together for so long before other requests have their turn, ms. */
const TURN_MS = 4;
/** Who is not looked at waits. */
const UNSEEN = -1e9;

/** Pictures of spectra of all open files, made in threads. */
export class Spectra {
  readonly #cache = new TileCache();
  readonly #jobs = new SharedJobs();
  readonly #tiles: BinTiles;
  #burst = 0;
  #last = -Infinity;
  #turn = -Infinity;
  #assembling: Promise<void> = Promise.resolve();

  constructor(disk: DiskCache) {
    this.#tiles = new BinTiles(this.#cache, new TileStore(disk), this.#jobs);
  }

  forget(file: ScannedFile): void {
    this.#cache.forget(file.id);
  }

  async spectrogram(
    file: ScannedFile,
    request: SpectrogramRequest,
    signal: AbortSignalLike,
  ): Promise<SpectrogramResult> {
    const { analysis, axis, level, start, tracks, channels, draft } = request;
    checkTracks(file, tracks, channels);
    checkAxis(axis);
    const extent = extentOf(file);
    const parts = partsOf(analysis, level, axis, file.info.sampleRate);
    const there = columnsThere(analysis, level, parts, extent);
    const count = Math.max(0, Math.min(request.count, there - start));
    const answer = (data: Uint16Array, isDraft = false): SpectrogramResult => {
      const whole = data as Uint16Array<ArrayBuffer>;
      return { start, count, rows: axis.rows, draft: isDraft, data: whole };
    };
    if (count === 0) return answer(new Uint16Array(0), draft);
    const ask: Ask = { ...request, count, file, extent, parts, signal, priority: this.#priority(file) };
    const cuts = await this.#cuts(ask, there);
    if (draft) {
      const known = cuts
        ? await this.#known(ask, cuts)
        : this.#cache.get(file.id, rowsKey(ask), extent.frames)?.codes.slice();
      if (known) return answer(known);
      if (!isCheap(ask)) return answer(await this.#rows(ask, DRAFT_MS), true);
    }
    return answer(cuts ? await this.#assembled(ask, cuts) : await this.#rows(ask, null));
  }

  spectrum(file: ScannedFile, request: SpectrumRequest, signal: AbortSignalLike): Promise<SpectrumResult> {
    checkTracks(file, request.tracks, request.channels);
    const { frames } = extentOf(file);
    const endFrame = Math.max(request.startFrame, Math.min(request.endFrame, frames));
    const ask = { ...request, startFrame: Math.min(request.startFrame, endFrame), endFrame, frames };
    const key = `${file.id} spectrum ${JSON.stringify(ask)}`;
    return this.#jobs.wait(key, this.#priority(file), signal, (order) => file.pictures.run('spectrum', ask, order));
  }

  /** Fewer entries where the file ends, or cannot be heard further yet. */
  async pitch(file: ScannedFile, request: PitchRequest, signal: AbortSignalLike): Promise<PitchResult> {
    checkTracks(file, request.tracks, request.channels);
    const { frames, whole } = extentOf(file);
    const { sampleRate } = file.info;
    // What is heard of a pitch depends on some of what comes.
    const heard = whole ? frames : frames - sampleRate;
    const count = Math.min(request.count, Math.ceil(heard / pitchHop(sampleRate)) - request.start);
    if (count <= 0) return { hertz: new Float32Array(0), voiced: new Float32Array(0) };
    const ask = { ...request, count, frames };
    const key = `${file.id} pitch ${JSON.stringify(ask)}`;
    const made = await this.#jobs.wait(key, this.#priority(file), signal, (order) =>
      file.pictures.run('pitch', ask, order),
    );
    // Whoever asked for the same has the same buffers; they are copied on their way.
    return { hertz: made.hertz.slice(), voiced: made.voiced.slice() };
  }

  /** The newest burst of requests goes first, its first request before the others. */
  #priority(file: ScannedFile): number {
    const now = performance.now();
    if (now - this.#last > BURST_MS) this.#burst++;
    this.#last = now;
    return this.#burst + (file.attention === 'seen' ? 0 : UNSEEN);
  }

  /** The tiles that the request is cut from; undefined where it is better made without. */
  async #cuts(ask: Ask, there: number): Promise<Cut[] | undefined> {
    const { analysis, parts, start, count, extent } = ask;
    if (analysis.method === 'reassigned' || !parts.every((part) => BinTiles.canKeep(part.analysis))) return undefined;
    const first = Math.floor(start / TILE_COLUMNS);
    const last = Math.floor((start + count - 1) / TILE_COLUMNS);
    if (!extent.whole && (last + 1) * TILE_COLUMNS > there) return undefined;
    const cuts = parts.flatMap((part) =>
      Array.from({ length: last - first + 1 }, (_, i): Cut => ({ part, tile: first + i })),
    );
    // Mostly whole tiles are asked for; of less than half of what would be made, no tile is made.
    const wanted = Math.min((last + 1) * TILE_COLUMNS, there) - first * TILE_COLUMNS;
    if (count * 2 >= wanted) return cuts;
    return (await this.#known(ask, cuts)) ? cuts : undefined;
  }

  /** From what is kept; undefined where something is not. */
  async #known(ask: Ask, cuts: readonly Cut[]): Promise<Uint16Array | undefined> {
    const tiles: CodeTile[][] = [];
    for (const cut of cuts) {
      const each: CodeTile[] = [];
      for (const channel of ask.channels) {
        const tile = await this.#tiles.kept(tileAsk(ask, cut), channel);
        if (!tile) return undefined;
        each.push(tile);
      }
      tiles.push(each);
    }
    return this.#assemble(ask, cuts, tiles);
  }

  async #assembled(ask: Ask, cuts: readonly Cut[]): Promise<Uint16Array> {
    const { channels, priority, signal } = ask;
    const tiles = await Promise.all(cuts.map((cut) => this.#tiles.get(tileAsk(ask, cut), channels, priority, signal)));
    return this.#assemble(ask, cuts, tiles);
  }

  /** One after the other: what comes in meanwhile, and answers on their way, do not wait for a whole screen of tiles. */
  async #assemble(ask: Ask, cuts: readonly Cut[], tiles: readonly (readonly CodeTile[])[]): Promise<Uint16Array> {
    const before = this.#assembling;
    let done = (): void => undefined;
    this.#assembling = new Promise((resolve) => (done = resolve));
    try {
      await before;
      if (performance.now() - this.#turn > TURN_MS) {
        await new Promise((resolve) => setImmediate(resolve));
        this.#turn = performance.now();
      }
      if (ask.signal.aborted) throw cancelled();
      return assemble(ask, cuts, tiles);
    } finally {
      done();
    }
  }

  async #rows(ask: Ask, draftMs: number | null): Promise<Uint16Array> {
    const { file, extent, analysis, axis, tracks, channels, level, start, count } = ask;
    const { frames } = extent;
    const key = rowsKey(ask);
    const kept = draftMs === null ? this.#cache.get(file.id, key, frames) : undefined;
    if (kept) return kept.codes.slice();
    const job: PictureAsk<'rows'> = { frames, analysis, axis, tracks, channels, level, start, count, draftMs };
    const { data } = await this.#jobs.wait(
      `${file.id} ${frames} ${draftMs} ${key}`,
      ask.priority,
      ask.signal,
      (order) => file.pictures.run('rows', job, order),
    );
    if (draftMs !== null) return data.slice();
    const end = (start + count) * stepOf(analysis, level) + 2 * analysis.size > frames ? frames : null;
    if (!file.closed && data.byteLength <= MOST_BYTES) this.#cache.put(file.id, key, { codes: data, end });
    return data.slice();
  }
}
