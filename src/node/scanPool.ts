import { Worker } from 'node:worker_threads';
import { EarshotError } from '../core/protocol/errors.ts';
import { connect, type Connection } from '../core/protocol/rpc.ts';
import type { Blocks } from './blockEmitter.ts';
import { threadPort } from './ports.ts';
import type { ScanJob } from './scan.ts';
import { scanApi, scanClientApi } from './scanApi.ts';

export interface ScanPoolOptions {
  worker: URL;
  /** Scans at a time; the rest wait in order. */
  size: number;
  /** An unused thread ends after this. */
  idleMs: number;
  /** A scan that gives no sign of life for so long is ended. */
  hungMs: number;
}

export interface Scan {
  /** Settles only when the thread has let go of the job and its files. */
  done: Promise<{ frames: number; warnings: string[] }>;
  stop(): void;
}

/** How long a stopped scan may take to notice. */
const STOP_MS = 1000;

interface Waiting {
  job: ScanJob;
  onBlocks: (blocks: Blocks) => void;
  resolve: (result: { frames: number; warnings: string[] }) => void;
  reject: (error: unknown) => void;
  thread?: Thread;
}

/** Worker threads for scans: started before they are needed, kept for a while, ended when they hang. */
export class ScanPool {
  readonly #options: ScanPoolOptions;
  #idle: Thread[] = [];
  #running = 0;
  #queue: Waiting[] = [];

  constructor(options: ScanPoolOptions) {
    this.#options = options;
  }

  /** Starts a thread ahead of the first scan: that takes as long as reading a header does. */
  warmUp(): void {
    if (this.#idle.length > 0 || this.#running >= this.#options.size) return;
    this.#rest(new Thread(this.#options.worker));
  }

  run(job: ScanJob, onBlocks: (blocks: Blocks) => void): Scan {
    let waiting: Waiting;
    const done = new Promise<{ frames: number; warnings: string[] }>((resolve, reject) => {
      waiting = { job, onBlocks, resolve, reject };
      this.#queue.push(waiting);
    });
    this.#next();
    return {
      done,
      stop: () => {
        if (waiting.thread) return waiting.thread.stop();
        const queued = this.#queue.indexOf(waiting);
        if (queued < 0) return;
        this.#queue.splice(queued, 1);
        waiting.reject(new EarshotError('cancelled', 'The scan was stopped.'));
      },
    };
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((thread) => thread.end()));
  }

  #next(): void {
    if (this.#running >= this.#options.size) return;
    const waiting = this.#queue.shift();
    if (!waiting) return;
    this.#running++;
    void this.#work(waiting).finally(() => {
      this.#running--;
      this.#next();
    });
  }

  async #work(waiting: Waiting): Promise<void> {
    const thread = this.#idle.pop() ?? new Thread(this.#options.worker);
    waiting.thread = thread;
    try {
      waiting.resolve(await thread.scan(waiting.job, waiting.onBlocks, this.#options.hungMs));
    } catch (error) {
      waiting.reject(error);
    }
    delete waiting.thread;
    if (thread.alive) this.#rest(thread);
  }

  #rest(thread: Thread): void {
    this.#idle.push(thread);
    thread.rest(this.#options.idleMs, () => (this.#idle = this.#idle.filter((other) => other !== thread)));
  }
}

/** One worker thread and the connection to it. */
class Thread {
  alive = true;
  readonly #worker: Worker;
  readonly #connection: Connection<typeof scanClientApi, typeof scanApi>;
  #onBlocks: ((blocks: Blocks) => void) | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #stopTimer: NodeJS.Timeout | undefined;
  #crashed: (cause: string) => void = () => undefined;
  #onExit: () => void = () => undefined;

  constructor(url: URL) {
    // Decoders print what they think of bad data, by the hundred lines; what matters arrives as warnings.
    this.#worker = new Worker(url, { stdout: true, stderr: true });
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#connection = connect(threadPort(this.#worker), {
      local: scanClientApi,
      remote: scanApi,
      handlers: {},
      events: { blocks: (blocks) => this.#onBlocks?.(blocks) },
    });
    this.#worker.on('error', (error) => this.#lost(error.message));
    this.#worker.on('exit', () => this.#lost('its thread ended'));
  }

  async scan(job: ScanJob, onBlocks: (blocks: Blocks) => void, hungMs: number): ReturnType<() => Scan['done']> {
    clearTimeout(this.#idleTimer);
    const hung = new EarshotError(
      'decoder-hung',
      `${job.name} made the decoder hang; it was stopped after ${Math.round(hungMs / 1000)} seconds.`,
    );
    let watchdog: NodeJS.Timeout | undefined;
    const alive = (): void => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => void this.end(hung), hungMs);
    };
    this.#onBlocks = (blocks) => {
      alive();
      onBlocks(blocks);
    };
    this.#crashed = (cause) => {
      const error = new EarshotError('corrupt', `${job.name} cannot be decoded: the decoder broke down (${cause}).`);
      this.#connection.close(error);
    };
    alive();
    try {
      return await this.#connection.request('scan', job);
    } finally {
      clearTimeout(watchdog);
      clearTimeout(this.#stopTimer);
      this.#onBlocks = undefined;
    }
  }

  stop(): void {
    const cancelled = new EarshotError('cancelled', 'The scan was stopped.');
    this.#connection.request('stop', {}).catch(() => undefined);
    this.#stopTimer = setTimeout(() => void this.end(cancelled), STOP_MS);
  }

  rest(idleMs: number, onEnd: () => void): void {
    this.#onExit = onEnd;
    this.#idleTimer = setTimeout(() => void this.end(), idleMs);
  }

  /** Rejects the running scan only after the thread is really gone. */
  async end(reason?: EarshotError): Promise<void> {
    clearTimeout(this.#idleTimer);
    this.#crashed = () => this.#connection.close(reason);
    await this.#worker.terminate();
  }

  #lost(cause: string): void {
    this.alive = false;
    clearTimeout(this.#idleTimer);
    this.#crashed(cause);
    this.#connection.close();
    this.#onExit();
  }
}
