import type { Analysis } from '../../../core/protocol/spectrogram.ts';
import { hopOf, stepOf, transformOf } from '../../../core/spectrogram/columns.ts';
import type { SpectrumKernel } from '../../../core/spectrogram/kernel.ts';
import { binCodes, rowsOfBins } from '../../../core/spectrogram/rowCodes.ts';
import type { RowMap } from '../../../core/spectrogram/rows.ts';
import type { Breath } from './breath.ts';
import { fitsBlock, sampleBlocks } from './sampleBlocks.ts';
import type { TrackReader } from './trackReader.ts';

/** Samples that are transformed without a breath. */
const CHUNK_SAMPLES = 1 << 19;

export interface Columns {
  readonly level: number;
  readonly start: number;
  readonly count: number;
}

/** Where the windows of columns stand: window j of them starts at first + j · spacing. */
export function windowsOf(analysis: Analysis, { level, start }: Pick<Columns, 'level' | 'start'>) {
  const step = stepOf(analysis, level);
  const perColumn = Math.max(1, Math.round(step / hopOf(analysis)));
  const spacing = perColumn > 1 ? hopOf(analysis) : step;
  return { step, perColumn, spacing, first: Math.floor(start * step + spacing / 2) - analysis.size / 2 };
}

export interface Work {
  readonly columns: Columns;
  readonly analysis: Analysis;
  readonly kernel: SpectrumKernel;
  readonly reader: TrackReader;
  readonly breath: Breath;
}

/** Where codes of a track go: out[offset + row · stride + column]. */
export interface Target {
  readonly out: Uint16Array;
  readonly offset: number;
  readonly stride: number;
}

/** Codes of columns by the rows of a map, or by bins. Columns after the file's end, which are silent, are left out. */
export async function columnCodes(work: Work, map: RowMap | null, targets: readonly Target[]): Promise<void> {
  const { columns, analysis, kernel, reader, breath } = work;
  const { step, perColumn, spacing, first } = windowsOf(analysis, columns);
  const more = analysis.size - spacing;
  if (!fitsBlock(step + more, reader.tracks)) return wideColumns(work, map, targets);
  const count = Math.min(columns.count, Math.ceil((reader.frames - first) / step));
  const chunk = Math.max(1, Math.floor(CHUNK_SAMPLES / transformOf(analysis) / perColumn));
  await sampleBlocks(reader, { first, length: step, more, count }, breath, async (planes, at, now) => {
    for (let done = 0; done < now; done += chunk) {
      const some = Math.min(now - done, chunk);
      const span = { first: done * step, step, hop: spacing, windows: perColumn, count: some };
      for (const [track, plane] of planes.entries()) {
        const { out, offset, stride } = targets[track]!;
        kernel.tile(plane, span, map, out, offset + at + done, stride);
        if (breath.due) await breath.take();
      }
    }
  });
}

/** Of columns that are not read as a whole. */
async function wideColumns(work: Work, map: RowMap | null, targets: readonly Target[]): Promise<void> {
  const bins = new Uint16Array(map ? work.kernel.bins : 0);
  const rows = new Uint16Array(map ? map.rows : 0);
  await columnPowers(work, (track, column, powers) => {
    const { out, offset, stride } = targets[track]!;
    if (!map) return binCodes(powers, out, offset + column, stride);
    binCodes(powers, bins, 0, 1);
    rowsOfBins(map, bins, 1, rows);
    for (let row = 0; row < rows.length; row++) out[offset + column + row * stride] = rows[row]!;
  });
}

/** take: powers of a column of a track, valid during the call. Columns after the file's end are left out. */
export async function columnPowers(
  { columns, analysis, kernel, reader, breath }: Work,
  take: (track: number, column: number, powers: Float32Array) => void,
): Promise<void> {
  const { size, combine } = analysis;
  const { perColumn, spacing, first } = windowsOf(analysis, columns);
  const count = Math.min(columns.count * perColumn, Math.ceil((reader.frames - first) / spacing));
  const chunk = Math.max(1, Math.floor(CHUNK_SAMPLES / transformOf(analysis)));
  const powers = new Float32Array(kernel.bins);
  const sums = Array.from({ length: reader.tracks }, () => new ColumnSum(kernel.bins, combine, perColumn));
  const windows = { first, length: spacing, more: size - spacing, count };
  await sampleBlocks(reader, windows, breath, async (planes, at, now) => {
    for (let j = at; j < at + now;) {
      const column = Math.floor(j / perColumn);
      const columnEnd = Math.min((column + 1) * perColumn, count);
      const end = Math.min(at + now, columnEnd, j + chunk);
      for (const [track, plane] of planes.entries()) {
        kernel.column(plane, (j - at) * spacing, spacing, end - j, powers);
        if (end - j === perColumn) take(track, column, powers);
        else {
          sums[track]!.add(powers, end - j, j === column * perColumn);
          if (end === columnEnd) take(track, column, sums[track]!.powers);
        }
      }
      j = end;
      if (breath.due) await breath.take();
    }
  });
}

/** A column put together of several runs of its windows. */
class ColumnSum {
  readonly powers: Float32Array;
  readonly #combine: 'max' | 'mean';
  readonly #windows: number;

  constructor(bins: number, combine: 'max' | 'mean', windows: number) {
    this.powers = new Float32Array(windows > 1 ? bins : 0);
    this.#combine = combine;
    this.#windows = windows;
  }

  add(part: Float32Array, windows: number, fresh: boolean): void {
    const { powers } = this;
    if (fresh) powers.fill(0);
    if (this.#combine === 'mean') {
      const share = windows / this.#windows;
      for (let k = 0; k < powers.length; k++) powers[k]! += part[k]! * share;
      return;
    }
    for (let k = 0; k < powers.length; k++) {
      const power = part[k]!;
      // What is not a number stays.
      if (power > powers[k]! || power !== power) powers[k] = power;
    }
  }
}
