import type { ScanProgress } from '../../protocol/audio.ts';
import { EarshotError } from '../../protocol/errors.ts';
import { type AbortSignalLike, createAbortController } from '../../util/abort.ts';
import { Emitter } from '../../util/emitter.ts';
import type { Disposable } from '../../util/scope.ts';
import { blocksPerTile, framesPerBlock, PCM_LEVEL, type Tile, type TileLookup } from './columns.ts';

interface Answer {
  readonly count: number;
  readonly data: Float32Array;
}

export interface TileSource {
  readonly channels: number;
  peaks(level: number, start: number, count: number, signal: AbortSignalLike): Promise<Answer>;
  pcm(startFrame: number, frames: number, signal: AbortSignalLike): Promise<Answer>;
}

/** Tiles first … end−1 of a level. */
export interface TileSpan {
  readonly level: number;
  readonly first: number;
  readonly end: number;
}

export function tilesOf(level: number, startFrame: number, endFrame: number): TileSpan {
  const frames = framesPerBlock(level) * blocksPerTile(level);
  return { level, first: Math.max(0, Math.floor(startFrame / frames)), end: Math.ceil(endFrame / frames) };
}

interface Entry extends Tile {
  /** How far the scan was when the tile was asked for. */
  readonly scannedFrames: number;
  readonly scanDone: boolean;
  readonly totalFrames: number;
  readonly length: Length;
}

/** Frames of the file until it grew; null while it has that length. */
interface Length {
  end: number | null;
}

interface Flight {
  readonly keys: ReadonlySet<string>;
  abort(): void;
}

export interface PeakCacheOptions {
  maxBytes?: number;
  /** Runs once after the time, in ms; the page's timer. */
  later(run: () => void, ms: number): Disposable;
  onError(error: EarshotError): void;
}

const MAX_BYTES = 48 << 20;
/** Messages over a megabyte take long to cross; smaller ones cost a round trip each. */
const MAX_ANSWER_BYTES = 1 << 20;
/** The protocol's limit of a peaks request; a PCM request may be longer. */
const MAX_ANSWER_BLOCKS = 65536;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8000;

/**
 * Tiles of one revision of one file, by level and index. Each viewer says what it wants; what is missing or has grown
 * is asked for once, what nobody wants any more is cancelled. Bounded in bytes: the least recently read tile goes first,
 * a wanted one never.
 */
export class PeakCache implements TileLookup, Disposable {
  readonly changed = new Emitter<void>();
  #tiles = new Map<string, Entry>();
  #bytes = 0;
  #wanted = new Map<string, readonly TileSpan[]>();
  #wantedKeys = new Set<string>();
  #flights = new Set<Flight>();
  #source: TileSource;
  #options: PeakCacheOptions;
  #scannedFrames = 0;
  #scanDone = false;
  #totalFrames = 0;
  #length: Length = { end: null };
  #retryMs = FIRST_RETRY_MS;
  #retry: Disposable | null = null;
  #disposed = false;

  constructor(source: TileSource, options: PeakCacheOptions) {
    this.#source = source;
    this.#options = options;
  }

  get bytes(): number {
    return this.#bytes;
  }

  tile(level: number, index: number): Tile | undefined {
    const key = keyOf(level, index);
    const entry = this.#tiles.get(key);
    if (!entry) return undefined;
    this.#tiles.delete(key);
    this.#tiles.set(key, entry);
    return entry;
  }

  setScan(scan: ScanProgress): void {
    const totalFrames = Math.max(scan.totalFrames ?? 0, scan.scannedFrames);
    if (this.#scanDone && totalFrames > this.#totalFrames) {
      this.#length.end = this.#totalFrames;
      this.#length = { end: null };
    }
    this.#totalFrames = totalFrames;
    this.#scannedFrames = scan.scannedFrames;
    this.#scanDone = scan.state !== 'scanning';
    this.#request();
  }

  /** Takes blocks 0 … count−1 of a level that came unasked, with the scan as far as they reach. */
  put(level: number, peaks: Answer): void {
    const blocks = blocksPerTile(level);
    const scannedFrames = peaks.count * framesPerBlock(level);
    const scan = { scannedFrames, scanDone: false, totalFrames: this.#totalFrames, length: this.#length };
    for (let index = 0; index * blocks < peaks.count; index++) {
      const known = this.#tiles.get(keyOf(level, index));
      const tile = this.#cut(peaks, level, index * blocks, blocks);
      if (!known || known.count < tile.count) this.#store(keyOf(level, index), { ...tile, ...scan });
    }
    this.changed.emit();
  }

  /** Replaces what this viewer wants, most urgent first. */
  want(viewer: string, spans: readonly TileSpan[]): void {
    this.#wanted.set(viewer, spans);
    this.#wantedKeys = new Set<string>();
    for (const list of this.#wanted.values()) {
      for (const { level, first, end } of list) {
        for (let index = first; index < end; index++) this.#wantedKeys.add(keyOf(level, index));
      }
    }
    for (const flight of this.#flights) {
      if ([...flight.keys].some((key) => this.#wantedKeys.has(key))) continue;
      this.#flights.delete(flight);
      flight.abort();
    }
    this.#request();
  }

  dispose(): void {
    this.#disposed = true;
    this.#retry?.dispose();
    for (const flight of this.#flights) flight.abort();
    this.#flights.clear();
    this.#tiles.clear();
    this.#bytes = 0;
  }

  #request(): void {
    if (this.#disposed || this.#retry) return;
    const inFlight = new Set<string>();
    for (const flight of this.#flights) for (const key of flight.keys) inFlight.add(key);
    for (const list of this.#wanted.values()) {
      for (const { level, first, end } of list) {
        const most = this.#tilesPerAnswer(level);
        let run = first;
        for (let index = first; index <= end; index++) {
          const key = keyOf(level, index);
          const needed = index < end && !inFlight.has(key) && this.#needed(level, index);
          if (needed) inFlight.add(key);
          if (needed && index - run < most - 1) continue;
          const stop = needed ? index + 1 : index;
          if (stop > run) void this.#fetch(level, run, stop);
          run = index + 1;
        }
      }
    }
  }

  /** Not there yet, or the scan has brought more of it since. */
  #needed(level: number, index: number): boolean {
    const blocks = blocksPerTile(level);
    const startFrame = index * blocks * framesPerBlock(level);
    const entry = this.#tiles.get(keyOf(level, index));
    // Peaks follow the scan; PCM can be read anywhere, and the answer waits where it cannot.
    if (!entry) return level === PCM_LEVEL || this.#scanDone || startFrame < this.#scannedFrames;
    // At the end of a file that has grown since: its last block may have been a part of what it is now.
    const { end } = entry.length;
    if (end !== null && startFrame + blocks * framesPerBlock(level) > end) {
      return level === PCM_LEVEL || this.#scanDone || this.#scannedFrames > end;
    }
    if (level === PCM_LEVEL) return entry.count < blocks && this.#totalFrames > entry.totalFrames;
    if (entry.count === blocks) return false;
    return this.#scanDone ? !entry.scanDone : this.#scannedFrames > entry.scannedFrames;
  }

  async #fetch(level: number, first: number, end: number): Promise<void> {
    const blocks = blocksPerTile(level);
    const abort = createAbortController();
    const keys = new Set<string>();
    for (let index = first; index < end; index++) keys.add(keyOf(level, index));
    const flight: Flight = { keys, abort: () => abort.abort() };
    this.#flights.add(flight);
    const scan = {
      scannedFrames: this.#scannedFrames,
      scanDone: this.#scanDone,
      totalFrames: this.#totalFrames,
      length: this.#length,
    };
    try {
      const [start, count] = [first * blocks, (end - first) * blocks];
      const answer =
        level === PCM_LEVEL
          ? await this.#source.pcm(start, count, abort.signal)
          : await this.#source.peaks(level, start, count, abort.signal);
      if (!this.#flights.delete(flight)) return;
      this.#retryMs = FIRST_RETRY_MS;
      for (let index = first; index < end; index++) {
        this.#store(keyOf(level, index), { ...this.#cut(answer, level, (index - first) * blocks, blocks), ...scan });
      }
      this.#evict();
      this.changed.emit();
      this.#request();
    } catch (error) {
      if (this.#flights.delete(flight)) this.#failed(error);
    }
  }

  /** One tile's part of an answer: each of the channel's rows, from `from` on. */
  #cut(answer: Answer, level: number, from: number, blocks: number): Tile {
    const rows = this.#source.channels * (level === PCM_LEVEL ? 1 : 3);
    const count = Math.max(0, Math.min(blocks, answer.count - from));
    if (count === answer.count) return { count, data: answer.data };
    const data = new Float32Array(rows * count);
    for (let row = 0; row < rows; row++) {
      const start = row * answer.count + from;
      data.set(answer.data.subarray(start, start + count), row * count);
    }
    return { count, data };
  }

  #store(key: string, entry: Entry): void {
    this.#bytes += entry.data.byteLength - (this.#tiles.get(key)?.data.byteLength ?? 0);
    this.#tiles.delete(key);
    this.#tiles.set(key, entry);
  }

  #evict(): void {
    const limit = this.#options.maxBytes ?? MAX_BYTES;
    for (const [key, entry] of this.#tiles) {
      if (this.#bytes <= limit) return;
      if (this.#wantedKeys.has(key)) continue;
      this.#tiles.delete(key);
      this.#bytes -= entry.data.byteLength;
    }
  }

  #failed(error: unknown): void {
    const known = error instanceof EarshotError ? error : new EarshotError('internal', String(error));
    // A changed file is announced by its next document, and a cancelled request was not wanted.
    if (known.code === 'changed' || known.code === 'cancelled') return;
    this.#options.onError(known);
    this.#retry ??= this.#options.later(() => {
      this.#retry = null;
      this.#request();
    }, this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #tilesPerAnswer(level: number): number {
    const rows = this.#source.channels * (level === PCM_LEVEL ? 1 : 3);
    const blocks = Math.min(MAX_ANSWER_BYTES / (rows * 4), MAX_ANSWER_BLOCKS);
    return Math.max(1, Math.floor(blocks / blocksPerTile(level)));
  }
}

function keyOf(level: number, index: number): string {
  return `${level}/${index}`;
}
