import type { ScanProgress } from '../../protocol/audio.ts';
import { EarshotError } from '../../protocol/errors.ts';
import { type SpectrogramRequest, type SpectrogramResult, TILE_COLUMNS } from '../../protocol/spectrogram.ts';
import { stepOf } from '../../spectrogram/columns.ts';
import { NO_LEVEL } from '../../spectrogram/levelCode.ts';
import { type AbortSignalLike, createAbortController } from '../../util/abort.ts';
import { Emitter } from '../../util/emitter.ts';
import type { Disposable } from '../../util/scope.ts';
import { type PictureKind, PlaneStore, type SpectrumTile } from './planes.ts';

/** Tiles first … end−1 of some tracks at one level. */
export interface TileWish {
  readonly kind: PictureKind;
  readonly tracks: SpectrogramRequest['tracks'];
  readonly channels: readonly number[];
  readonly level: number;
  readonly first: number;
  readonly end: number;
  /** A quick look: comes before the exact tile, is enough, or is not wanted. */
  readonly draft: 'first' | 'enough' | 'none';
  /** Nobody sees it yet: left out where it would not fit. */
  readonly ahead?: boolean;
}

export interface SpectrogramTilesOptions {
  maxBytes?: number;
  /** Runs once after the time, in ms; the page's timer. */
  later(run: () => void, ms: number): Disposable;
  /** ms; the page's clock. */
  now(): number;
  onError(error: EarshotError): void;
}

/** What a lane shows, for those who read from it. */
export interface ShownSpectrogram {
  /** Code of the pixel that shows a frame and a frequency; null where it shows nothing. */
  codeAt(frame: number, hertz: number): number | null;
}

interface Flight {
  readonly keys: readonly string[];
  readonly ahead: boolean;
  abort(): void;
}

type Scanned = Pick<SpectrumTile, 'scannedFrames' | 'scanDone' | 'totalFrames'>;
type Need = 'draft' | 'exact' | null;

const MAX_BYTES = 32 << 20;
/** Messages over a megabyte take long to cross. */
const MAX_ANSWER_BYTES = 1 << 20;
/** The protocol's limit. */
const MAX_CHANNELS = 16;
/** More at a time would only wait at the other end, where they are harder to take back. */
const MAX_FLIGHTS = 16;
/** A view that changes again so soon is moving; it is asked for when it rests so long, or has moved for so long, ms. */
const REST_MS = 40;
const MOVING_MS = 120;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8000;

/**
 * Spectrogram tiles of one revision of one file. Each viewer says what it wants, most urgent first; what is missing or
 * has grown is asked for once, what nobody wants any more is cancelled.
 */
export class SpectrogramTiles implements Disposable {
  readonly changed = new Emitter<void>();
  readonly store = new PlaneStore();
  /** By key of the lane, as last drawn. */
  readonly shown = new Map<string, ShownSpectrogram>();
  #ask: (request: SpectrogramRequest, signal: AbortSignalLike) => Promise<SpectrogramResult>;
  #options: SpectrogramTilesOptions;
  #wanted = new Map<string, readonly TileWish[]>();
  #wishes: readonly TileWish[] = [];
  #wantedKeys = new Set<string>();
  #flights = new Set<Flight>();
  #scan: Scanned = { scannedFrames: 0, scanDone: false, totalFrames: 0 };
  #retryMs = FIRST_RETRY_MS;
  #retry: Disposable | null = null;
  /** While the view moves: until it rests. */
  #moving: Disposable | null = null;
  #changedAt = -Infinity;
  #askedAt = -Infinity;
  #disposed = false;

  constructor(
    ask: (request: SpectrogramRequest, signal: AbortSignalLike) => Promise<SpectrogramResult>,
    options: SpectrogramTilesOptions,
  ) {
    this.#ask = ask;
    this.#options = options;
  }

  get bytes(): number {
    return this.store.bytes;
  }

  /** As the lane shows it, what it adds to the level included: src/core/spectrogram/levelCode.ts; null for nothing. */
  codeAt(lane: string, frame: number, hertz: number): number | null {
    return this.shown.get(lane)?.codeAt(frame, hertz) ?? null;
  }

  setScan({ state, scannedFrames, totalFrames }: ScanProgress): void {
    this.#scan = {
      scannedFrames,
      scanDone: state !== 'scanning',
      totalFrames: Math.max(totalFrames ?? 0, scannedFrames),
    };
    this.#request();
  }

  /** Replaces what this viewer wants. */
  want(viewer: string, wishes: readonly TileWish[]): void {
    if (same(this.#wanted.get(viewer) ?? [], wishes)) return;
    if (wishes.length > 0) this.#wanted.set(viewer, wishes);
    else this.#wanted.delete(viewer);
    const all = [...this.#wanted.values()].flat();
    this.#wishes = this.#fitting(all);
    this.#wantedKeys = new Set();
    for (const wish of this.#wishes) this.#eachTile(wish, (key) => this.#wantedKeys.add(key));
    for (const flight of this.#flights) {
      if (flight.keys.some((key) => this.#wantedKeys.has(key))) continue;
      this.#flights.delete(flight);
      flight.abort();
    }
    this.#follow();
  }

  dispose(): void {
    this.#disposed = true;
    this.#moving?.dispose();
    this.#retry?.dispose();
    for (const flight of this.#flights) flight.abort();
    this.#flights.clear();
    this.shown.clear();
    this.store.clear();
  }

  /** At once what a view that rested wants; of one that moves what it wants now and then: the rest would be taken back. */
  #follow(): void {
    const now = this.#options.now();
    const rested = now - this.#changedAt > REST_MS;
    this.#changedAt = now;
    this.#moving?.dispose();
    this.#moving = null;
    if (rested || now - this.#askedAt > MOVING_MS) return this.#request();
    this.#moving = this.#options.later(() => {
      this.#moving = null;
      this.#request();
    }, REST_MS);
  }

  /** All that is seen, and of the rest what there is room for. */
  #fitting(wishes: readonly TileWish[]): TileWish[] {
    const size = ({ kind, channels, first, end }: TileWish): number =>
      kind.axis.rows * TILE_COLUMNS * 2 * channels.length * (end - first);
    let left = this.#limit;
    for (const wish of wishes) if (!wish.ahead) left -= size(wish);
    return wishes.filter((wish) => !wish.ahead || (left -= size(wish)) >= 0);
  }

  get #limit(): number {
    return this.#options.maxBytes ?? MAX_BYTES;
  }

  #eachTile(wish: TileWish, run: (key: string) => void): void {
    for (let index = wish.first; index < wish.end; index++) {
      for (const channel of wish.channels) {
        run(this.store.key({ tracks: wish.tracks, channel }, wish.kind, wish.level, index));
      }
    }
  }

  #request(): void {
    if (this.#disposed || this.#retry || this.#moving) return;
    this.#askedAt = this.#options.now();
    const inFlight = new Set<string>();
    for (const { keys } of this.#flights) for (const key of keys) inFlight.add(key);
    for (const wish of this.#wishes) {
      // What is seen comes alone: the server's threads are few.
      if (wish.ahead && [...this.#flights].some((flight) => !flight.ahead)) return;
      const bytes = wish.kind.axis.rows * TILE_COLUMNS * 2;
      const most = Math.min(MAX_CHANNELS, Math.max(1, Math.floor(MAX_ANSWER_BYTES / bytes)));
      for (let index = wish.first; index < wish.end; index++) {
        // Channels that need the same go together: they share one read of the samples.
        for (const need of ['draft', 'exact'] as const) {
          let keys: string[] = [];
          let channels: number[] = [];
          const send = (): void => {
            if (channels.length > 0) void this.#fetch(wish, index, channels, keys, need === 'draft');
            [keys, channels] = [[], []];
          };
          for (const channel of wish.channels) {
            if (this.#flights.size >= MAX_FLIGHTS) return;
            const key = this.store.key({ tracks: wish.tracks, channel }, wish.kind, wish.level, index);
            if (inFlight.has(key) || this.#need(wish, channel, index) !== need) continue;
            inFlight.add(key);
            keys.push(key);
            channels.push(channel);
            if (channels.length === most) send();
          }
          send();
        }
      }
    }
  }

  #need(wish: TileWish, channel: number, index: number): Need {
    const tile = this.store.plane({ tracks: wish.tracks, channel }, wish.kind, wish.level)?.tiles.get(index);
    if (!tile) return wish.draft === 'none' ? 'exact' : 'draft';
    const now = wish.draft === 'enough' && tile.draft ? 'draft' : 'exact';
    if (tile.draft && wish.draft !== 'enough') return 'exact';
    const { analysis } = wish.kind;
    const step = stepOf(analysis, wish.level);
    const [start, frames] = [index * TILE_COLUMNS * step, TILE_COLUMNS * step];
    const { scannedFrames, scanDone, totalFrames } = this.#scan;
    // Worth asking again: the scan has ended, or gone on by a good part of a tile.
    const known = Math.max(scannedFrames, totalFrames) - Math.max(tile.scannedFrames, tile.totalFrames);
    const news = Math.max(scannedFrames - tile.scannedFrames, known);
    const worth = news > 0 && (scanDone || news >= frames / 8);
    // At the end of a file that has grown since, windows reached beyond what there was.
    const reached = start + frames + analysis.size > tile.totalFrames && totalFrames > tile.totalFrames;
    if (reached) return worth ? now : null;
    const columns = Math.min(TILE_COLUMNS, Math.ceil(totalFrames / step) - index * TILE_COLUMNS);
    if (tile.count >= columns) return null;
    return worth || (scanDone && !tile.scanDone) ? now : null;
  }

  async #fetch(wish: TileWish, index: number, channels: number[], keys: string[], draft: boolean): Promise<void> {
    const abort = createAbortController();
    const flight: Flight = { keys, ahead: wish.ahead ?? false, abort: () => abort.abort() };
    this.#flights.add(flight);
    const { kind, tracks, level } = wish;
    const { analysis, axis } = kind;
    const scan = this.#scan;
    try {
      const start = index * TILE_COLUMNS;
      const request = { analysis, axis, tracks, channels, level, start, count: TILE_COLUMNS, draft };
      const answer = await this.#ask(request, abort.signal);
      if (!this.#flights.delete(flight)) return;
      this.#retryMs = FIRST_RETRY_MS;
      const size = answer.rows * answer.count;
      if (answer.rows !== axis.rows || answer.data.length < size * channels.length) {
        throw new EarshotError('internal', 'The spectrogram came in another size than it was asked for.');
      }
      channels.forEach((channel, i) => {
        const data = channels.length === 1 ? answer.data : answer.data.slice(i * size, (i + 1) * size);
        const tile = { count: answer.count, data, draft: draft && answer.draft, odd: data.includes(NO_LEVEL), ...scan };
        this.store.put({ tracks, channel }, kind, level, index, tile);
      });
      this.store.evict(this.#limit, this.#wantedKeys);
      this.changed.emit();
      this.#request();
    } catch (error) {
      this.#flights.delete(flight);
      if (!this.#disposed && !abort.signal.aborted) this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    const known = error instanceof EarshotError ? error : new EarshotError('internal', String(error));
    // A changed file is announced by its next document; what was cancelled at the other end is asked for again.
    if (known.code === 'changed') return;
    if (known.code !== 'cancelled') this.#options.onError(known);
    this.#retry ??= this.#options.later(() => {
      this.#retry = null;
      this.#request();
    }, this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }
}

/** A view that moves by less than a tile wants what it wanted before. */
function same(a: readonly TileWish[], b: readonly TileWish[]): boolean {
  return a.length === b.length && a.every((each, i) => sameWish(each, b[i]!));
}

function sameWish(a: TileWish, b: TileWish): boolean {
  const span = a.level === b.level && a.first === b.first && a.end === b.end;
  const whose = a.kind === b.kind && a.tracks === b.tracks && a.channels.join() === b.channels.join();
  return span && whose && a.draft === b.draft && a.ahead === b.ahead;
}
