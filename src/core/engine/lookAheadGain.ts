const RELEASE_SECONDS = 0.06;
/** Nearer to 1 than this the gain is 1. */
const NEARLY_ONE = 1 - 1e-5;

/** Places in #values. HELD: gain after hold and release · SUM: of #means · LOWEST: since clearLowest() · HEAD: least of this block. */
const HELD = 0;
const SUM = 1;
const LOWEST = 2;
const HEAD = 3;

/**
 * The gain of a limiter that sees `window` frames. It falls in a straight line over them before the peak that needs it
 * and recovers over 60 ms: the mean, over the window, of the held gain, which is the least that any frame of the window
 * needs, or less while it recovers. So each value in that mean is low enough for the frame that leaves, window − 1 frames
 * late. Audio thread: no allocation after the constructor.
 */
export class LookAheadGain {
  readonly #window: number;
  readonly #release: number;
  readonly #ceiling: number;
  /** Gains needed, in blocks of the window: of this one as they come, of the one before the least from there to its end. */
  readonly #needed: Float64Array;
  readonly #tail: Float64Array;
  /** The held gains in the mean. */
  readonly #means: Float64Array;
  #place = 0;
  /** Frames since the held gain was last below 1, at most twice the window: then all that is remembered is 1. */
  #calm = 0;
  readonly #values = Float64Array.of(1, 0, 1, 1);

  constructor(window: number, sampleRate: number, ceiling: number) {
    this.#window = window;
    this.#release = 1 - Math.exp(-1 / (RELEASE_SECONDS * sampleRate));
    this.#ceiling = ceiling;
    this.#needed = new Float64Array(window);
    this.#tail = new Float64Array(window);
    this.#means = new Float64Array(window);
    this.reset();
  }

  get lowest(): number {
    return this.#values[LOWEST]!;
  }

  clearLowest(): void {
    this.#values[LOWEST] = 1;
  }

  /** As after a long silence. */
  reset(): void {
    for (let i = 0; i < this.#window; i++) this.#needed[i] = this.#tail[i] = this.#means[i] = 1;
    this.#values[HELD] = this.#values[LOWEST] = this.#values[HEAD] = 1;
    this.#values[SUM] = this.#window;
    this.#place = 0;
    this.#calm = 2 * this.#window;
  }

  /** follow() would give 1 and 1 for frames at or below the ceiling, and may be left out for them. */
  resting(): boolean {
    return this.#calm === 2 * this.#window;
  }

  /**
   * peaks: by frame, the level or the ceiling if that is higher; replaced by the held gain, low enough for that frame.
   * smooth: the gain for the frame that lies window − 1 frames back.
   */
  follow(peaks: Float64Array, smooth: Float64Array, frames: number): void {
    const window = this.#window;
    const release = this.#release;
    const ceiling = this.#ceiling;
    const needed = this.#needed;
    const tail = this.#tail;
    const means = this.#means;
    const values = this.#values;
    let held = values[HELD]!;
    let sum = values[SUM]!;
    let lowest = values[LOWEST]!;
    let head = values[HEAD]!;
    let place = this.#place;
    let calm = this.#calm;
    for (let i = 0; i < frames; i++) {
      const need = ceiling / peaks[i]!;
      needed[place] = need;
      if (need < head) head = need;
      const older = place + 1 < window ? tail[place + 1]! : 1;
      const least = head < older ? head : older;
      const risen = held + (1 - held) * release;
      held = risen > NEARLY_ONE ? 1 : risen;
      if (least < held) held = least;
      calm = held < 1 ? 0 : calm + 1;
      sum += held - means[place]!;
      means[place] = held;
      peaks[i] = held;
      const mean = sum / window;
      smooth[i] = Math.min(1, mean);
      if (mean < lowest) lowest = mean;
      if (++place === window) {
        place = 0;
        head = 1;
        this.#closeBlock();
        sum = values[SUM]!;
      }
    }
    values[HELD] = held;
    values[SUM] = sum;
    values[LOWEST] = lowest;
    values[HEAD] = head;
    this.#place = place;
    this.#calm = Math.min(calm, 2 * window);
  }

  /** The block before is now this one. The sum of #means is made anew, so that no rounding piles up. */
  #closeBlock(): void {
    let least = 1;
    let sum = 0;
    for (let i = this.#window - 1; i >= 0; i--) {
      if (this.#needed[i]! < least) least = this.#needed[i]!;
      this.#tail[i] = least;
      sum += this.#means[i]!;
    }
    this.#values[SUM] = sum;
  }
}
