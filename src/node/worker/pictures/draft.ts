import { stepOf, windowsOf } from '../../../core/spectrogram/columns.ts';
import type { SpectrumKernel } from '../../../core/spectrogram/kernel.ts';
import type { Part } from '../../spectrogram/parts.ts';
import type { PictureParams } from '../../spectrogram/pictureApi.ts';
import type { Breath } from './breath.ts';
import { kernelFor } from './kernels.ts';
import { Planes, type TrackReader } from './trackReader.ts';

/** Windows of a column that are looked at, and columns that are made together, where a read costs nothing but itself. */
const LOOKS = 2;
const TOGETHER = 8;

/**
 * A first look: some windows of a column, of as many columns as the time allows, evenly spread; each of the others shows
 * what is before it.
 */
export async function draftRows(
  { analysis, level, start, count, axis }: PictureParams<'rows'>,
  parts: readonly Part[],
  reader: TrackReader,
  draftMs: number,
  data: Uint16Array,
  breath: Breath,
): Promise<void> {
  const began = performance.now();
  const looks = await Promise.all(parts.map((part) => ColumnLook.of(part, reader, start)));
  const step = stepOf(analysis, level);
  const there = Math.min(count, Math.ceil(reader.frames / step) - start);
  const order = spread(there);
  const seen = new Uint8Array(count);
  const together = reader.random ? TOGETHER : 1;
  for (let done = 0; done < order.length; done += together) {
    if (done > 0 && performance.now() - began > draftMs) break;
    const columns = order.slice(done, done + together);
    for (const look of looks) await look.take(columns, data, axis.rows, count);
    for (const column of columns) seen[column] = 1;
    if (breath.due) await breath.take();
  }
  for (let column = 1; column < there; column++) {
    if (seen[column]) continue;
    for (let at = column; at < data.length; at += count) data[at] = data[at - 1]!;
  }
}

/** 0, then the middle, then the quarters …: of 0 … count−1 each once. */
function spread(count: number): number[] {
  const order = count > 0 ? [0] : [];
  for (let stride = 2 ** Math.ceil(Math.log2(count)); stride > 1; stride /= 2) {
    for (let at = stride / 2; at < count; at += stride) order.push(at);
  }
  return order;
}

/** First looks at columns of one part. */
class ColumnLook {
  readonly #part: Part;
  readonly #reader: TrackReader;
  readonly #kernel: SpectrumKernel;
  /** The windows of columns that are looked at, one after the other. */
  readonly #planes: Planes;
  readonly #codes: Uint16Array;
  /** Numbers of the windows of a column that are looked at. */
  readonly #windows: readonly number[];
  readonly #start: number;

  static async of(part: Part, reader: TrackReader, start: number): Promise<ColumnLook> {
    return new ColumnLook(part, reader, start, await kernelFor(part.analysis));
  }

  private constructor(part: Part, reader: TrackReader, start: number, kernel: SpectrumKernel) {
    const { analysis, map } = part;
    const { perColumn, spacing } = windowsOf(analysis, { level: part.level, start });
    this.#part = part;
    this.#reader = reader;
    this.#start = start;
    this.#kernel = kernel;
    if (reader.random) {
      const looks = Math.min(LOOKS, perColumn);
      this.#windows = Array.from({ length: looks }, (_, i) => Math.floor(((i + 0.5) * perColumn) / looks));
    } else {
      // Decoders find the first frame of a column most easily: wide columns begin where they start anew.
      this.#windows = [Math.min(perColumn - 1, Math.ceil((analysis.size - spacing) / 2 / spacing))];
    }
    const together = reader.random ? TOGETHER : 1;
    this.#planes = new Planes(reader.tracks, together * this.#windows.length * analysis.size);
    this.#codes = new Uint16Array(together * map.rows);
  }

  /** columns: of those asked for. */
  async take(columns: readonly number[], data: Uint16Array, rows: number, count: number): Promise<void> {
    const { analysis, level, map, firstRow } = this.#part;
    const { size } = analysis;
    const windows = this.#windows.length;
    let at = 0;
    for (const column of columns) {
      const { first, spacing } = windowsOf(analysis, { level, start: this.#start + column });
      for (const window of this.#windows) {
        await this.#reader.read(first + window * spacing, size, this.#planes, at);
        at += size;
      }
    }
    const span = { first: 0, step: windows * size, hop: size, windows, count: columns.length };
    const codes = this.#codes;
    for (const [track, plane] of this.#planes.each.entries()) {
      this.#kernel.tile(plane, span, map, codes);
      for (let row = 0; row < map.rows; row++) {
        const to = (track * rows + firstRow + row) * count;
        for (const [i, column] of columns.entries()) data[to + column] = codes[row * columns.length + i]!;
      }
    }
  }
}
