import type { Analysis, FrequencyRows } from '../../core/protocol/spectrogram.ts';
import { transformOf } from '../../core/spectrogram/columns.ts';
import { levelForSize, resolutionPlan } from '../../core/spectrogram/multiResolution.ts';
import { mapRows, type RowMap } from '../../core/spectrogram/rows.ts';

/** Rows of a picture that are made of one kind of transform. */
export interface Part {
  /** With the size of the part; columns of `level` of it are those of the whole picture. */
  readonly analysis: Analysis;
  readonly level: number;
  readonly firstRow: number;
  /** Of the rows of the part alone. */
  readonly map: RowMap;
}

export function partsOf(analysis: Analysis, level: number, axis: FrequencyRows, sampleRate: number): Part[] {
  if (analysis.method !== 'multiResolution') return [part(analysis, level, axis, sampleRate, 0, axis.rows)];
  return resolutionPlan(analysis, axis, sampleRate).map(({ size, firstRow, endRow }) =>
    part({ ...analysis, size }, levelForSize(analysis, size, level), axis, sampleRate, firstRow, endRow),
  );
}

function part(
  analysis: Analysis,
  level: number,
  axis: FrequencyRows,
  sampleRate: number,
  firstRow: number,
  endRow: number,
): Part {
  const { first, count, weight } = mapRows(axis, binsOf(analysis), sampleRate / transformOf(analysis));
  const map = {
    rows: endRow - firstRow,
    first: first.subarray(firstRow, endRow),
    count: count.subarray(firstRow, endRow),
    weight: weight.subarray(firstRow, endRow),
  };
  return { analysis: { ...analysis, method: 'stft' }, level, firstRow, map };
}

export const binsOf = (analysis: Pick<Analysis, 'size' | 'padding'>): number => transformOf(analysis) / 2 + 1;
