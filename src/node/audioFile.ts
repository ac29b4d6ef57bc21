import { channelWeights } from '../core/analysis/loudness.ts';
import type { SeekIndex } from '../core/demux/demuxer.ts';
import { tracksOf } from '../core/dsp/midSide.ts';
import { Pyramid } from '../core/dsp/pyramid.ts';
import type { AudioStream, Part } from '../core/formats/format.ts';
import type { AudioInfo, PcmResult, RawLayout, ScanProgress } from '../core/protocol/audio.ts';
import type { ErrorInfo } from '../core/protocol/errors.ts';
import type { FileMeasures, FrameRange, LoudnessResult } from '../core/protocol/measures.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import { type AudioSource, PcmSource } from './audioSource.ts';
import { DiskCache } from './diskCache.ts';
import { FileScan, type ScanPlan } from './fileScan.ts';
import { FileFigures } from './measures/fileFigures.ts';
import { measureRange } from './measures/rangeFigures.ts';
import { type StoredSamples, storedSamples } from './measures/storedSamples.ts';
import { fingerprint, hasGrown, type OpenedFile, openForReading } from './openFile.ts';
import { needsIndex } from './packets/openDemuxer.ts';
import { PacketSource } from './packetSource.ts';
import type { Attention, ScannedFile } from './scannedFile.ts';
import { ScanStore } from './scanStore.ts';
import { spillFor } from './spillFile.ts';
import { FilePictures } from './spectrogram/filePictures.ts';
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

/** After a recording has grown, until a pass over all of it is worth its while, ms. */
const GROWN_MS = 2000;
const priorities: Readonly<Record<Attention, number>> = { seen: 1, unseen: 0, paused: -Infinity };

let nextId = 1;

/** One open file: its facts, its samples, and the pyramid that one scan fills. */
export class AudioFile implements ScannedFile {
  info: AudioInfo;
  attention: Attention = 'seen';
  readonly path: string;
  readonly key: string;
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
  /** Settles when any frame of packets is found quickly. */
  #indexed: Promise<void> | undefined;
  readonly pictures: FilePictures;
  readonly #stored: StoredSamples;
  #figures!: FileFigures;

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
    this.key = DiskCache.key(opened.realPath, layout);
    this.#stored = storedSamples(opened);
    this.#shared = {
      id: nextId++,
      version: 0,
      path,
      name,
      stream,
      sampleRate: info.sampleRate,
      weights: channelWeights(info.channels, info.layout),
      bits: this.#stored.bits,
      pcm: this.#stored.pcm,
      indices: [],
    };
    this.pictures = new FilePictures(context.pool, this.#shared, {
      spill: () => this.#spill,
      ready: () => this.#indexed,
    });
  }

  /** Descriptor of the decoded audio of a format that cannot be sought. */
  get #spill(): number | null {
    return this.#source instanceof SpillSource ? this.#source.fd : null;
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
    const { channels, frames, framesExact: exact } = this.info;
    const figures = {
      ...{ pool, shared: this.#shared, stored: this.#stored, progress: () => this.progress },
      spill: () => this.#spill,
    };
    this.#figures = new FileFigures(figures, stream, exact ? frames : null);
    if (this.info.growing) this.#print = await fingerprint(this.#opened);
    const found = await ScanStore.restore(cache, this.key, identity, tracksOf(channels));
    this.#store = found?.store;
    if (found) this.#shared.indices = found.scan.indices;

    let plan: Pick<ScanPlan, 'start' | 'spill'> = { start: 'anywhere' };
    let complete = found !== undefined;
    if (stream.kind === 'pcm') this.#source = new PcmSource(file, stream);
    else if (stream.kind === 'packets') {
      const indexed = found ? Promise.resolve() : this.#index(stream.parts);
      if (indexed && !found) plan = { start: 'after-index' };
      this.#indexed = indexed?.finally(() => (this.#indexed = undefined));
      this.#source = new PacketSource(this.#shared, channels, pool, units, indexed ?? Promise.resolve());
    } else {
      const spill = await spillFor(cache, this.key, name, stream, this.info, this.#context.spillLimitBytes, complete);
      const source = new SpillSource(spill.file, { encoding: 'f32', channels });
      this.#source = source;
      plan = { start: 'spill', spill: { fd: source.fd, limitBytes: spill.limitBytes } };
      complete &&= spill.complete;
    }
    if (found && complete) {
      const { frames: whole, warnings, integratedLufs, pcmMd5 } = found.scan.summary;
      const progress: ScanProgress = {
        state: 'done',
        scannedFrames: whole,
        totalFrames: whole,
        warnings,
        integratedLufs,
      };
      this.#restored = { progress, pyramid: Pyramid.restore(tracksOf(channels), whole, found.scan.levels) };
      this.#figures.restore(found.scan.figures, pcmMd5);
      if (this.#source instanceof SpillSource) this.#source.advance(whole, true);
      void this.#hash();
      return;
    }
    if (found) {
      await found.store.close();
      this.#shared.indices = [];
    }
    this.#store = await ScanStore.create(cache, this.key, tracksOf(channels));
    const priority = (): number => priorities[this.attention];
    this.#scan = new FileScan(
      this.#shared,
      { ...plan, frames, exact, priority, grows: this.info.growing === true },
      pool,
      this.#store,
      this.#figures.gathered,
      () => this.#scanned(),
    );
  }

  #scanned(): void {
    const { progress } = this;
    const ended = progress.state !== 'scanning';
    if (this.#source instanceof SpillSource) this.#source.advance(progress.scannedFrames, ended);
    if (ended) this.#committed = this.#conclude(progress).catch(() => undefined);
    if (progress.scannedFrames > 0 || ended) this.#onProgress();
  }

  /** The scan has ended: what is known then is computed and kept. */
  async #conclude(progress: ScanProgress): Promise<void> {
    const keep = progress.state === 'done' && !this.#closed && !this.info.growing;
    const stopped = this.#closed && progress.state === 'failed';
    if (!stopped) await this.#figures.conclude(progress.state === 'failed' ? null : this.#scan!.md5);
    if (keep) await this.#commit(progress);
    this.#context.pool.forget(this.#shared.id);
    if (!stopped) void this.#hash(keep ? progress : undefined);
  }

  /** A pass of its own for the MD5 of long files. keep: what was scanned, and is kept. */
  async #hash(keep?: ScanProgress): Promise<void> {
    // A recording that grows is given time to do so.
    if (this.info.growing) await new Promise((resolve) => setTimeout(resolve, GROWN_MS).unref());
    if (this.#closed || this.progress.state === 'scanning') return;
    const known = await this.#figures.hash(() => priorities[this.attention]);
    if (!known || this.#closed) return;
    if (keep) await (this.#committed = this.#commit(keep).catch(() => undefined));
    this.#context.pool.forget(this.#shared.id);
  }

  async #commit({ scannedFrames, warnings, integratedLufs }: ScanProgress): Promise<void> {
    const { identity } = this.#opened;
    const { pcmMd5 } = this.#figures;
    const facts = {
      ...{ ...identity, tracks: tracksOf(this.info.channels), frames: scannedFrames, warnings },
      ...{ integratedLufs: integratedLufs ?? null, ...(pcmMd5 !== undefined && { pcmMd5 }) },
    };
    await this.#store?.commit(facts, this.pyramid.save(), this.#shared.indices, this.#figures.keep());
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

  async pcm(startFrame: number, frames: number, signal: AbortSignalLike): Promise<PcmResult> {
    const result = await this.#source.read(startFrame, frames, signal);
    return { startFrame, frames: result.frames, channels: this.info.channels, data: result.data };
  }

  /** Of the file as far as it is scanned, or of a range, which is measured now. */
  measures(range: FrameRange | null, signal: AbortSignalLike): Promise<FileMeasures> {
    return range ? measureRange(this, range, signal) : this.#figures.measures();
  }

  loudness(from: number): LoudnessResult {
    return this.#figures.loudness(from);
  }

  async reached(frame: number, signal: AbortSignalLike): Promise<void> {
    if (this.#source instanceof SpillSource) await this.#source.reached(frame, signal);
  }

  get id(): number {
    return this.#shared.id;
  }

  get opened(): OpenedFile {
    return this.#opened;
  }

  get source(): AudioSource {
    return this.#source;
  }

  get pyramid(): Pyramid {
    return this.#restored?.pyramid ?? this.#scan!.pyramid;
  }

  get store(): ScanStore | undefined {
    return this.#store;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get availableFrames(): number {
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
      void this.#figures.grow();
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
    const pictures = this.pictures.close();
    this.#indexing?.stop();
    await this.#scan?.stop();
    await this.#figures?.stopHashing();
    await this.#committed;
    // They read from a descriptor that is about to be another file's.
    await pictures;
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
