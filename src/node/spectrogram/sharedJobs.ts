import { EarshotError } from '../../core/protocol/errors.ts';
import type { AbortSignalLike } from '../../core/util/abort.ts';
import type { Running } from '../threadPool.ts';

/** So long a job goes on that nobody wants any more: the next request may be for the same samples on another axis, ms. */
const GRACE_MS = 15;
const UNWANTED = -Number.MAX_VALUE;

interface SharedJob {
  running: Running<unknown>;
  priority: number;
  waiters: number;
  timer: NodeJS.Timeout | undefined;
}

/** Jobs under way: who asks for the same waits for the same; what nobody waits for is stopped. */
export class SharedJobs {
  readonly #jobs = new Map<string, SharedJob>();

  /** start: called where there is no such job; with what the pool orders jobs by. */
  wait<T>(
    key: string,
    priority: number,
    signal: AbortSignalLike,
    start: (priority: () => number) => Running<T>,
  ): Promise<T> {
    if (signal.aborted) return Promise.reject(cancelled());
    const job = this.#jobs.get(key) ?? this.#start(key, start);
    clearTimeout(job.timer);
    job.priority = Math.max(job.priority, priority);
    job.waiters++;
    return new Promise<T>((resolve, reject) => {
      let left = false;
      const leave = (): boolean => {
        if (left) return false;
        left = true;
        signal.removeEventListener('abort', abort);
        if (--job.waiters === 0) job.timer = setTimeout(() => this.#stop(key, job), GRACE_MS);
        return true;
      };
      const abort = (): void => {
        if (leave()) reject(cancelled());
      };
      signal.addEventListener('abort', abort, { once: true });
      (job.running.done as Promise<T>).then(
        (value) => leave() && resolve(value),
        (error: unknown) => leave() && reject(error instanceof Error ? error : new Error(String(error))),
      );
    });
  }

  #start<T>(key: string, start: (priority: () => number) => Running<T>): SharedJob {
    const job: SharedJob = { running: undefined as never, priority: UNWANTED, waiters: 0, timer: undefined };
    job.running = start(() => (job.waiters > 0 ? job.priority : UNWANTED));
    this.#jobs.set(key, job);
    const over = (): void => {
      clearTimeout(job.timer);
      job.timer = undefined;
      if (this.#jobs.get(key) === job) this.#jobs.delete(key);
    };
    job.running.done.then(over, over);
    return job;
  }

  #stop(key: string, job: SharedJob): void {
    if (this.#jobs.get(key) !== job) return;
    this.#jobs.delete(key);
    job.running.stop();
  }
}

export const cancelled = (): EarshotError => new EarshotError('cancelled', 'The picture is no longer wanted.');
