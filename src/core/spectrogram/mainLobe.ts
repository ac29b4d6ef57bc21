import type { WindowKind } from '../protocol/spectrogram.ts';
import { cosineTerms, GAUSSIAN_SIGMA, KAISER_BETA } from './windows.ts';

/** Half of the main lobe, in bins of a transform as long as the window: to its first zero, the Gaussian's to −60 dB. */
export const lobeHalfWidth: Readonly<Record<WindowKind, number>> = {
  rectangular: 1,
  hann: 2,
  hamming: 2,
  blackmanHarris: 4,
  kaiser: Math.hypot(1, KAISER_BETA / Math.PI),
  gaussian: Math.sqrt(3 * Math.LN10 * 2) / (2 * Math.PI * GAUSSIAN_SIGMA),
  flatTop: 5,
};

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/**
 * How much less a sine reads, in dB, that lies `bins` beside a bin: the transform of the continuous window. Of sampled
 * ones it differs by less than 0.003 dB inside the main lobe, from 128 frames on.
 */
export function lobeLevel(kind: WindowKind, bins: number): number {
  return 20 * Math.log10(Math.abs(response(kind, bins) / response(kind, 0)));
}

function response(kind: WindowKind, bins: number): number {
  const terms = cosineTerms[kind];
  if (terms) {
    // A cosine term, about the window's middle, moves half of the rectangle's transform to either side.
    let value = terms[0]! * sinc(bins);
    for (let i = 1; i < terms.length; i++) value += (terms[i]! / 2) * (sinc(bins - i) + sinc(bins + i));
    return value;
  }
  // Cut off at four deviations, which changes its main lobe by less than 0.01 dB.
  if (kind === 'gaussian') return Math.exp(-2 * (Math.PI * GAUSSIAN_SIGMA * bins) ** 2);
  const square = KAISER_BETA ** 2 - (Math.PI * bins) ** 2;
  const root = Math.sqrt(Math.abs(square));
  return root < 1e-6 ? 1 : (square > 0 ? Math.sinh(root) : Math.sin(root)) / root;
}
