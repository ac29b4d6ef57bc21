import type { WindowKind } from '../protocol/spectrogram.ts';

/** Of the Kaiser window: side lobes below −90 dB. */
export const KAISER_BETA = 12;
/** Standard deviation of the Gaussian window, in window lengths. */
export const GAUSSIAN_SIGMA = 1 / 8;

export const cosineTerms: Partial<Record<WindowKind, readonly number[]>> = {
  hann: [0.5, 0.5],
  hamming: [0.54, 0.46],
  // Harris 1978, four terms, side lobes at −92 dB.
  blackmanHarris: [0.35875, 0.48829, 0.14128, 0.01168],
  // As in MATLAB and SciPy.
  flatTop: [0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368],
  rectangular: [1],
};

export interface AnalysisWindow {
  readonly values: Float64Array;
  /** Σw: a sine of amplitude a in the middle of a bin gives a transform of magnitude a · Σw / 2. */
  readonly sum: number;
  /** Σw². */
  readonly squares: number;
}

/** Periodic ("DFT-even") windows of `size` frames: w[i] for i = 0 … size−1, of a symmetrical one of size+1. */
export function makeWindow(kind: WindowKind, size: number): AnalysisWindow {
  const values = new Float64Array(size);
  for (let i = 0; i < size; i++) values[i] = valueAt(kind, i / size);
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  return { values, sum, squares };
}

/** Scaled so that a full-scale sine has power 1: half of it lies in the negative frequencies. */
export function scaledWindow(kind: WindowKind, size: number): Float64Array {
  const { values, sum } = makeWindow(kind, size);
  return values.map((value) => (value * 2) / sum);
}

/** Equivalent noise bandwidth in bins of a transform as long as the window: size · Σw² / (Σw)². */
export const noiseBandwidth = ({ values, sum, squares }: AnalysisWindow): number =>
  (values.length * squares) / (sum * sum);

/** at: 0 … 1 from the first frame to one after the last. */
function valueAt(kind: WindowKind, at: number): number {
  const terms = cosineTerms[kind];
  if (terms) {
    let value = 0;
    for (const [i, term] of terms.entries()) value += (i % 2 ? -term : term) * Math.cos(2 * Math.PI * i * at);
    return value;
  }
  const centred = 2 * at - 1;
  if (kind === 'gaussian') return Math.exp(-0.5 * (centred / (2 * GAUSSIAN_SIGMA)) ** 2);
  return bessel0(KAISER_BETA * Math.sqrt(Math.max(0, 1 - centred * centred))) / bessel0(KAISER_BETA);
}

/** Modified Bessel function of the first kind, order 0, by its series. */
function bessel0(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
