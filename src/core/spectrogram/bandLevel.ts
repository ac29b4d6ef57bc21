/** A mean power spectrum as the server gives it: dBFS of bins, a full-scale sine 0. */
export interface MeanSpectrum {
  readonly bins: Float32Array;
  readonly binHz: number;
  /** Equivalent noise bandwidth of the window, in bins. */
  readonly noiseBins: number;
}

/**
 * Mean square of the part of a signal between two frequencies, 1 for full-scale DC or square: Σ P_k / (2 · noiseBins).
 * By Parseval a sine of amplitude a leaves P = a² · noiseBins over the bins of its main lobe, and has a mean square of
 * a²/2. DC and the last bin have no mirror image: they are half as wide, and count twice. A bin on an edge counts with
 * the part of it that lies inside, so that white noise has the share of its power that the band has of all frequencies.
 */
export function meanSquareBetween({ bins, binHz, noiseBins }: MeanSpectrum, low: number, high: number): number {
  const last = bins.length - 1;
  const first = Math.max(0, Math.floor(low / binHz - 0.5));
  const end = Math.min(last, Math.ceil(high / binHz + 0.5));
  let sum = 0;
  for (let k = first; k <= end; k++) {
    const level = bins[k]!;
    if (Number.isNaN(level)) return NaN;
    const half = k === 0 || k === last;
    const [from, to] = [Math.max(k - 0.5, 0), Math.min(k + 0.5, last)];
    const inside = Math.min(to, high / binHz) - Math.max(from, low / binHz);
    if (inside > 0) sum += (inside / (to - from)) * 10 ** (level / 10) * (half ? 2 : 1);
  }
  return sum / (2 * noiseBins);
}

/** dBFS RMS: a full-scale sine reads −3.01. */
export function bandLevel(spectrum: MeanSpectrum, low: number, high: number): number {
  return 10 * Math.log10(meanSquareBetween(spectrum, low, high));
}
