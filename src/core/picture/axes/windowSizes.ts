import type { Analysis } from '../../protocol/spectrogram.ts';
import type { FrequencyAxis } from '../../spectrogram/frequencyScale.ts';
import { resolutionPlan } from '../../spectrogram/multiResolution.ts';

/** Of the scale, so finely that no length of window is left out. */
const ROWS = 256;

/** Frames of all windows that a spectrogram uses. rate: null while it is not known. */
export function windowSizesOf(analysis: Analysis, axis: FrequencyAxis, rate: number | null): number[] {
  if (analysis.method !== 'multiResolution' || !rate) return [analysis.size];
  return resolutionPlan(analysis, { ...axis, rows: ROWS }, rate).map(({ size }) => size);
}
