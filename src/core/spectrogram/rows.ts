import type { FrequencyRows } from '../protocol/spectrogram.ts';
import { frequencyAtPart } from './frequencyScale.ts';

/**
 * Which bins each row of a picture shows: a row that holds centres of bins shows the loudest of them; a lower one lies
 * between two bins and shows a level between theirs, in dB by how near they are.
 */
export interface RowMap {
  readonly rows: number;
  /** First bin of each row, and how many; 0: between bins `first` and `first + 1`. */
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** Of the upper of the two bins, 0 … 1. */
  readonly weight: Float32Array;
}

/** bins: 0 … bins−1, binHz apart. Above the last there is nothing: first −1. */
export function mapRows(axis: FrequencyRows, bins: number, binHz: number): RowMap {
  const { rows } = axis;
  const map = { rows, first: new Int32Array(rows), count: new Int32Array(rows), weight: new Float32Array(rows) };
  let lower = frequencyAtPart(axis, 0) / binHz;
  for (let row = 0; row < rows; row++) {
    const upper = frequencyAtPart(axis, (row + 1) / rows) / binHz;
    const from = Math.max(0, Math.ceil(lower));
    // A bin on the edge belongs to the row above it, the last bin to the last row.
    const end = Math.min(bins, row === rows - 1 ? Math.floor(upper + 1e-9) + 1 : Math.ceil(upper));
    if (from < end) {
      map.first[row] = from;
      map.count[row] = end - from;
    } else {
      const middle = frequencyAtPart(axis, (row + 0.5) / rows) / binHz;
      const under = Math.floor(middle);
      map.first[row] = under > bins - 1 ? -1 : Math.min(under, bins - 2);
      map.weight[row] = middle - under;
    }
    lower = upper;
  }
  return map;
}
