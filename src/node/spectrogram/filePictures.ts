import { EarshotError } from '../../core/protocol/errors.ts';
import type { SharedFile, SideJob, SideParams, SideResult } from '../thread.ts';
import type { Running, ThreadPool } from '../threadPool.ts';

/** Jobs for pictures and figures of one file, in threads. */
export class FilePictures {
  readonly #pool: ThreadPool;
  readonly #file: SharedFile;
  readonly #facts: { spill: () => number | null; ready: () => Promise<void> | undefined };
  readonly #running = new Set<Running<unknown>>();
  #closed = false;

  /** spill: descriptor of the decoded audio; ready: until any frame is found quickly. */
  constructor(
    pool: ThreadPool,
    file: SharedFile,
    facts: { spill: () => number | null; ready: () => Promise<void> | undefined },
  ) {
    this.#pool = pool;
    this.#file = file;
    this.#facts = facts;
  }

  run<K extends SideJob>(job: K, ask: Omit<SideParams<K>, 'spill'>, priority: () => number): Running<SideResult<K>> {
    let stopped = false;
    let running: Running<SideResult<K>> | undefined;
    const start = (): Promise<SideResult<K>> => {
      if (stopped || this.#closed) throw new EarshotError('cancelled', 'The work was stopped.');
      const params = { ...ask, spill: this.#facts.spill() } as unknown as SideParams<K>;
      running = this.#pool.beside(this.#file, job, params, priority);
      return running.done;
    };
    const picture: Running<SideResult<K>> = {
      done: (this.#facts.ready() ?? Promise.resolve()).then(start).finally(() => this.#running.delete(picture)),
      stop: () => {
        stopped = true;
        running?.stop();
      },
    };
    this.#running.add(picture);
    return picture;
  }

  /** Resolves when no thread reads from the file any more. */
  async close(): Promise<void> {
    this.#closed = true;
    const running = [...this.#running];
    for (const picture of running) picture.stop();
    await Promise.allSettled(running.map(({ done }) => done));
  }
}
