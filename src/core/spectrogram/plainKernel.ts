import FFT from 'fft.js';
import type { ColumnSpan, KernelSettings, MakeKernel, SpectrumKernel } from './kernel.ts';
import { binCodes, rowsOfBins } from './rowCodes.ts';
import type { RowMap } from './rows.ts';
import { scaledWindow } from './windows.ts';

/** Columns whose codes are written together: single ones in far places are slow. */
const TOGETHER = 32;

/** The reference, and what works everywhere: fft.js in double precision, two windows in one complex transform. */
export const plainKernel: MakeKernel = (settings) => new PlainKernel(settings);

class PlainKernel implements SpectrumKernel {
  readonly bins: number;
  readonly #length: number;
  readonly #mean: boolean;
  readonly #window: Float64Array;
  readonly #fft: FFT;
  // Plain arrays of doubles: what fft.js is quickest with, and it is quick with one kind only.
  readonly #input: number[];
  readonly #output: number[];
  readonly #powers: Float64Array;
  readonly #others: Float64Array;
  readonly #column: Float32Array;
  readonly #stage: Uint16Array;
  #codes = new Uint16Array(0);
  #rows = new Uint16Array(0);

  constructor({ window, size, padding, combine }: KernelSettings) {
    this.#length = size * padding;
    this.bins = this.#length / 2 + 1;
    this.#mean = combine === 'mean';
    this.#window = scaledWindow(window, size);
    this.#fft = new FFT(this.#length);
    this.#input = new Array<number>(2 * this.#length).fill(0.5);
    this.#output = new Array<number>(2 * this.#length).fill(0.5);
    for (let n = 2 * size; n < this.#input.length; n++) this.#input[n] = 0;
    this.#powers = new Float64Array(this.bins);
    this.#others = new Float64Array(this.bins);
    this.#column = new Float32Array(this.bins);
    this.#stage = new Uint16Array(this.bins * TOGETHER);
  }

  column(samples: Float32Array, first: number, hop: number, windows: number, out: Float32Array): void {
    const powers = this.#powers;
    powers.fill(0);
    for (let j = 0; j < windows; j += 2) {
      const at = first + j * hop;
      const pair = j + 1 < windows;
      if (!this.#load(samples, at, 0) || !this.#load(pair ? samples : null, at + hop, 1)) {
        out.fill(NaN, 0, this.bins);
        return;
      }
      this.#gather(powers, powers);
    }
    const scale = this.#mean ? 1 / windows : 1;
    for (let k = 0; k < this.bins; k++) out[k] = powers[k]! * scale;
  }

  tile(
    samples: Float32Array,
    span: ColumnSpan,
    map: RowMap | null,
    out: Uint16Array,
    offset = 0,
    stride = span.count,
  ): void {
    for (let i = 0; i < span.count; i += TOGETHER) {
      const now = Math.min(TOGETHER, span.count - i);
      for (let at = 0; at < now; at += 2) this.#twoColumns(samples, span, i + at, at, Math.min(2, now - at));
      if (map) this.#stageRows(map, now, out, offset + i, stride);
      else turn(this.#stage, this.bins, now, out, offset + i, stride);
    }
  }

  free(): void {
    [this.#codes, this.#rows] = [new Uint16Array(0), new Uint16Array(0)];
  }

  #stageRows(map: RowMap, columns: number, out: Uint16Array, offset: number, stride: number): void {
    if (this.#codes.length === 0) this.#codes = new Uint16Array(this.bins * TOGETHER);
    if (this.#rows.length < map.rows * TOGETHER) this.#rows = new Uint16Array(map.rows * TOGETHER);
    turn(this.#stage, this.bins, columns, this.#codes, 0, columns);
    rowsOfBins(map, this.#codes, columns, this.#rows);
    for (let row = 0; row < map.rows; row++) {
      for (let i = 0; i < columns; i++) out[offset + row * stride + i] = this.#rows[row * columns + i]!;
    }
  }

  /** Codes of columns i and, where count is 2, i + 1 into the stage. Columns of one window share a transform. */
  #twoColumns(samples: Float32Array, span: ColumnSpan, i: number, at: number, count: number): void {
    const { first, step, hop, windows } = span;
    const column = this.#column;
    if (windows > 1 || count === 1) {
      for (let c = 0; c < count; c++) {
        this.column(samples, first + (i + c) * step, hop, windows, column);
        binCodes(column, this.#stage, (at + c) * this.bins, 1);
      }
      return;
    }
    const left = this.#load(samples, first + i * step, 0);
    const right = this.#load(samples, first + (i + 1) * step, 1);
    if (!left) this.#load(null, 0, 0);
    if (!right) this.#load(null, 0, 1);
    this.#powers.fill(0);
    this.#others.fill(0);
    this.#gather(this.#powers, this.#others);
    column.set(this.#powers);
    binCodes(left ? column : column.fill(NaN), this.#stage, at * this.bins, 1);
    column.set(this.#others);
    binCodes(right ? column : column.fill(NaN), this.#stage, (at + 1) * this.bins, 1);
  }

  /** A window into the real (0) or imaginary (1) parts of the input; null: silence. False where a sample is not finite. */
  #load(samples: Float32Array | null, at: number, part: 0 | 1): boolean {
    const [window, input] = [this.#window, this.#input];
    const size = window.length;
    const from = samples ? Math.min(Math.max(0, -at), size) : size;
    const to = samples ? Math.max(from, Math.min(size, samples.length - at)) : size;
    for (let n = 0; n < from; n++) input[2 * n + part] = 0;
    for (let n = to; n < size; n++) input[2 * n + part] = 0;
    if (!samples) return true;
    let sum = 0;
    for (let n = from; n < to; n++) {
      const value = samples[at + n]! * window[n]!;
      input[2 * n + part] = value;
      sum += value * 0;
    }
    return sum === 0;
  }

  /** Both windows' powers, out of sums and differences of mirrored bins, into their accumulators, which may be one. */
  #gather(left: Float64Array, right: Float64Array): void {
    this.#fft.transform(this.#output, this.#input);
    const [output, end, mean] = [this.#output, 2 * this.#length, this.#mean];
    const last = this.bins - 1;
    for (let k = 0; k <= last; k++) {
      const mirror = k === 0 ? 0 : end - 2 * k;
      const re = output[2 * k]!;
      const im = output[2 * k + 1]!;
      const mirrorRe = output[mirror]!;
      const mirrorIm = output[mirror + 1]!;
      // DC and Nyquist have no mirror image.
      const scale = k === 0 || k === last ? 1 / 16 : 1 / 4;
      const a = (re + mirrorRe) * (re + mirrorRe) + (im - mirrorIm) * (im - mirrorIm);
      const b = (im + mirrorIm) * (im + mirrorIm) + (re - mirrorRe) * (re - mirrorRe);
      if (mean) {
        left[k]! += a * scale;
        right[k]! += b * scale;
      } else {
        if (a * scale > left[k]!) left[k] = a * scale;
        if (b * scale > right[k]!) right[k] = b * scale;
      }
    }
  }
}

/** Columns one after the other to rows of `stride`. */
function turn(
  from: Uint16Array,
  bins: number,
  columns: number,
  out: Uint16Array,
  offset: number,
  stride: number,
): void {
  for (let bin = 0; bin < bins; bin++) {
    for (let i = 0; i < columns; i++) out[offset + bin * stride + i] = from[i * bins + bin]!;
  }
}
