import type { Disposable } from '../core/util/scope.ts';

/** Between two looks at a file that grows, ms. */
const BUSY_MS = 750;
/** A file that has not grown for this long is looked at ever less often, down to every REST_MS. */
const RECENT_MS = 10_000;
const REST_MS = 6000;

/**
 * Looks at a file that is being written, while someone sees it: watchers are slow, and blind on network disks.
 * look: true if the file had changed.
 */
export class GrowthPoll implements Disposable {
  readonly #look: () => Promise<boolean>;
  #wanted = false;
  #lastGrowth = 0;
  #waitMs = BUSY_MS;
  #timer: NodeJS.Timeout | undefined;

  constructor(look: () => Promise<boolean>) {
    this.#look = look;
  }

  set wanted(wanted: boolean) {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.grown();
  }

  /** The file has grown, whoever has seen it. */
  grown(): void {
    this.#lastGrowth = Date.now();
    this.#waitMs = BUSY_MS;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#arm();
  }

  dispose(): void {
    this.#wanted = false;
    clearTimeout(this.#timer);
  }

  #arm(): void {
    if (!this.#wanted) return;
    this.#timer ??= setTimeout(() => void this.#tick(), this.#waitMs);
  }

  async #tick(): Promise<void> {
    this.#timer = undefined;
    const changed = await this.#look().catch(() => false);
    if (changed) return this.grown();
    if (Date.now() - this.#lastGrowth > RECENT_MS) this.#waitMs = Math.min(REST_MS, this.#waitMs * 2);
    this.#arm();
  }
}
