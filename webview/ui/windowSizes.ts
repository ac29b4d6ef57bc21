import { resolutionPlan } from '../../src/core/spectrogram/multiResolution.ts';
import type { Store } from '../store.ts';

/** Of the scale, so finely that no length of window is left out. */
const ROWS = 256;

/** Frames of all windows that the spectrograms use now. */
export function windowSizes(store: Store): number[] {
  const analysis = store.analysis.value;
  const rate = store.file.value?.info.sampleRate;
  if (analysis.method !== 'multiResolution' || !rate) return [analysis.size];
  return resolutionPlan(analysis, { ...store.frequencyAxis(), rows: ROWS }, rate).map(({ size }) => size);
}
