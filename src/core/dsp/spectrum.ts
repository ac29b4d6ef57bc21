import FFT from 'fft.js';

export const FFT_SIZE = 4096;
/** Of the smoothing, ms: faster flickers, slower lags behind the ear. */
const SMOOTHING_MS = 60;
export const SILENCE_DB = -200;

/**
 * Spectrum of the newest frames heard, in dBFS: a full-scale sine reads 0. Hann window; of several channels the loudest
 * in each bin; powers are smoothed over time.
 */
export class Spectrum {
  /** dBFS of bins 0 … FFT_SIZE / 2. */
  readonly bins = new Float32Array(FFT_SIZE / 2 + 1).fill(SILENCE_DB);
  #fft = new FFT(FFT_SIZE);
  #window = Float64Array.from({ length: FFT_SIZE }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FFT_SIZE));
  #input = new Float64Array(FFT_SIZE);
  #output = new Float64Array(2 * FFT_SIZE);
  #loudest = new Float64Array(FFT_SIZE / 2 + 1);
  #powers = new Float64Array(FFT_SIZE / 2 + 1);
  #empty = true;

  /** channels: FFT_SIZE frames each. sinceMs: since the call before. */
  add(channels: readonly Float32Array[], sinceMs: number): void {
    this.#loudest.fill(0);
    for (const channel of channels) this.#transform(channel);
    const keep = this.#empty ? 0 : Math.exp(-sinceMs / SMOOTHING_MS);
    this.#empty = false;
    for (let i = 0; i < this.bins.length; i++) {
      const power = keep * this.#powers[i]! + (1 - keep) * this.#loudest[i]!;
      this.#powers[i] = power;
      this.bins[i] = power > 1e-20 ? 10 * Math.log10(power) : SILENCE_DB;
    }
  }

  clear(): void {
    this.#empty = true;
    this.bins.fill(SILENCE_DB);
  }

  #transform(channel: Float32Array): void {
    for (let i = 0; i < FFT_SIZE; i++) this.#input[i] = channel[i]! * this.#window[i]!;
    this.#fft.realTransform(this.#output, this.#input);
    // The window's sum is FFT_SIZE / 2, and a sine's energy lies half in the negative frequencies.
    const scale = (4 / FFT_SIZE) ** 2;
    for (let i = 0; i < this.#loudest.length; i++) {
      const [re, im] = [this.#output[2 * i]!, this.#output[2 * i + 1]!];
      const power = (re * re + im * im) * scale;
      if (power > this.#loudest[i]!) this.#loudest[i] = power;
    }
  }
}

/** Level shown between two frequencies: the highest bin in it, or where there is none the line between its neighbours. */
export function levelBetween(bins: Float32Array, binHz: number, low: number, high: number): number {
  const first = Math.ceil(low / binHz);
  const last = Math.min(Math.floor(high / binHz), bins.length - 1);
  if (first <= last) {
    let level = bins[first]!;
    for (let i = first + 1; i <= last; i++) if (bins[i]! > level) level = bins[i]!;
    return level;
  }
  const at = Math.min((low + high) / 2 / binHz, bins.length - 1);
  const under = Math.floor(at);
  const over = Math.min(under + 1, bins.length - 1);
  return bins[under]! + (bins[over]! - bins[under]!) * (at - under);
}
