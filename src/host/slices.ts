/** Work goes on for so long before others have their turn, ms. */
const SLICE_MS = 8;

/** Keeps work of many small steps from holding up the process that it runs in. */
export class Slices {
  #since = performance.now();
  #pause: Promise<void> | undefined;

  /** Awaited between steps. */
  async next(): Promise<void> {
    if (!this.#pause && performance.now() - this.#since < SLICE_MS) return;
    this.#pause ??= new Promise((resolve) =>
      setImmediate(() => {
        this.#pause = undefined;
        this.#since = performance.now();
        resolve();
      }),
    );
    await this.#pause;
  }
}
