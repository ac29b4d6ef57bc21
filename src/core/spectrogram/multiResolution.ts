import type { Analysis, FrequencyRows } from '../protocol/spectrogram.ts';
import { MAX_WINDOW, MIN_WINDOW } from '../protocol/spectrogram.ts';
import { hopOf } from './columns.ts';
import { frequencyAtPart } from './frequencyScale.ts';
import { type ReadFrames, referenceTile } from './reference.ts';

/** Rows firstRow … endRow−1 show spectra of windows of `size` frames. */
export interface ResolutionBand {
  readonly size: number;
  readonly firstRow: number;
  readonly endRow: number;
}

/** Windows are at most so many times longer, or shorter, than the one that is set. */
const REACH = 4;

/** Where the window set is used, Hz: 1 kHz, an eighth of the rate where that is less. */
export const pivotOf = (sampleRate: number): number => Math.min(1000, sampleRate / 8);

/**
 * A window as long as a row's frequency f wants: the power of two nearest to size · pivot / f, so that every window
 * holds about the same number of periods, size · pivot / rate; from a quarter of the size set to four times it, within
 * the lengths there are. They change at pivot · 2^(n + ½): 354, 707, 1414 and 2828 Hz.
 */
export function resolutionPlan(analysis: Analysis, axis: FrequencyRows, sampleRate: number): ResolutionBand[] {
  const least = Math.max(MIN_WINDOW, analysis.size / REACH);
  const most = Math.min(MAX_WINDOW, analysis.size * REACH);
  const bands: { size: number; firstRow: number; endRow: number }[] = [];
  for (let row = 0; row < axis.rows; row++) {
    const octaves = Math.log2(pivotOf(sampleRate) / Math.max(frequencyAtPart(axis, (row + 0.5) / axis.rows), 1e-9));
    const size = Math.min(Math.max(analysis.size * 2 ** Math.round(octaves), least), most);
    const last = bands.at(-1);
    if (last?.size === size) last.endRow = row + 1;
    else bands.push({ size, firstRow: row, endRow: row + 1 });
  }
  return bands;
}

/** The level at which columns of windows of `size` are as wide as those of the analysis at `level`. */
export const levelForSize = (analysis: Analysis, size: number, level: number): number =>
  level + Math.log2(hopOf(analysis) / hopOf({ ...analysis, size }));

/** As plainly as it can be said: each band's rows are those of a plain spectrogram with its window. */
export function referenceMultiResolution(
  read: ReadFrames,
  analysis: Analysis,
  axis: FrequencyRows,
  sampleRate: number,
  { level, start, count }: { level: number; start: number; count: number },
): Uint16Array<ArrayBuffer> {
  const data = new Uint16Array(axis.rows * count);
  for (const { size, firstRow, endRow } of resolutionPlan(analysis, axis, sampleRate)) {
    const part = { level: levelForSize(analysis, size, level), start, count };
    const whole = referenceTile(read, { ...analysis, method: 'stft', size }, axis, sampleRate, part);
    data.set(whole.subarray(firstRow * count, endRow * count), firstRow * count);
  }
  return data;
}
