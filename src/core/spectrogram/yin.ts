import FFT from 'fft.js';

/** What is compared with what follows it: half of the classical 2,048 frames at 48 kHz. */
const WINDOW_SECONDS = 1024 / 48000;
/** What is compared is centred half a lag behind the window's middle; it is set right for this lag, s (150 Hz). */
const CENTRED_LAG = 1 / 150;
/** Thresholds below all dips choose the deepest, but trust it only so much. */
const ABSOLUTE_MINIMUM = 0.01;
/** Mean square of what is too quiet to have a pitch: −90 dBFS. */
const SILENCE = 1e-9;
/** Of the energy: less than that is left over from rounding. */
const ROUNDING = 1e-12;

/** Share of thresholds below s: the prior is Beta(2, 18), of mean 0.1. */
const thresholdsBelow = (s: number): number => (s >= 1 ? 1 : 1 - (1 - s) ** 18 * (1 + 18 * s));

/** Periods that a moment may have: the first `found` entries. */
interface PeriodCandidates {
  /** In samples, fractional, growing. */
  readonly lags: Float64Array;
  readonly probabilities: Float64Array;
  found: number;
}

/**
 * The first half of pYIN (Mauch and Dixon 2014): YIN's cumulative mean normalised difference function, and for each of
 * its dips the share of thresholds that would choose it. The difference function comes from energies and a correlation
 * by transforms.
 */
export class Yin {
  /** Samples before the moment, and from it on, that must be there. */
  readonly before: number;
  readonly after: number;
  readonly #shortest: number;
  readonly #longest: number;
  readonly #window: number;
  readonly #fft: FFT;
  readonly #input: number[];
  readonly #own: number[];
  readonly #whole: number[];
  readonly #differences: Float64Array;
  readonly #normalised: Float64Array;
  readonly #candidates: PeriodCandidates;

  constructor(rate: number, lowest: number, highest: number) {
    this.#window = Math.max(4, Math.round(rate * WINDOW_SECONDS));
    this.#shortest = Math.max(2, Math.floor(rate / highest));
    this.#longest = Math.ceil(rate / lowest);
    this.before = Math.round(this.#window / 2 + (rate * CENTRED_LAG) / 2);
    this.after = this.#window + this.#longest + 1 - this.before;
    let length = 16;
    while (length < this.#window + this.#longest + 2) length *= 2;
    this.#fft = new FFT(length);
    // Plain arrays of doubles: what fft.js is quickest with.
    this.#input = new Array<number>(length).fill(0.5);
    this.#own = new Array<number>(2 * length).fill(0.5);
    this.#whole = new Array<number>(2 * length).fill(0.5);
    this.#differences = new Float64Array(this.#longest + 2);
    this.#normalised = new Float64Array(this.#longest + 2);
    const most = this.#longest + 2;
    this.#candidates = { lags: new Float64Array(most), probabilities: new Float64Array(most), found: 0 };
  }

  /** Of the moment samples[middle]; valid until the next call. */
  look(samples: Float64Array, middle: number): PeriodCandidates {
    const from = middle - this.before;
    this.#candidates.found = 0;
    if (this.#compare(samples, from)) this.#choose();
    return this.#candidates;
  }

  /** d(τ) = Σ (x[j] − x[j+τ])² over the window, as its energies less twice their correlation; false in silence. */
  #compare(samples: Float64Array, from: number): boolean {
    const [window, differences, normalised] = [this.#window, this.#differences, this.#normalised];
    let [own, total] = [0, 0];
    for (let j = 0; j < window; j++) own += samples[from + j]! ** 2;
    for (let j = 0; j < window + this.#longest; j++) total += samples[from + j]! ** 2;
    if (total < SILENCE * (window + this.#longest)) return false;
    this.#correlate(samples, from);
    let [energy, sum] = [own, 0];
    [differences[0], normalised[0]] = [0, 1];
    for (let lag = 1; lag < differences.length; lag++) {
      energy += samples[from + window + lag - 1]! ** 2 - samples[from + lag - 1]! ** 2;
      const difference = own + energy - 2 * this.#input[lag]!;
      differences[lag] = difference > ROUNDING * total ? difference : 0;
      sum += differences[lag]!;
      normalised[lag] = sum > 0 ? (differences[lag]! * lag) / sum : 1;
    }
    return true;
  }

  /** input[τ] = Σ x[j] x[j+τ] over the window. */
  #correlate(samples: Float64Array, from: number): void {
    const [input, own, whole] = [this.#input, this.#own, this.#whole];
    const [length, window, used] = [input.length, this.#window, this.#window + this.#longest + 1];
    for (let j = 0; j < length; j++) input[j] = j < window ? samples[from + j]! : 0;
    this.#fft.realTransform(own, input);
    for (let j = window; j < used; j++) input[j] = samples[from + j]!;
    this.#fft.realTransform(whole, input);
    // Back as a Hartley transform, which is its own inverse and takes a real one only.
    for (let k = 0; k <= length / 2; k++) {
      const [a, b, c, d] = [own[2 * k]!, own[2 * k + 1]!, whole[2 * k]!, whole[2 * k + 1]!];
      const [re, im] = [a * c + b * d, a * d - b * c];
      input[k] = re - im;
      if (k > 0) input[length - k] = re + im;
    }
    input[length / 2] = own[length]! * whole[length]!;
    this.#fft.realTransform(whole, input);
    for (let lag = 0; lag < this.#differences.length; lag++)
      input[lag] = (whole[2 * lag]! - whole[2 * lag + 1]!) / length;
  }

  #choose(): void {
    const [values, candidates] = [this.#normalised, this.#candidates];
    const { lags, probabilities } = candidates;
    // Thresholds above this have chosen a shorter period.
    let least = 1;
    for (let lag = this.#shortest; lag <= this.#longest; lag++) {
      const [a, value, b] = [values[lag - 1]!, values[lag]!, values[lag + 1]!];
      if (value >= least || value >= a || value > b) continue;
      const depth = Math.max(0, value - (a - b) ** 2 / (8 * (a - 2 * value + b)));
      lags[candidates.found] = lag + vertex(this.#differences, lag);
      probabilities[candidates.found++] = thresholdsBelow(least) - thresholdsBelow(depth);
      least = depth;
    }
    if (candidates.found > 0) probabilities[candidates.found - 1]! += ABSOLUTE_MINIMUM * thresholdsBelow(least);
  }
}

/** Where the parabola through a point and its neighbours is lowest, from the point. */
function vertex(values: Float64Array, at: number): number {
  const [a, b, c] = [values[at - 1]!, values[at]!, values[at + 1]!];
  const bend = a - 2 * b + c;
  return bend > 0 ? Math.min(Math.max((a - c) / (2 * bend), -1), 1) : 0;
}
