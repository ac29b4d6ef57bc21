import { EarshotError } from '../core/protocol/errors.ts';
import { type Connection, connect, type Port, Transfer } from '../core/protocol/rpc.ts';
import { serverApi, serverClientApi } from '../core/protocol/serverApi.ts';
import { AudioFile } from './audioFile.ts';
import { ScanPool, type ScanPoolOptions } from './scanPool.ts';
import { SPILL_LIMIT_BYTES, SpillFolder } from './spill.ts';

export interface AudioServerOptions extends Partial<Omit<ScanPoolOptions, 'worker'>> {
  worker: URL;
  spillLimitBytes?: number;
  onProtocolError?: (what: string) => void;
}

const PROGRESS_MS = 100;

/** Answers serverApi on a port: opens files, scans them in threads, serves their peaks and samples. */
export class AudioServer {
  readonly #pool: ScanPool;
  readonly #spill = new SpillFolder();
  readonly #connection: Connection<typeof serverApi, typeof serverClientApi>;
  readonly #files = new Map<number, AudioFile>();
  readonly #options: AudioServerOptions;
  #nextHandle = 1;

  constructor(port: Port, options: AudioServerOptions) {
    this.#options = options;
    this.#pool = new ScanPool({ size: 2, idleMs: 10_000, hungMs: 20_000, ...options });
    this.#pool.warmUp();
    void this.#spill.removeStale();
    this.#connection = connect(port, {
      local: serverApi,
      remote: serverClientApi,
      handlers: {
        open: async ({ path, name }) => {
          const { handle, file } = await this.#open(path, name);
          return { handle, info: file.info, scan: file.progress };
        },
        close: async ({ handle }) => {
          const file = this.#files.get(handle);
          this.#files.delete(handle);
          await file?.close();
          return {};
        },
        peaks: async ({ handle, level, start, count }, signal) => {
          const result = await this.#file(handle).peaks(level, start, count, signal);
          return new Transfer(result, [result.data.buffer]);
        },
        pcm: async ({ handle, startFrame, frames }, signal) => {
          const result = await this.#file(handle).pcm(startFrame, frames, signal);
          return new Transfer(result, [result.data.buffer]);
        },
        usage: () => ({ pid: process.pid, rssBytes: process.memoryUsage.rss(), openFiles: this.#files.size }),
      },
      events: {},
      ...(options.onProtocolError && { onProtocolError: options.onProtocolError }),
    });
  }

  async #open(path: string, name: string): Promise<{ handle: number; file: AudioFile }> {
    const handle = this.#nextHandle++;
    const context = {
      pool: this.#pool,
      spill: this.#spill,
      spillLimitBytes: this.#options.spillLimitBytes ?? SPILL_LIMIT_BYTES,
    };
    this.#pool.warmUp();
    const report = throttled(
      PROGRESS_MS,
      () => this.#files.get(handle),
      (file) => {
        this.#connection.emit('progress', { handle, scan: file.progress, ...(file.error && { error: file.error }) });
      },
    );
    const file = await AudioFile.open(path, name, context, report);
    this.#files.set(handle, file);
    return { handle, file };
  }

  #file(handle: number): AudioFile {
    const file = this.#files.get(handle);
    if (!file) throw new EarshotError('internal', `The audio server has no open file ${handle}.`);
    return file;
  }

  /** For the end of the process: nothing of it may stay on disk. */
  dispose(): void {
    this.#connection.close();
    void this.#pool.dispose();
    this.#spill.removeNow();
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
