import { channelWeights } from '../core/analysis/loudness.ts';
import type { SeekIndex } from '../core/demux/demuxer.ts';
import { mergeRecords, BASE_FRAMES, BASE_LEVEL, MEMORY_LEVEL, Pyramid } from '../core/dsp/pyramid.ts';
import { PEAK_VALUES, peaksResult, planePeaks } from '../core/dsp/peaks.ts';
import type { AudioStream, Part } from '../core/formats/format.ts';
import {
  type AudioInfo,
  blockFrames,
  type PcmResult,
  type PeaksResult,
  type RawLayout,
  type ScanProgress,
} from '../core/protocol/audio.ts';
import { EarshotError, type ErrorInfo } from '../core/protocol/errors.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import { type AudioSource, PcmSource } from './audioSource.ts';
import { DiskCache } from './diskCache.ts';
import { FileScan, type ScanPlan } from './fileScan.ts';
import { fingerprint, hasGrown, type OpenedFile, openForReading } from './openFile.ts';
import { needsIndex } from './packets/openDemuxer.ts';
import { PacketSource } from './packetSource.ts';
import { ScanStore } from './scanStore.ts';
import { spillFor } from './spillFile.ts';
import { SpillSource } from './spillSource.ts';
import type { SharedFile } from './thread.ts';
import type { ThreadPool } from './threadPool.ts';
import type { UnitCache } from './unitCache.ts';

export interface AudioFileContext {
  pool: ThreadPool;
  cache: DiskCache;
  units: UnitCache;
  spillLimitBytes: number;
}

export type Attention = 'seen' | 'unseen' | 'paused';
const priorities: Readonly<Record<Attention, number>> = { seen: 1, unseen: 0, paused: -Infinity };

/** Frames read at a time where peaks are made on demand. */
const DETAIL_FRAMES = 1 << 16;
/** Ranges that the scan has not reached are made from samples if they are no longer than this. */
const AHEAD_FRAMES = 1 << 21;

let nextId = 1;

/** One open file: its facts, its samples, and the pyramid that one scan fills. */
export class AudioFile {
  info: AudioInfo;
  attention: Attention = 'seen';
  readonly path: string;
  readonly #key: string;
  readonly #context: AudioFileContext;
  readonly #onProgress: () => void;
  readonly #shared: SharedFile;
  readonly #layout: RawLayout | undefined;
  #opened: OpenedFile;
  /** Of a file that may be growing. */
  #print: Uint8Array[] = [];
  #source!: AudioSource;
  #scan: FileScan | undefined;
  #store: ScanStore | undefined;
  /** Of a file that was scanned before. */
  #restored: { pyramid: Pyramid; progress: ScanProgress } | undefined;
  #indexing: { stop(): void } | undefined;
  #closed = false;
  #committed: Promise<void> = Promise.resolve();

  static async open(
    path: string,
    name: string,
    layout: RawLayout | undefined,
    context: AudioFileContext,
    onProgress: () => void,
  ): Promise<AudioFile> {
    const opened = await openForReading(path, name, layout);
    const file = new AudioFile(path, opened, layout, context, onProgress);
    try {
      await file.#start();
      return file;
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
  }

  private constructor(
    path: string,
    opened: OpenedFile,
    layout: RawLayout | undefined,
    context: AudioFileContext,
    onProgress: () => void,
  ) {
    const { info, stream, name } = opened;
    this.path = path;
    this.info = info;
    this.#opened = opened;
    this.#layout = layout;
    this.#context = context;
    this.#onProgress = onProgress;
    this.#key = DiskCache.key(opened.realPath, layout);
    this.#shared = {
      id: nextId++,
      version: 0,
      path,
      name,
      stream,
      sampleRate: info.sampleRate,
      weights: channelWeights(info.channels, info.layout),
      indices: [],
    };
  }

  get progress(): ScanProgress {
    return this.#restored?.progress ?? this.#scan!.progress;
  }

  get error(): ErrorInfo | undefined {
    return this.#scan?.error;
  }

  async #start(): Promise<void> {
    const { cache, pool, units } = this.#context;
    const { stream, identity, file, name } = this.#opened;
    const { channels } = this.info;
    if (this.info.growing) this.#print = await fingerprint(this.#opened);
    const found = await ScanStore.restore(cache, this.#key, identity, channels);
    this.#store = found?.store;
    if (found) this.#shared.indices = found.scan.indices;

    let plan: Pick<ScanPlan, 'start' | 'spill'> = { start: 'anywhere' };
    let complete = found !== undefined;
    if (stream.kind === 'pcm') this.#source = new PcmSource(file, stream);
    else if (stream.kind === 'packets') {
      const indexed = found ? Promise.resolve() : this.#index(stream.parts);
      if (indexed && !found) plan = { start: 'after-index' };
      this.#source = new PacketSource(this.#shared, channels, pool, units, indexed ?? Promise.resolve());
    } else {
      const spill = await spillFor(cache, this.#key, name, stream, this.info, this.#context.spillLimitBytes, complete);
      const source = new SpillSource(spill.file, { encoding: 'f32', channels });
      this.#source = source;
      plan = { start: 'spill', spill: { fd: source.fd, limitBytes: spill.limitBytes } };
      complete &&= spill.complete;
    }
    if (found && complete) {
      const { frames, warnings, integratedLufs } = found.scan.summary;
      const progress: ScanProgress = {
        state: 'done',
        scannedFrames: frames,
        totalFrames: frames,
        warnings,
        integratedLufs,
      };
      this.#restored = { progress, pyramid: Pyramid.restore(channels, frames, found.scan.levels) };
      if (this.#source instanceof SpillSource) this.#source.advance(frames, true);
      return;
    }
    if (found) {
      await found.store.close();
      this.#shared.indices = [];
    }
    this.#store = await ScanStore.create(cache, this.#key, channels);
    const { frames, framesExact: exact } = this.info;
    const priority = (): number => priorities[this.attention];
    this.#scan = new FileScan(this.#shared, { ...plan, frames, exact, priority }, pool, this.#store, () =>
      this.#scanned(),
    );
  }

  #scanned(): void {
    const { progress } = this;
    if (progress.state !== 'scanning') this.#context.pool.forget(this.#shared.id);
    if (this.#source instanceof SpillSource) {
      this.#source.advance(progress.scannedFrames, progress.state !== 'scanning');
    }
    if (progress.state === 'done' && !this.#closed && !this.info.growing) {
      this.#committed = this.#commit(progress).catch(() => undefined);
    }
    if (progress.scannedFrames > 0 || progress.state !== 'scanning') this.#onProgress();
  }

  async #commit({ scannedFrames, warnings, integratedLufs }: ScanProgress): Promise<void> {
    const { identity } = this.#opened;
    const facts = { ...identity, channels: this.info.channels, frames: scannedFrames };
    const { pyramid } = this.#scan!;
    await this.#store?.commit(
      { ...facts, warnings, integratedLufs: integratedLufs ?? null },
      pyramid.save(),
      this.#shared.indices,
    );
    if (this.#source instanceof SpillSource) await this.#source.keep();
  }

  /** Resolves when every packet can be found; undefined where that is so from the start. */
  #index(parts: readonly Part[]): Promise<void> | undefined {
    const numbers = parts.flatMap((part, number) => (needsIndex(part) ? [number] : []));
    if (numbers.length === 0) return undefined;
    // After the scan has begun, whose first run needs no index and goes first.
    return Promise.resolve().then(async () => {
      for (const number of numbers) {
        if (this.#closed) return;
        const work = this.#context.pool.index(this.#shared, number, () => priorities[this.attention] + 0.5);
        this.#indexing = work;
        // The scan says what is wrong with a file; without an index seeking is slow, not wrong.
        const index = await work.done.then(
          (result) => result.index,
          () => null,
        );
        if (!index) continue;
        this.#shared.indices = [...this.#shared.indices, [number, index] as [number, SeekIndex]];
        this.#shared.version++;
      }
      if (!this.#closed) this.#scan?.indexed(wholeLength(parts, new Map(this.#shared.indices)));
    });
  }

  async peaks(level: number, start: number, count: number, signal: AbortSignalLike): Promise<PeaksResult> {
    const { channels } = this.info;
    const pyramid = this.#restored?.pyramid ?? this.#scan!.pyramid;
    if (level >= MEMORY_LEVEL) {
      const { records, count: there } = pyramid.read(level, start, count);
      const ahead = there === 0 && this.#mayReadAhead(level, count);
      return ahead ? this.#detail(level, start, count, signal) : peaksResult(records, start, there, channels);
    }
    const scanned = start * blockFrames(level) < pyramid.frames;
    const stored = level >= BASE_LEVEL && scanned ? await this.#stored(level, start, count, pyramid) : undefined;
    return stored ?? this.#detail(level, start, count, signal);
  }

  /** Levels that are kept in the store; undefined where there is none. */
  async #stored(level: number, start: number, count: number, pyramid: Pyramid): Promise<PeaksResult | undefined> {
    const { channels } = this.info;
    const fan = blockFrames(level) / BASE_FRAMES;
    const base = await this.#store?.read(start * fan, count * fan);
    if (!base) return undefined;
    if (fan === 1) return peaksResult(base.records, start, base.count, channels);
    // A block that would still change is not given.
    const scanning = this.progress.state === 'scanning';
    const usable = scanning ? base.count - (base.count % fan) : base.count;
    const merged = new Float32Array(Math.ceil(usable / fan) * channels * PEAK_VALUES);
    const frames = pyramid.frames - start * blockFrames(level);
    const made = mergeRecords(base.records, usable, channels, BASE_FRAMES, frames, merged);
    return peaksResult(merged, start, made, channels);
  }

  /** From samples: levels finer than the store has, and what the scan has not reached yet. */
  async #detail(level: number, start: number, count: number, signal: AbortSignalLike): Promise<PeaksResult> {
    const { channels } = this.info;
    const size = blockFrames(level);
    // What is not there yet is not waited for; a block that would still change is not given.
    const available = this.#availableFrames();
    const end = this.progress.state === 'scanning' ? Math.floor(available / size) : Math.ceil(available / size);
    const blocks = Math.max(0, Math.min(count, end - start));
    const records = new Float32Array(blocks * channels * PEAK_VALUES);
    const step = Math.max(1, Math.floor(DETAIL_FRAMES / size));
    let made = 0;
    while (made < blocks) {
      if (signal.aborted) throw new EarshotError('cancelled', 'peaks was cancelled.');
      const first = (start + made) * size;
      const wanted = Math.min(Math.min(step, blocks - made) * size, available - first);
      const { frames, data } = await this.#source.read(first, wanted, signal);
      for (let c = 0; c < channels; c++) {
        const plane = data.subarray(c * frames, (c + 1) * frames);
        const at = (made * channels + c) * PEAK_VALUES;
        planePeaks(plane, frames, size, records, at, channels * PEAK_VALUES);
      }
      made += Math.ceil(frames / size);
      if (frames < wanted) break;
    }
    return peaksResult(records, start, made, channels);
  }

  async pcm(startFrame: number, frames: number, signal: AbortSignalLike): Promise<PcmResult> {
    const result = await this.#source.read(startFrame, frames, signal);
    return { startFrame, frames: result.frames, channels: this.info.channels, data: result.data };
  }

  #mayReadAhead(level: number, count: number): boolean {
    return this.progress.state === 'scanning' && count * blockFrames(level) <= AHEAD_FRAMES;
  }

  /** Frames that can be read now. */
  #availableFrames(): number {
    const { state, scannedFrames, totalFrames } = this.progress;
    if (this.#source instanceof PcmSource) return this.info.frames ?? 0;
    if (this.#source instanceof SpillSource || state !== 'scanning') return scannedFrames;
    return this.info.framesExact ? Math.max(scannedFrames, totalFrames ?? 0) : scannedFrames;
  }

  attend(attention: Attention): void {
    this.attention = attention;
    this.#context.pool.reconsider();
  }

  /** After a change on disk: a longer file that starts as it did goes on growing under the same handle. */
  async refresh(): Promise<'same' | 'grown' | 'changed'> {
    const before = this.#opened;
    const now = await openForReading(this.path, this.#shared.name, this.#layout).catch(() => undefined);
    if (!now) return 'changed';
    try {
      const { size, mtimeMs } = before.identity;
      if (now.identity.size === size && now.identity.mtimeMs === mtimeMs) return 'same';
      if (!this.#scan || !(this.#source instanceof PcmSource)) return 'changed';
      // A scan that waits cannot go on; it is asked again when it does.
      if (this.attention === 'paused' && this.progress.state === 'scanning') return 'same';
      if (!before.info.growing || !(await hasGrown(before, this.#print, now))) return 'changed';
      this.#print = await fingerprint(now);
      const stream = now.stream as Extract<AudioStream, { kind: 'pcm' }>;
      await this.#scan.ended;
      this.#opened = { ...now, file: before.file };
      this.info = now.info;
      this.#shared.stream = stream;
      this.#shared.version++;
      before.file.grow(now.identity.size);
      this.#source.grow(stream);
      this.#scan.grow(stream.frames);
      this.#onProgress();
      return 'grown';
    } finally {
      await now.file.close();
    }
  }

  /** Ends the scan, and lets go of the files once the scanning threads have. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#indexing?.stop();
    await this.#scan?.stop();
    await this.#committed;
    this.#context.pool.forget(this.#shared.id);
    await this.#store?.close();
    await (this.#source as AudioSource | undefined)?.close();
    if (!(this.#source instanceof PcmSource)) await this.#opened.file.close();
  }
}

/** Frames of the whole as its indices tell; null while a part is unknown. */
function wholeLength(parts: readonly Part[], indices: ReadonlyMap<number, SeekIndex>): number | null {
  let total = 0;
  for (const [number, { frames, skip }] of parts.entries()) {
    const index = indices.get(number);
    const known = frames ?? (index ? Math.max(0, index.totalFrames - skip) : null);
    if (known === null) return null;
    total += known;
  }
  return total;
}
