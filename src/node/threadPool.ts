import { EarshotError, toErrorInfo } from '../core/protocol/errors.ts';
import { measureRequests } from './measures/measureApi.ts';
import type { Job, Scanned, ScanResult } from './threadApi.ts';
import { type SharedFile, type SideJob, type SideParams, type SideResult, Thread } from './thread.ts';

export interface ThreadPoolOptions {
  worker: URL;
  /** Scans at a time; the rest wait. One more thread serves reads. */
  size: number;
  /** Pictures of spectra at a time, besides; 2 unless it says otherwise. */
  pictures?: number;
  /** An unused thread ends after this. */
  idleMs: number;
  /** A job that gives no sign of life for so long is ended. */
  hungMs: number;
}

export interface Running<T> {
  /** Settles only when the thread has let go of the job and its files. */
  done: Promise<T>;
  stop(): void;
}

type Work<T> = (thread: Thread) => Promise<T>;

interface Waiting {
  /** Larger ones first; asked when a thread is free, so that it follows what the user looks at. */
  priority: () => number;
  work: Work<void>;
  reject: (error: unknown) => void;
  thread?: Thread;
}

/** Worker threads for decoding: started before they are needed, kept for a while, ended when they hang. */
export class ThreadPool {
  readonly #options: ThreadPoolOptions;
  readonly #threads: Threads;
  readonly #scans: Lane;
  readonly #reads: Lane;
  readonly #pictures: Lane;
  readonly #measures: Lane;
  readonly #hashes: Lane;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
    this.#threads = new Threads(options);
    this.#scans = new Lane(this.#threads, options.size);
    // Reads never wait behind a scan: the system shares the cores among threads.
    this.#reads = new Lane(this.#threads, 1);
    // Neither wait behind pictures, which take longest.
    this.#pictures = new Lane(this.#threads, options.pictures ?? 2);
    // A selection is measured while pictures are made of it.
    this.#measures = new Lane(this.#threads, options.size);
    // Long, and never urgent.
    this.#hashes = new Lane(this.#threads, 1);
  }

  get size(): number {
    return this.#options.size;
  }

  /** Starts a thread ahead of the first scan: that takes as long as reading a header does. */
  warmUp(): void {
    this.#threads.warmUp();
  }

  scan(
    file: SharedFile,
    range: Job<'scan'>,
    priority: () => number,
    onScanned: (scanned: Scanned) => void,
  ): Running<ScanResult> {
    const { hungMs } = this.#options;
    return this.#scans.run(priority, (thread) => thread.run(file, 'scan', range, hungMs, onScanned));
  }

  spill(
    file: SharedFile,
    target: Job<'spill'>,
    priority: () => number,
    onScanned: (scanned: Scanned) => void,
  ): Running<ScanResult> {
    const { hungMs } = this.#options;
    return this.#scans.run(priority, (thread) => thread.run(file, 'spill', target, hungMs, onScanned));
  }

  index(
    file: SharedFile,
    part: number,
    priority: () => number,
  ): Running<Awaited<ReturnType<typeof Thread.prototype.run<'index'>>>> {
    return this.#scans.run(priority, (thread) => thread.run(file, 'index', { part }, this.#options.hungMs));
  }

  read(
    file: SharedFile,
    range: { from: number; frames: number },
    priority: number,
  ): Running<{ frames: number; data: Float32Array }> {
    return this.#reads.run(
      () => priority,
      (thread) => thread.run(file, 'read', range, this.#options.hungMs),
    );
  }

  /** A part of a spectrogram, figures of a selection and the like. A job whose thread has died is done once more, by another. */
  beside<K extends SideJob>(
    file: SharedFile,
    job: K,
    params: SideParams<K>,
    priority: () => number,
  ): Running<SideResult<K>> {
    const { hungMs } = this.#options;
    const lane = job === 'md5' ? this.#hashes : job in measureRequests ? this.#measures : this.#pictures;
    let again = true;
    let stopped = false;
    const start = (): Running<SideResult<K>> => {
      let died = false;
      const running = lane.run(priority, async (thread) => {
        try {
          return await thread.run(file, job, params, hungMs);
        } catch (error) {
          died = !thread.alive && toErrorInfo(error).code === 'corrupt';
          throw error;
        }
      });
      const done = running.done.catch((error: unknown) => {
        if (!died || stopped || !again) throw error;
        again = false;
        current = start();
        return current.done;
      });
      return { done, stop: () => running.stop() };
    };
    let current = start();
    return {
      done: current.done,
      stop: () => {
        stopped = true;
        current.stop();
      },
    };
  }

  /** Priorities have changed: what was held back may go on. */
  reconsider(): void {
    this.#scans.reconsider();
    this.#hashes.reconsider();
  }

  /** Threads let go of the file and of its decoders; they are told of it again when they need it. */
  forget(id: number): void {
    this.#threads.forget(id);
  }

  async dispose(): Promise<void> {
    await this.#threads.dispose();
  }
}

/** All threads: those at rest serve whoever needs one next. */
class Threads {
  readonly #options: ThreadPoolOptions;
  readonly #all = new Set<Thread>();
  #idle: Thread[] = [];

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
  }

  warmUp(): void {
    if (this.#idle.length === 0 && this.#all.size < this.#options.size) this.rest(this.take());
  }

  take(): Thread {
    const resting = this.#idle.pop();
    if (resting) return resting;
    const thread = new Thread(this.#options.worker);
    this.#all.add(thread);
    return thread;
  }

  rest(thread: Thread): void {
    if (!thread.alive) return void this.#all.delete(thread);
    this.#idle.push(thread);
    thread.rest(this.#options.idleMs, () => {
      this.#idle = this.#idle.filter((other) => other !== thread);
      this.#all.delete(thread);
    });
  }

  forget(id: number): void {
    for (const thread of this.#all) thread.forget(id);
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#all].map((thread) => thread.end()));
  }
}

/** Jobs of one purpose: how many run at a time, and which is next. */
class Lane {
  readonly #threads: Threads;
  readonly #size: number;
  #running = 0;
  #queue: Waiting[] = [];

  constructor(threads: Threads, size: number) {
    this.#threads = threads;
    this.#size = size;
  }

  run<T>(priority: () => number, work: Work<T>): Running<T> {
    let waiting: Waiting;
    const done = new Promise<T>((resolve, reject) => {
      waiting = { priority, work: async (thread) => resolve(await work(thread)), reject };
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
        waiting.reject(new EarshotError('cancelled', 'The work was stopped.'));
      },
    };
  }

  reconsider(): void {
    while (this.#running < this.#size && this.#queue.some((waiting) => waiting.priority() > -Infinity)) this.#next();
  }

  #next(): void {
    if (this.#running >= this.#size || this.#queue.length === 0) return;
    // The first of the most urgent.
    const best = this.#queue.reduce((a, b) => (b.priority() > a.priority() ? b : a));
    if (best.priority() === -Infinity) return;
    this.#queue.splice(this.#queue.indexOf(best), 1);
    this.#running++;
    void this.#work(best).finally(() => {
      this.#running--;
      this.#next();
    });
  }

  async #work(waiting: Waiting): Promise<void> {
    const thread = this.#threads.take();
    waiting.thread = thread;
    try {
      await waiting.work(thread);
    } catch (error) {
      waiting.reject(error);
    }
    delete waiting.thread;
    this.#threads.rest(thread);
  }
}
