import FFT from 'fft.js';
import type { Analysis } from '../protocol/spectrogram.ts';
import { transformOf } from './columns.ts';
import { makeWindow } from './windows.ts';

/** Bins of less energy (−150 dBFS) are rounding, and their places mean nothing. */
const FLOOR = 1e-15;

/**
 * One window's energy and where it belongs, by the method of reassignment (Auger and Flandrin 1995). With the
 * transforms X of the samples times the window h, Xt times t·h and Xd times dh/dt, the energy of bin k belongs to the
 * time Re(Xt/X) from the window's middle and to the frequency ω_k − Im(Xd/X). The derivative is the central difference
 * of the sampled window, which turns a sine's −Im(Xd/X) into sin(ω − ω_k) exactly, for windows that end with a step
 * too: hence the arcsine.
 */
export class ReassignedSpectrum {
  /**
   * Of what was found, the first `found` entries: energy, frames from the window's middle, and fractional bin (not
   * negative).
   */
  readonly energy: Float64Array;
  readonly frames: Float64Array;
  readonly bins: Float64Array;
  found = 0;
  readonly #size: number;
  readonly #length: number;
  readonly #window: Float64Array;
  /** Of frames −1 … size: one more at each end. */
  readonly #slope: Float64Array;
  readonly #scale: number;
  readonly #fft: FFT;
  readonly #inputs: [number[], number[], number[]];
  readonly #outputs: [number[], number[], number[]];

  constructor(analysis: Pick<Analysis, 'window' | 'size' | 'padding'>) {
    const { values, squares } = makeWindow(analysis.window, analysis.size);
    this.#size = analysis.size;
    this.#length = transformOf(analysis);
    this.#window = values;
    this.#slope = Float64Array.from(
      { length: this.#size + 2 },
      (_, i) => ((values[i] ?? 0) - (i < 2 ? 0 : values[i - 2]!)) / 2,
    );
    // Summed over its bins a sine of amplitude a has |X|² of a²/4 · length · Σw²; so it reads a².
    this.#scale = 4 / (this.#length * squares);
    this.#fft = new FFT(this.#length);
    // Plain arrays of doubles: what fft.js is quickest with.
    const plain = (length: number): number[] => new Array<number>(length).fill(0.5);
    this.#inputs = [plain(this.#length), plain(this.#length), plain(this.#length)];
    this.#outputs = [plain(2 * this.#length), plain(2 * this.#length), plain(2 * this.#length)];
    const most = this.#length / 2 + 1;
    [this.energy, this.frames, this.bins] = [new Float64Array(most), new Float64Array(most), new Float64Array(most)];
  }

  /** Of the window that starts at samples[first]; what lies outside counts as 0. False: a sample is no number. */
  take(samples: Float32Array, first: number): boolean {
    this.found = 0;
    const loud = this.#fill(samples, first);
    if (loud === null) return false;
    if (!loud) return true;
    for (let i = 0; i < 3; i++) this.#fft.realTransform(this.#outputs[i]!, this.#inputs[i]!);
    this.#place();
    return true;
  }

  /** null: not a number in it; false: silence. */
  #fill(samples: Float32Array, first: number): boolean | null {
    const [plain, timed, sloped] = this.#inputs;
    const [size, length, window, slope] = [this.#size, this.#length, this.#window, this.#slope];
    let sum = 0;
    for (let n = 0; n < size; n++) {
      const sample = samples[first + n] ?? 0;
      sum += Math.abs(sample);
      const value = sample * window[n]!;
      plain[n] = value;
      timed[n] = value * (n - size / 2);
      sloped[n] = sample * slope[n + 1]!;
    }
    if (!(sum < Infinity)) return null;
    if (sum === 0) return false;
    for (let n = size; n < length; n++) plain[n] = timed[n] = sloped[n] = 0;
    // Frames −1 and size, where a transform as long as the window has them: one round further.
    const [before, after] = [samples[first - 1] ?? 0, samples[first + size] ?? 0];
    if (Number.isFinite(before)) sloped[length - 1]! += before * slope[0]!;
    if (Number.isFinite(after)) sloped[size % length]! += after * slope[size + 1]!;
    return true;
  }

  #place(): void {
    const [plain, timed, sloped] = this.#outputs;
    const [half, last] = [this.#size / 2, this.#length / 2];
    const perRadian = this.#length / (2 * Math.PI);
    let found = 0;
    for (let k = 0; k <= last; k++) {
      const [re, im] = [plain[2 * k]!, plain[2 * k + 1]!];
      const power = re * re + im * im;
      // DC and Nyquist have no mirror image.
      const energy = power * (k === 0 || k === last ? this.#scale / 4 : this.#scale);
      if (energy < FLOOR) continue;
      const frames = (timed[2 * k]! * re + timed[2 * k + 1]! * im) / power;
      const turn = (sloped[2 * k + 1]! * re - sloped[2 * k]! * im) / power;
      // Between components that cancel the places run away; nothing outside the window is known.
      if (Math.abs(frames) > half || Math.abs(turn) > 1) continue;
      // Spectra of real samples are mirrored at both ends.
      const bin = Math.abs(k - Math.asin(turn) * perRadian);
      this.energy[found] = energy;
      this.frames[found] = frames;
      this.bins[found++] = bin > last ? 2 * last - bin : bin;
    }
    this.found = found;
  }
}
