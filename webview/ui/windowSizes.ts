import { windowSizesOf } from '../../src/core/picture/axes/windowSizes.ts';
import type { Store } from '../store.ts';

/** Frames of all windows that the spectrograms use now. */
export function windowSizes(store: Store): number[] {
  return windowSizesOf(store.analysis.value, store.frequencyAxis(), store.file.value?.info.sampleRate ?? null);
}
