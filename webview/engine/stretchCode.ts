import { MAX_STRETCHED_CHANNELS } from '../../src/core/engine/stretcher.ts';
import type { Link } from './link.ts';

/** What is said once for a file whose pitch cannot be kept. */
const TOO_MANY = `With more than ${MAX_STRETCHED_CHANNELS} channels the pitch changes with the speed.`;

/**
 * Machine code of the time-stretcher: fetched when a speed first needs it, given to each link once. Main thread.
 * ready: the kernel can keep the pitch · never: it can not, and goes with the pitch · failed: it could have been.
 */
export class StretchCode {
  /** Why the pitch cannot be kept, in the user's words. */
  problem: string | null = null;
  #url: string;
  #bytes: Promise<ArrayBuffer> | null = null;
  #link: Link | null = null;
  #state: 'none' | 'asked' | 'ready' | 'never' | 'failed' = 'none';
  #changed: () => void;

  /** changed: what have() answers, or the problem, has changed. */
  constructor(url: string, changed: () => void) {
    this.#url = url;
    this.#changed = changed;
  }

  /** A speed that keeps the pitch may be sent to the link; if not, sees to it that it soon may. */
  have(link: Link): boolean {
    if (link !== this.#link) {
      this.#link = link;
      this.#state = 'none';
      this.problem = null;
    }
    if (this.#state === 'none') this.#begin(link);
    return this.#state === 'ready' || this.#state === 'never';
  }

  /** The next have() tries again after a failure. */
  retry(): void {
    if (this.#state !== 'failed') return;
    this.#state = 'none';
    this.problem = null;
  }

  /** The link's answer; null: all is well. */
  answered(failure: string | null): void {
    this.#settle(failure);
  }

  #begin(link: Link): void {
    if (link.channels > MAX_STRETCHED_CHANNELS) {
      this.#state = 'never';
      this.problem = TOO_MANY;
      return;
    }
    this.#state = 'asked';
    this.#bytes ??= this.#fetch();
    this.#bytes.then(
      (bytes) => link === this.#link && link.sendStretch(bytes.slice(0)),
      (error: unknown) => {
        this.#bytes = null;
        if (link === this.#link) this.#settle(error instanceof Error ? error.message : String(error));
      },
    );
  }

  #settle(failure: string | null): void {
    this.#state = failure === null ? 'ready' : 'failed';
    this.problem = failure && `The speed stays as it is, since the pitch cannot be kept at another one: ${failure}`;
    this.#changed();
  }

  async #fetch(): Promise<ArrayBuffer> {
    const response = await fetch(this.#url);
    if (!response.ok) throw new Error(`the time-stretcher could not be loaded (${response.status})`);
    return response.arrayBuffer();
  }
}
