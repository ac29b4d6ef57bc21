import type { FrequencyRows } from '../protocol/spectrogram.ts';
import { frequencyAtPart } from './frequencyScale.ts';

/** Cells of the table per row: most lookups need no step, few more than one. */
const CELLS_PER_ROW = 4;

/** Finds the row of an axis that a frequency lies in, without a logarithm. */
export class RowIndex {
  /** Hz: row r is from edges[r] to edges[r + 1]. */
  readonly edges: Float64Array;
  readonly #low: number;
  readonly #high: number;
  readonly #perHertz: number;
  /** Row of the lower end of each of evenly spaced cells. */
  readonly #rows: Uint16Array;

  constructor(axis: FrequencyRows) {
    this.edges = Float64Array.from({ length: axis.rows + 1 }, (_, row) => frequencyAtPart(axis, row / axis.rows));
    // Inverse of an inverse: not exactly what was asked for.
    this.edges[0] = this.#low = axis.low;
    this.edges[axis.rows] = this.#high = axis.high;
    const cells = axis.rows * CELLS_PER_ROW;
    this.#perHertz = cells / (axis.high - axis.low);
    this.#rows = new Uint16Array(cells);
    for (let cell = 0, row = 0; cell < cells; cell++) {
      const hertz = axis.low + cell / this.#perHertz;
      while (row < axis.rows - 1 && this.edges[row + 1]! <= hertz) row++;
      this.#rows[cell] = row;
    }
  }

  /** −1 outside the axis; its upper end belongs to the last row. */
  rowOf(hertz: number): number {
    if (!(hertz >= this.#low && hertz <= this.#high)) return -1;
    const cell = Math.min(Math.floor((hertz - this.#low) * this.#perHertz), this.#rows.length - 1);
    let row = this.#rows[cell]!;
    const last = this.edges.length - 2;
    while (row < last && hertz >= this.edges[row + 1]!) row++;
    // Rounding may have put the cell one too far.
    while (row > 0 && hertz < this.edges[row]!) row--;
    return row;
  }
}
