import type { PcmCache } from './pcmCache.ts';

/** Either side of the pointer, seconds; asked for in pieces of this length. */
const REACH_SECONDS = 2;
const PIECE_SECONDS = 0.25;

/**
 * Reads what lies around a pointer, the nearest first and one piece at a time, so that the next place it is dragged to is
 * here already. Main thread. Failures are of no interest: what is heard is read again.
 */
export class WarmUp {
  #cache: PcmCache;
  #piece: number;
  #pieces: number;
  #frame: number | null = null;
  /** Of the file, once it has been seen. */
  #end = Infinity;
  #running = false;

  constructor(cache: PcmCache, sampleRate: number) {
    this.#cache = cache;
    this.#piece = Math.max(1, Math.ceil(PIECE_SECONDS * sampleRate));
    const affordable = Math.floor(cache.capacity / 4 / this.#piece);
    this.#pieces = Math.min(REACH_SECONDS / PIECE_SECONDS, affordable);
  }

  /** null: no longer needed. */
  around(frame: number | null): void {
    this.#frame = frame;
    if (!this.#running && frame !== null) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      for (let next = this.#missing(); next !== null; next = this.#missing()) {
        const frames = await this.#cache.read(next, next + this.#piece);
        if (frames < this.#piece) this.#end = next + frames;
      }
    } catch {
      this.#frame = null;
    } finally {
      this.#running = false;
    }
  }

  /** Start of the nearest piece that is not here; pieces lie on a grid, so that none is read twice. */
  #missing(): number | null {
    if (this.#frame === null) return null;
    const home = Math.floor(this.#frame / this.#piece);
    for (let away = 0; away <= this.#pieces; away++) {
      for (const at of away === 0 ? [home] : [home + away, home - away]) {
        const start = at * this.#piece;
        if (start >= 0 && start < this.#end && this.#cache.covered(start, this.#piece) === 0) return start;
      }
    }
    return null;
  }
}
