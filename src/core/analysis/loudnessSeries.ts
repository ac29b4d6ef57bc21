import { gatedLoudness, LEAST_RATE, sliceStart, toLufs } from './loudness.ts';

/** Slices of 10 ms in the windows of momentary and short-term loudness, and in a step of the curves (100 ms). */
const MOMENTARY = 40;
const SHORT_TERM = 300;
const STEP = 10;
/** −70 LUFS as a mean square. */
const LRA_GATE = 10 ** ((-70 + 0.691) / 10);
const LRA_RELATIVE = -20;

export interface Maximum {
  lufs: number;
  /** First frame of the window. */
  startFrame: number;
  endFrame: number;
}

export interface LoudnessFigures {
  /** null: less than a gating block, or silence. */
  integrated: number | null;
  /** Of windows at every 10 ms; null under 400 ms, under 3 s, and in silence. */
  momentaryMax: Maximum | null;
  shortTermMax: Maximum | null;
  /** LU, of EBU Tech 3342; null under 3 s, and where nothing is above −70 LUFS. */
  range: number | null;
  /** The levels between which the range lies. */
  rangeLow: number | null;
  rangeHigh: number | null;
}

/**
 * Loudness over time of EBU R 128, from the energies of one slice after the other: the same for a file and for a live
 * meter. Ten hours take 6 MB.
 */
export class LoudnessSeries {
  readonly #sampleRate: number;
  readonly #ring = new Float64Array(SHORT_TERM);
  #slices = 0;
  #momentarySum = 0;
  #shortTermSum = 0;
  /** Mean squares at the end of each 100 ms: momentary from the fourth on, short-term from the thirtieth. */
  readonly #momentary = new Series();
  readonly #shortTerm = new Series();
  #momentaryMax = 0;
  #momentaryAt = -1;
  #shortTermMax = 0;
  #shortTermAt = -1;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
  }

  /** Slices taken in. */
  get slices(): number {
    return this.#slices;
  }

  /** The channel-weighted sum of squares of the next slice, which is complete. */
  slice(energy: number): void {
    const at = this.#slices++ % SHORT_TERM;
    const count = this.#slices;
    if (count > MOMENTARY) this.#momentarySum -= this.#ring[(at + SHORT_TERM - MOMENTARY) % SHORT_TERM]!;
    if (count > SHORT_TERM) this.#shortTermSum -= this.#ring[at]!;
    this.#ring[at] = energy;
    this.#momentarySum += energy;
    this.#shortTermSum += energy;
    const step = count % STEP === 0;
    if (step) {
      // What is left of rounding when a loud passage has left the window.
      this.#momentarySum = this.#sum(MOMENTARY);
      this.#shortTermSum = this.#sum(SHORT_TERM);
    }
    if (count < MOMENTARY) return;
    const momentary = this.#mean(this.#momentarySum, MOMENTARY);
    if (momentary > this.#momentaryMax) [this.#momentaryMax, this.#momentaryAt] = [momentary, count - MOMENTARY];
    if (step) this.#momentary.push(momentary);
    if (count < SHORT_TERM) return;
    const shortTerm = this.#mean(this.#shortTermSum, SHORT_TERM);
    if (shortTerm > this.#shortTermMax) [this.#shortTermMax, this.#shortTermAt] = [shortTerm, count - SHORT_TERM];
    if (step) this.#shortTerm.push(shortTerm);
  }

  /** LUFS of the window that ends with the last slice; null before the first is full. −∞ in silence. */
  get momentary(): number | null {
    return this.#slices < MOMENTARY ? null : toLufs(this.#mean(this.#momentarySum, MOMENTARY));
  }

  get shortTerm(): number | null {
    return this.#slices < SHORT_TERM ? null : toLufs(this.#mean(this.#shortTermSum, SHORT_TERM));
  }

  get integrated(): number | null {
    return this.#sampleRate < LEAST_RATE ? null : gatedLoudness(this.#momentary.values);
  }

  result(): LoudnessFigures {
    const range = this.#range();
    return {
      integrated: this.integrated,
      momentaryMax: this.#maximum(this.#momentaryMax, this.#momentaryAt, MOMENTARY),
      shortTermMax: this.#maximum(this.#shortTermMax, this.#shortTermAt, SHORT_TERM),
      range: range && range.high - range.low,
      rangeLow: range && range.low,
      rangeHigh: range && range.high,
    };
  }

  /** LUFS at the end of each 100 ms, from point `from` on; NaN where the window reaches before the start. */
  curves(from = 0): { momentary: Float32Array<ArrayBuffer>; shortTerm: Float32Array<ArrayBuffer> } {
    return {
      momentary: this.#momentary.curve(MOMENTARY / STEP - 1, from),
      shortTerm: this.#shortTerm.curve(SHORT_TERM / STEP - 1, from),
    };
  }

  #sum(slices: number): number {
    let sum = 0;
    for (let i = Math.max(0, this.#slices - slices); i < this.#slices; i++) sum += this.#ring[i % SHORT_TERM]!;
    return sum;
  }

  #mean(sum: number, slices: number): number {
    const end = sliceStart(this.#slices, this.#sampleRate);
    return Math.max(0, sum) / (end - sliceStart(this.#slices - slices, this.#sampleRate));
  }

  #maximum(meanSquare: number, at: number, slices: number): Maximum | null {
    if (!(meanSquare > 0) || !Number.isFinite(meanSquare) || this.#sampleRate < LEAST_RATE) return null;
    return {
      lufs: toLufs(meanSquare),
      startFrame: sliceStart(at, this.#sampleRate),
      endFrame: sliceStart(at + slices, this.#sampleRate),
    };
  }

  /** EBU Tech 3342: the 10th and the 95th percentile of short-term loudness above both gates. */
  #range(): { low: number; high: number } | null {
    if (this.#sampleRate < LEAST_RATE) return null;
    // Mean squares rise as levels do, and need no logarithm of each.
    const audible = this.#shortTerm.values.filter((power) => power >= LRA_GATE && power < Infinity);
    if (audible.length === 0) return null;
    const gate = (audible.reduce((sum, power) => sum + power, 0) / audible.length) * 10 ** (LRA_RELATIVE / 10);
    const powers = audible.filter((power) => power >= gate);
    const at = (share: number): number => toLufs(nthSmallest(powers, Math.round((powers.length - 1) * share)));
    return { low: at(0.1), high: at(0.95) };
  }
}

/** Numbers one after the other, in a typed array that grows. */
class Series {
  #data = new Float64Array(600);
  #count = 0;

  push(value: number): void {
    if (this.#count === this.#data.length) {
      const grown = new Float64Array(2 * this.#count);
      grown.set(this.#data);
      this.#data = grown;
    }
    this.#data[this.#count++] = value;
  }

  get values(): Float64Array {
    return this.#data.subarray(0, this.#count);
  }

  /** As LUFS, behind `missing` values that do not exist, from the one with number `from` on. */
  curve(missing: number, from: number): Float32Array<ArrayBuffer> {
    const length = this.#count === 0 ? 0 : missing + this.#count;
    const out = new Float32Array(Math.max(0, length - from)).fill(NaN);
    for (let i = Math.max(missing, from); i < length; i++) out[i - from] = toLufs(this.#data[i - missing]!);
    return out;
  }
}

/** Value number `n` in rising order. Puts them in another order; takes time as their count (Hoare's selection). */
function nthSmallest(values: Float64Array, n: number): number {
  for (let [low, high] = [0, values.length - 1]; low < high;) {
    const pivot = values[(low + high) >> 1]!;
    let [i, j] = [low, high];
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const other = values[i]!;
      values[i++] = values[j]!;
      values[j--] = other;
    }
    if (n <= j) high = j;
    else if (n >= i) low = i;
    else break;
  }
  return values[n]!;
}
