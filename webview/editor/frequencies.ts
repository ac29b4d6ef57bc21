import { frequencyAtPart, type FrequencyAxis, partOfFrequency } from '../../src/core/spectrogram/frequencyScale.ts';
import type { Store } from '../store.ts';

/** Part of the whole scale that is the least in view. */
const LEAST = 1 / 512;

/** factor over 1 shows more of the scale; what is at `at` (0 lower edge … 1 upper edge) stays there. */
export function zoomFrequencies(store: Store, factor: number, at = 0.5): void {
  const whole = wholeAxis(store);
  const now = store.frequencyAxis();
  const [from, to] = [partOfFrequency(whole, now.low), partOfFrequency(whole, now.high)];
  const span = Math.min(Math.max((to - from) * factor, LEAST), 1);
  show(store, whole, from + (to - from - span) * at, span);
}

/** by: parts of what is in view, upwards; from what is in view, or was. */
export function moveFrequencies(store: Store, by: number, now = store.frequencyAxis()): void {
  const whole = wholeAxis(store);
  const [from, to] = [partOfFrequency(whole, now.low), partOfFrequency(whole, now.high)];
  show(store, whole, from + by * (to - from), to - from);
}

export function showAllFrequencies(store: Store): void {
  store.frequencies.set({ ...store.frequencies.value, low: null, high: null });
}

function show(store: Store, whole: FrequencyAxis, from: number, span: number): void {
  const start = Math.min(Math.max(from, 0), 1 - span);
  const all = span >= 1 - 1e-9;
  const [low, high] = [frequencyAtPart(whole, start), frequencyAtPart(whole, start + span)];
  store.frequencies.set({ ...store.frequencies.value, low: all ? null : low, high: all ? null : high });
}

function wholeAxis(store: Store): FrequencyAxis {
  const now = store.frequencies.value;
  return store.frequencyAxisOf({ ...now, low: null, high: null });
}
