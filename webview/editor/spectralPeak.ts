import type { Analysis } from '../../src/core/protocol/spectrogram.ts';
import { interpolatedPeak } from '../../src/core/spectrogram/peak.ts';
import type { SpectralPeak } from '../layers/spectrumReadings.ts';

/** Bins beside the pointer's own that count as near, however narrow the range is. */
const LEAST_REACH = 1.5;

/** The loudest peak between two frequencies, else the one nearest to `hertz`; null in silence. */
export function peakAround(
  { bins, binHz }: { readonly bins: Float32Array; readonly binHz: number },
  analysis: Pick<Analysis, 'window' | 'padding'>,
  hertz: number,
  low: number,
  high: number,
): SpectralPeak | null {
  const here = hertz / binHz;
  const [from, to] = [Math.min(low / binHz, here - LEAST_REACH), Math.max(high / binHz, here + LEAST_REACH)];
  let [loudest, nearest] = [-1, -1];
  for (let k = 0; k < bins.length; k++) {
    if (!isPeak(bins, k)) continue;
    if (nearest < 0 || Math.abs(k - here) < Math.abs(nearest - here)) nearest = k;
    if (k >= from && k <= to && (loudest < 0 || bins[k]! > bins[loudest]!)) loudest = k;
  }
  const near = loudest >= 0 ? loudest : nearest;
  const peak = near < 0 ? null : interpolatedPeak(bins, near, analysis);
  return peak && Number.isFinite(peak.level) ? { frequency: peak.bin * binHz, level: peak.level } : null;
}

function isPeak(bins: Float32Array, k: number): boolean {
  const level = bins[k]!;
  return level > -Infinity && level >= (bins[k - 1] ?? -Infinity) && level > (bins[k + 1] ?? -Infinity);
}
