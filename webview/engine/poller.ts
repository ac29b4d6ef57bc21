/** One timer that looks at something again and again, as long as there is a reason. Main thread. */
export class Poller {
  #delayMs: () => number | null;
  #look: () => void;
  #timer: number | undefined;

  /** delayMs: until the next look; null while there is nothing to look for. */
  constructor(delayMs: () => number | null, look: () => void) {
    this.#delayMs = delayMs;
    this.#look = look;
  }

  /** A look is due in a while, unless one is already or there is no reason. */
  soon(): void {
    if (this.#timer !== undefined) return;
    const delay = this.#delayMs();
    if (delay === null) return;
    this.#timer = window.setTimeout(() => {
      this.#timer = undefined;
      this.#look();
      this.soon();
    }, delay);
  }

  /** What is looked for has changed: the time is reckoned anew. */
  again(): void {
    this.stop();
    this.soon();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
