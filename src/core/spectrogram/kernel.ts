import type { WindowKind } from '../protocol/spectrogram.ts';
import type { RowMap } from './rows.ts';

export interface KernelSettings {
  readonly window: WindowKind;
  /** Frames of a window, a power of two. */
  readonly size: number;
  /** The transform is so many times as long. */
  readonly padding: number;
  readonly combine: 'max' | 'mean';
}

/** Where windows stand in given samples: window j of column i begins at samples[first + i · step + j · hop]. */
export interface ColumnSpan {
  /** May be negative: outside the samples there is silence. */
  readonly first: number;
  readonly step: number;
  readonly hop: number;
  /** Of each column. */
  readonly windows: number;
  readonly count: number;
}

/** Spectra of columns, one thread; nothing is allocated with the columns. */
export interface SpectrumKernel {
  /** size · padding / 2 + 1 */
  readonly bins: number;
  /**
   * Powers of one column (a full-scale sine reads 1): windows that start at samples[first], first + hop …, combined. NaN in
   * all bins where a sample of a window is not finite.
   */
  column(samples: Float32Array, first: number, hop: number, windows: number, out: Float32Array): void;
  /**
   * Codes of columns, the quickest way: out[offset + row · stride + i], by the rows of `map`, of all bins where it is null.
   * stride: span.count where it is not given.
   */
  tile(
    samples: Float32Array,
    span: ColumnSpan,
    map: RowMap | null,
    out: Uint16Array,
    offset?: number,
    stride?: number,
  ): void;
  free(): void;
}
export type MakeKernel = (settings: KernelSettings) => SpectrumKernel;

/** The reference and the fallback. */
export { plainKernel } from './plainKernel.ts';
