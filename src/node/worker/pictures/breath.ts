import type { JobHooks } from '../scan.ts';

/** So long a job may keep messages waiting, such as the one that nobody wants it any more, ms. */
const EVERY_MS = 4;

/** Lets messages in now and then: between columns, at most every few ms. */
export class Breath {
  readonly #hooks: Pick<JobHooks, 'breathe'>;
  #last = performance.now();

  constructor(hooks: Pick<JobHooks, 'breathe'>) {
    this.#hooks = hooks;
  }

  get due(): boolean {
    return performance.now() - this.#last > EVERY_MS;
  }

  /** Throws once the job is no longer wanted. */
  async take(): Promise<void> {
    await this.#hooks.breathe();
    this.#last = performance.now();
  }
}
