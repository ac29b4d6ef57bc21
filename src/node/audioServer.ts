import { EarshotError } from '../core/protocol/errors.ts';
import { type Connection, connect, type Port, Transfer } from '../core/protocol/rpc.ts';
import { serverApi, serverClientApi } from '../core/protocol/serverApi.ts';
import { AudioFile, type AudioFileContext } from './audioFile.ts';
import { collectGarbage } from './collect.ts';
import { defaultCacheFolder, DiskCache } from './diskCache.ts';
import { exportWav } from './exportWav.ts';
import { readHeaders } from './library/headers.ts';
import { walk } from './library/walk.ts';
import { PendingFiles } from './pendingFile.ts';
import { readLevels } from './readLevels.ts';
import { readPeaks } from './readPeaks.ts';
import { exportMatrix } from './spectrogram/exportMatrix.ts';
import { Spectra } from './spectrogram/spectra.ts';
import { SPILL_LIMIT_BYTES } from './spillFile.ts';
import { ThreadPool, type ThreadPoolOptions } from './threadPool.ts';
import { UnitCache } from './unitCache.ts';

export interface AudioServerOptions extends Partial<Omit<ThreadPoolOptions, 'worker'>> {
  worker: URL;
  cacheFolder?: string | undefined;
  cacheLimitBytes?: number | undefined;
  spillLimitBytes?: number;
  onProtocolError?: (what: string) => void;
}

const PROGRESS_MS = 100;
const TIDY_BYTES = 4 << 20;

/** Answers serverApi on a port: opens files, scans them in threads, serves their peaks and samples. */
export class AudioServer {
  readonly #context: AudioFileContext;
  readonly #connection: Connection<typeof serverApi, typeof serverClientApi>;
  readonly #files = new Map<number, AudioFile>();
  readonly #pending = new PendingFiles();
  readonly #spectra: Spectra;
  #nextHandle = 1;
  #sentBytes = 0;

  constructor(port: Port, options: AudioServerOptions) {
    const { cacheFolder, cacheLimitBytes, spillLimitBytes = SPILL_LIMIT_BYTES } = options;
    this.#context = {
      pool: new ThreadPool({ size: 2, idleMs: 10_000, hungMs: 20_000, ...options }),
      cache: new DiskCache(cacheFolder ?? defaultCacheFolder(), cacheLimitBytes),
      units: new UnitCache(),
      spillLimitBytes,
    };
    this.#spectra = new Spectra(this.#context.cache);
    this.#context.pool.warmUp();
    void this.#context.cache.cleanUp();
    this.#connection = connect(port, {
      local: serverApi,
      remote: serverClientApi,
      handlers: {
        open: async ({ path, name, layout }) => {
          const { handle, file } = await this.#open(path, name, layout);
          return { handle, info: file.info, scan: file.progress };
        },
        close: async ({ handle }) => {
          const file = this.#files.get(handle);
          this.#files.delete(handle);
          if (file) this.#spectra.forget(file);
          await file?.close();
          return {};
        },
        attend: ({ handle, attention }) => {
          this.#file(handle).attend(attention);
          return {};
        },
        refresh: async ({ handle }) => {
          const file = this.#file(handle);
          const state = await file.refresh();
          return { state, info: file.info };
        },
        details: async ({ handle, brief }) => {
          const file = this.#file(handle);
          const { readDetails } = await import('./details.ts');
          const details = await readDetails(file.path, file.info);
          return brief ? { ...details, pictures: [], structure: [] } : details;
        },
        peaks: async ({ handle, ...request }, signal) => {
          const result = await readPeaks(this.#file(handle), request, signal);
          return new Transfer(result, [result.data.buffer]);
        },
        pcm: async ({ handle, startFrame, frames }, signal) => {
          const result = await this.#file(handle).pcm(startFrame, frames, signal);
          this.#sent(result.data.byteLength);
          return new Transfer(result, [result.data.buffer]);
        },
        measures: ({ handle, range }, signal) => this.#file(handle).measures(range, signal),
        loudness: ({ handle, from }) => {
          const result = this.#file(handle).loudness(from);
          this.#sent(2 * result.momentary.byteLength);
          return new Transfer(result, [result.momentary.buffer, result.shortTerm.buffer]);
        },
        levels: ({ handle, ...range }, signal) => readLevels(this.#file(handle), range, signal),
        exportWav: ({ handle, ...request }, signal) =>
          exportWav(this.#file(handle), request, this.#pending, { signal, used: (bytes) => this.#sent(bytes) }),
        spectrogram: async ({ handle, ...request }, signal) => {
          const result = await this.#spectra.spectrogram(this.#file(handle), request, signal);
          this.#sent(result.data.byteLength);
          return new Transfer(result, [result.data.buffer]);
        },
        spectrum: ({ handle, ...request }, signal) => this.#spectra.spectrum(this.#file(handle), request, signal),
        pitch: ({ handle, ...request }, signal) => this.#spectra.pitch(this.#file(handle), request, signal),
        exportMatrix: ({ handle, ...request }, signal) =>
          exportMatrix(this.#file(handle), request, this.#pending, { signal, used: (bytes) => this.#sent(bytes) }),
        walk: ({ id, ...request }, signal) =>
          walk(request, (files) => this.#connection.emit('walked', { id, files }), signal),
        headers: async ({ paths }, signal) => ({ headers: await readHeaders(paths, signal) }),
        usage: () => ({ pid: process.pid, rssBytes: process.memoryUsage.rss(), openFiles: this.#files.size }),
      },
      events: {},
      ...(options.onProtocolError && { onProtocolError: options.onProtocolError }),
    });
  }

  /** Samples leave buffers behind; with a heap as small as this one's nothing else would have them collected. */
  #sent(bytes: number): void {
    this.#sentBytes += bytes;
    if (this.#sentBytes < TIDY_BYTES) return;
    this.#sentBytes = 0;
    setImmediate(collectGarbage);
  }

  async #open(
    path: string,
    name: string,
    layout: Parameters<typeof AudioFile.open>[2],
  ): Promise<{ handle: number; file: AudioFile }> {
    const handle = this.#nextHandle++;
    this.#context.pool.warmUp();
    const report = throttled(
      PROGRESS_MS,
      () => this.#files.get(handle),
      (file) => {
        this.#connection.emit('progress', { handle, scan: file.progress, ...(file.error && { error: file.error }) });
      },
    );
    const file = await AudioFile.open(path, name, layout, this.#context, report);
    this.#files.set(handle, file);
    // A file that was scanned before, or ended meanwhile, says so like any other.
    if (file.progress.state !== 'scanning') report();
    return { handle, file };
  }

  #file(handle: number): AudioFile {
    const file = this.#files.get(handle);
    if (!file) throw new EarshotError('internal', `The audio server has no open file ${handle}.`);
    return file;
  }

  /** For the end of the process: nothing unfinished may stay on disk. */
  dispose(): void {
    this.#connection.close();
    for (const file of this.#files.values()) void file.close().catch(() => undefined);
    void this.#context.pool.dispose();
    this.#context.cache.removeUnfinishedNow();
    this.#pending.removeNow();
  }
}

/** At once, then at most every `periodMs`; the end of a scan is never held back. */
function throttled(
  periodMs: number,
  subject: () => AudioFile | undefined,
  report: (file: AudioFile) => void,
): () => void {
  let last = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  const now = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const file = subject();
    if (!file) return;
    last = performance.now();
    report(file);
  };
  return () => {
    const wait = last + periodMs - performance.now();
    if (wait <= 0 || subject()?.progress.state !== 'scanning') now();
    else timer ??= setTimeout(now, wait);
  };
}
