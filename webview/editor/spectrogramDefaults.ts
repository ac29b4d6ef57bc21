import { type SpectrogramDefaults } from '../../src/core/protocol/spectrogram.ts';
import type { Store } from '../store.ts';

/** What the workspace's settings say takes the place of what is usual. */
export function takeDefaults(defaults: SpectrogramDefaults, store: Store): void {
  const { show, scale, palette, floor, ceiling, ...analysis } = defaults;
  if (show) store.pictures.set({ ...store.pictures.value, show });
  if (scale) store.frequencies.set({ ...store.frequencies.value, scale });
  store.analysis.set({ ...store.analysis.value, ...defined(analysis) });
  const range = { floor: floor ?? store.colours.value.floor, ceiling: ceiling ?? store.colours.value.ceiling };
  const colours = { ...store.colours.value, ...(palette && { palette }) };
  // A range that is none stays what it was.
  store.colours.set(range.floor < range.ceiling ? { ...colours, ...range } : colours);
}

function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
