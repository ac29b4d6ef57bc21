/** Answers that count as recent. */
const RECENT = 64;

/** How long the answers to reads take, ms. Main thread. */
export class Deliveries {
  /** Longest since the last reset(). */
  maxMs = 0;
  #recent = new Float64Array(RECENT);
  #count = 0;

  note(ms: number): void {
    this.#recent[this.#count++ % RECENT] = ms;
    this.maxMs = Math.max(this.maxMs, ms);
  }

  /** Of the recent ones; 0 while there are none. */
  worstMs(): number {
    return this.#percentile(1);
  }

  p95Ms(): number {
    return this.#percentile(0.95);
  }

  reset(): void {
    this.maxMs = this.#count = 0;
    this.#recent.fill(0);
  }

  #percentile(share: number): number {
    const known = this.#recent.slice(0, Math.min(RECENT, this.#count)).sort();
    return known[Math.max(0, Math.ceil(share * known.length) - 1)] ?? 0;
  }
}
