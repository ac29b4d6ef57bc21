import type { Analysis, FrequencyRows } from '../protocol/spectrogram.ts';
import { hopOf, transformOf } from './columns.ts';
import { codeOfPower, NO_LEVEL } from './levelCode.ts';
import { ReassignedSpectrum } from './reassignedSpectrum.ts';
import { RowIndex } from './rowIndex.ts';

/** A window is told apart into so many parts of its time; columns finer than that share what is known. */
const FINEST_PART = 256;

/**
 * Reassigned spectrogram: each window's energy is added up in the column and row its time and frequency lie in. Levels
 * are of the energy of a row, averaged over the windows that stand in a column: a sine of amplitude a reads 20·log₁₀(a)
 * in its row, however high it is. Columns wider than a hop show the largest of their hops, or the mean. Windows stand
 * hop by hop, at most a quarter of a window apart.
 */
export class Reassigned {
  /** Frames needed before the first column, and after the last. */
  readonly margin: number;
  readonly #analysis: Analysis;
  readonly #rows: number;
  readonly #index: RowIndex;
  readonly #spectrum: ReassignedSpectrum;
  readonly #binHz: number;
  readonly #finest: number;

  constructor(analysis: Analysis, axis: FrequencyRows, sampleRate: number) {
    this.#analysis = analysis;
    this.#rows = axis.rows;
    this.#index = new RowIndex(axis);
    this.#spectrum = new ReassignedSpectrum(analysis);
    this.#binHz = sampleRate / transformOf(analysis);
    this.#finest = Math.max(1, analysis.size / FINEST_PART);
    this.margin = analysis.size + this.#finest + 1;
  }

  /** samples[0] is frame `at`. Codes out[offset + row · count + i] of columns of `step` frames from startFrame on. */
  tile(
    samples: Float32Array,
    at: number,
    startFrame: number,
    step: number,
    count: number,
    out: Uint16Array,
    offset: number,
  ): void {
    const half = this.#analysis.size / 2;
    const cell = Math.max(Math.min(step, hopOf(this.#analysis)), this.#finest);
    const spacing = Math.min(cell, half / 2);
    const firstCell = Math.floor(startFrame / cell);
    const endCell = Math.ceil((startFrame + count * step) / cell);
    const ring = new CellRing(this.#rows, this.#analysis.size / cell + 3);
    const columns = new Columns(this.#rows, this.#analysis.combine, { startFrame, step, count, cell, out, offset });
    let next = firstCell;
    for (let j = Math.floor((firstCell * cell - half) / spacing) - 1; ; j++) {
      const centre = Math.floor((j + 0.5) * spacing);
      for (; next < endCell && (next + 1) * cell <= centre - half; next++) {
        columns.add(next, ring.energies(next), ring.isBad(next), spacing / cell);
        ring.clear(next);
      }
      if (next === endCell) return;
      if (this.#spectrum.take(samples, centre - half - at)) this.#deposit(ring, centre, cell, next, endCell);
      else if (centre >= next * cell && centre < endCell * cell) ring.spoil(Math.floor(centre / cell));
    }
  }

  #deposit(ring: CellRing, centre: number, cell: number, from: number, end: number): void {
    const { energy, frames, bins, found } = this.#spectrum;
    for (let i = 0; i < found; i++) {
      // Frame n lasts from n to n + 1: its middle is what lies in a cell.
      const at = Math.floor((centre + frames[i]! + 0.5) / cell);
      if (at < from || at >= end) continue;
      const row = this.#index.rowOf(bins[i]! * this.#binHz);
      if (row >= 0) ring.add(at, row, energy[i]!);
    }
  }
}

/** The cells that windows at work can reach. */
class CellRing {
  readonly #rows: number;
  readonly #cells: number;
  readonly #energies: Float64Array;
  readonly #bad: Uint8Array;

  constructor(rows: number, cells: number) {
    this.#rows = rows;
    this.#cells = Math.ceil(cells);
    this.#energies = new Float64Array(rows * this.#cells);
    this.#bad = new Uint8Array(this.#cells);
  }

  #slot(cell: number): number {
    return ((cell % this.#cells) + this.#cells) % this.#cells;
  }

  add(cell: number, row: number, energy: number): void {
    this.#energies[this.#slot(cell) * this.#rows + row]! += energy;
  }

  spoil(cell: number): void {
    this.#bad[this.#slot(cell)] = 1;
  }

  isBad(cell: number): boolean {
    return this.#bad[this.#slot(cell)] === 1;
  }

  energies(cell: number): Float64Array {
    const from = this.#slot(cell) * this.#rows;
    return this.#energies.subarray(from, from + this.#rows);
  }

  clear(cell: number): void {
    this.energies(cell).fill(0);
    this.#bad[this.#slot(cell)] = 0;
  }
}

interface Target {
  readonly startFrame: number;
  readonly step: number;
  readonly count: number;
  readonly cell: number;
  readonly out: Uint16Array;
  readonly offset: number;
}

/** Puts finished cells, in order, into columns of several, or several columns into which one falls. */
class Columns {
  readonly #combine: Analysis['combine'];
  readonly #target: Target;
  readonly #powers: Float64Array;
  #bad = false;

  constructor(rows: number, combine: Analysis['combine'], target: Target) {
    this.#combine = combine;
    this.#target = target;
    this.#powers = new Float64Array(rows);
  }

  /** part: of the cell that a window stands for. */
  add(index: number, energies: Float64Array, bad: boolean, part: number): void {
    const { startFrame, step, count, cell } = this.#target;
    const from = index * cell - startFrame;
    if (step <= cell) {
      this.#powers.fill(0);
      this.#bad = bad;
      this.#merge(energies, part);
      const end = Math.min(count, Math.ceil((from + cell) / step));
      for (let column = Math.max(0, Math.ceil(from / step)); column < end; column++) this.#write(column);
      return;
    }
    if (from % step === 0) {
      this.#powers.fill(0);
      this.#bad = false;
    }
    this.#bad ||= bad;
    this.#merge(energies, this.#combine === 'mean' ? (part * cell) / step : part);
    if ((from + cell) % step === 0) this.#write(Math.floor(from / step));
  }

  #merge(energies: Float64Array, scale: number): void {
    const powers = this.#powers;
    if (this.#combine === 'mean') for (let row = 0; row < powers.length; row++) powers[row]! += energies[row]! * scale;
    else for (let row = 0; row < powers.length; row++) powers[row] = Math.max(powers[row]!, energies[row]! * scale);
  }

  #write(column: number): void {
    const { out, offset, count } = this.#target;
    for (let row = 0; row < this.#powers.length; row++)
      out[offset + row * count + column] = this.#bad ? NO_LEVEL : codeOfPower(this.#powers[row]!);
  }
}
