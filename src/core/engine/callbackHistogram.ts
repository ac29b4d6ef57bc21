import { HISTOGRAM_BINS } from './engineState.ts';

/** 1 µs … 100 ms on a logarithmic scale: each bin is 27 % longer than the one before. */
const LEAST_MS = 0.001;
const DECADES = 5;
const BINS_PER_DECADE = HISTOGRAM_BINS / DECADES;

/** The bin of a duration; shorter and longer ones are in the first and last. Audio thread: no allocation. */
export function callbackBin(ms: number): number {
  if (!(ms > LEAST_MS)) return 0;
  return Math.min(HISTOGRAM_BINS - 1, Math.floor(Math.log10(ms / LEAST_MS) * BINS_PER_DECADE));
}

/** The longest duration that falls into the bin, ms. */
export function binEndMs(bin: number): number {
  return LEAST_MS * 10 ** ((bin + 1) / BINS_PER_DECADE);
}

/** So many ms or less took that share (0 … 1) of the callbacks, at the resolution of the bins; null when none is counted. */
export function percentile(histogram: ArrayLike<number>, share: number): number | null {
  let total = 0;
  for (let bin = 0; bin < HISTOGRAM_BINS; bin++) total += histogram[bin]!;
  if (total === 0) return null;
  const wanted = Math.max(1, Math.ceil(share * total));
  let count = 0;
  for (let bin = 0; bin < HISTOGRAM_BINS; bin++) {
    count += histogram[bin]!;
    if (count >= wanted) return binEndMs(bin);
  }
  return binEndMs(HISTOGRAM_BINS - 1);
}
