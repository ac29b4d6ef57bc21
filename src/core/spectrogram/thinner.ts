/** Rate that pitch is looked for at, Hz, about: harmonics above half of it tell no more. */
const WANTED_RATE = 22050;
/** Of the low-pass before samples are left out, Hz; it also keeps the difference function smooth between lags. */
const CUTOFF = 5000;
/** Kept samples made at a time: at high rates a whole part would be large. */
const BLOCK = 4096;
/** Half the low-pass, s. */
const HALF_SECONDS = 0.0008;

/**
 * Thins samples out to some 22 kHz: a windowed sinc, then every n-th. Numbers that are none, and what is outside, count
 * as 0.
 */
export class Thinner {
  /** Every so many frames are kept. */
  readonly factor: number;
  readonly rate: number;
  /** Frames of the file needed on either side. */
  readonly reach: number;
  /** Half of the symmetrical response, its middle first. */
  readonly #taps: Float64Array;

  constructor(rate: number) {
    this.factor = Math.max(1, Math.round(rate / WANTED_RATE));
    this.rate = rate / this.factor;
    this.reach = rate > 4 * CUTOFF ? Math.ceil(rate * HALF_SECONDS) : 0;
    this.#taps = new Float64Array(this.reach + 1);
    let sum = 0;
    for (let i = 0; i <= this.reach; i++) {
      const turn = (2 * Math.PI * CUTOFF * i) / rate;
      const value = (i === 0 ? 1 : Math.sin(turn) / turn) * (0.5 + 0.5 * Math.cos((Math.PI * i) / (this.reach + 1)));
      this.#taps[i] = value;
      sum += i === 0 ? value : 2 * value;
    }
    for (let i = 0; i <= this.reach; i++) this.#taps[i]! /= sum;
  }

  /** Kept frames first … first + count − 1, which are frames i · factor of the file; samples[0] is frame `at`. */
  thin(samples: Float32Array, at: number, first: number, count: number): Float64Array {
    const thinned = new Float64Array(count);
    const clean = new Float64Array((Math.min(BLOCK, count) - 1) * this.factor + 2 * this.reach + 1);
    for (let done = 0; done < count; done += BLOCK) {
      const now = Math.min(BLOCK, count - done);
      const from = (first + done) * this.factor - this.reach - at;
      for (let i = 0; i < clean.length; i++) {
        const sample = samples[from + i] ?? 0;
        clean[i] = sample - sample === 0 ? sample : 0;
      }
      this.#filter(clean, thinned.subarray(done, done + now));
    }
    return thinned;
  }

  #filter(clean: Float64Array, out: Float64Array): void {
    const [reach, taps, factor] = [this.reach, this.#taps, this.factor];
    for (let i = 0; i < out.length; i++) {
      const middle = i * factor + reach;
      let sum = clean[middle]! * taps[0]!;
      for (let n = 1; n <= reach; n++) sum += taps[n]! * (clean[middle - n]! + clean[middle + n]!);
      out[i] = sum;
    }
  }
}
