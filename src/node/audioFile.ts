import { planarPeaks } from '../core/dsp/peaks.ts';
import { BASE_LEVEL, Pyramid } from '../core/dsp/pyramid.ts';
import { openAudio } from '../core/formats/registry.ts';
import type { AudioStream } from '../core/formats/format.ts';
import {
  type AudioInfo,
  blockFrames,
  type PcmResult,
  type PeaksResult,
  type ScanProgress,
} from '../core/protocol/audio.ts';
import { EarshotError, type ErrorInfo, toErrorInfo } from '../core/protocol/errors.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import { bytesPerSample } from '../core/dsp/pcm.ts';
import { type AudioSource, PcmSource } from './audioSource.ts';
import type { Blocks } from './blockEmitter.ts';
import { openFile } from './fileSource.ts';
import type { Scan, ScanPool } from './scanPool.ts';
import { type SpillFolder, SpillSource } from './spill.ts';

export interface AudioFileContext {
  pool: ScanPool;
  spill: SpillFolder;
  spillLimitBytes: number;
}

/** Frames read at a time where peaks are made on demand. */
const DETAIL_FRAMES = 1 << 16;

/** One open file: its facts, its samples, and the pyramid that one ordered scan fills. */
export class AudioFile {
  readonly info: AudioInfo;
  progress: ScanProgress;
  error: ErrorInfo | undefined;
  readonly #source: AudioSource;
  readonly #pyramid: Pyramid;
  readonly #scan: Scan;
  readonly #ended: Promise<void>;

  static async open(path: string, name: string, context: AudioFileContext, onProgress: () => void): Promise<AudioFile> {
    const file = await openFile(path, name);
    try {
      const { info, stream } = await openAudio(file, name);
      if (stream.kind === 'pcm') {
        return new AudioFile(path, name, info, stream, new PcmSource(file, stream), context, 0, onProgress);
      }
      await file.close();
      const shape = { encoding: stream.keepAs, channels: stream.channels };
      const limit = await context.spill.limit(context.spillLimitBytes);
      if (info.framesExact && (info.frames ?? 0) * bytesPerSample[shape.encoding] * shape.channels > limit) {
        throw new EarshotError(
          'too-large',
          `${name} is too large: decoded it takes more temporary space than there is (${(limit / 2 ** 30).toFixed(1)} GB).`,
        );
      }
      const source = new SpillSource(await context.spill.create(), shape);
      return new AudioFile(path, name, info, stream, source, context, limit, onProgress);
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
  }

  private constructor(
    path: string,
    name: string,
    info: AudioInfo,
    stream: AudioStream,
    source: AudioSource,
    { pool }: AudioFileContext,
    keepLimit: number,
    onProgress: () => void,
  ) {
    this.info = info;
    this.#source = source;
    this.#pyramid = new Pyramid(info.channels);
    this.progress = { state: 'scanning', scannedFrames: 0, totalFrames: info.frames, warnings: [] };
    const spill = source instanceof SpillSource ? source : undefined;
    const job = {
      path,
      name,
      stream,
      expectedFrames: info.framesExact ? info.frames : null,
      keepFd: spill?.fd ?? null,
      keepLimit,
    };
    this.#scan = pool.run(job, ({ count, data, frames }: Blocks) => {
      this.#pyramid.append(count, data, frames);
      release(data.buffer);
      spill?.advance(this.#pyramid.frames, false);
      this.progress = { ...this.progress, scannedFrames: this.#pyramid.frames };
      if (count > 0) onProgress();
    });
    this.#ended = this.#finish(spill, onProgress);
  }

  async #finish(spill: SpillSource | undefined, onProgress: () => void): Promise<void> {
    let state: ScanProgress['state'] = 'done';
    let warnings: string[] = [];
    try {
      warnings = (await this.#scan.done).warnings;
    } catch (error) {
      state = 'failed';
      this.error = toErrorInfo(error);
    }
    this.#pyramid.finish();
    const { frames } = this.#pyramid;
    spill?.advance(frames, true);
    const totalFrames = state === 'done' ? frames : this.progress.totalFrames;
    this.progress = { state, scannedFrames: frames, totalFrames, warnings };
    onProgress();
  }

  async peaks(level: number, start: number, count: number, signal: AbortSignalLike): Promise<PeaksResult> {
    if (level >= BASE_LEVEL) return this.#pyramid.read(level, start, count);
    return this.#detail(level, start, count, signal);
  }

  /** Levels below the pyramid's base, from samples. */
  async #detail(level: number, start: number, count: number, signal: AbortSignalLike): Promise<PeaksResult> {
    const { channels } = this.info;
    const size = blockFrames(level);
    // What is not there yet is not waited for; a block that would still change is not given.
    const available = this.#availableFrames();
    const end = this.progress.state === 'scanning' ? Math.floor(available / size) : Math.ceil(available / size);
    const blocks = Math.max(0, Math.min(count, end - start));
    const peaks = new Float32Array(blocks * channels * 3);
    const planes = { data: peaks, capacity: blocks };
    for (let done = 0; done < blocks; done += DETAIL_FRAMES / size) {
      if (signal.aborted) throw new EarshotError('cancelled', 'peaks was cancelled.');
      const first = (start + done) * size;
      const wanted = Math.min(DETAIL_FRAMES, (blocks - done) * size, available - first);
      const { frames, data } = await this.#source.read(first, wanted, signal);
      planarPeaks(data, channels, frames, size, planes, done);
      if (frames < wanted) break;
    }
    return { start, count: blocks, channels, data: peaks };
  }

  async pcm(startFrame: number, frames: number, signal: AbortSignalLike): Promise<PcmResult> {
    const result = await this.#source.read(startFrame, frames, signal);
    return { startFrame, frames: result.frames, channels: this.info.channels, data: result.data };
  }

  #availableFrames(): number {
    const seekable = this.#source instanceof PcmSource;
    return seekable ? (this.info.frames ?? 0) : this.#pyramid.frames;
  }

  /** Ends the scan, and lets go of the files once the scanning thread has. */
  async close(): Promise<void> {
    this.#scan.stop();
    await this.#ended;
    await this.#source.close();
  }
}

/** Gives a buffer's memory back now; the collector would wait for tens of MB. Runtimes before Node 21 leave it to that. */
function release(buffer: ArrayBuffer & { transfer?: (bytes: number) => ArrayBuffer }): void {
  buffer.transfer?.(0);
}
