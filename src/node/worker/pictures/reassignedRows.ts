import type { FrequencyRows } from '../../../core/protocol/spectrogram.ts';
import { stepOf } from '../../../core/spectrogram/columns.ts';
import { codeOfPower, levelOfCode, NO_LEVEL } from '../../../core/spectrogram/levelCode.ts';
import { Reassigned } from '../../../core/spectrogram/reassigned.ts';
import type { PictureParams } from '../../spectrogram/pictureApi.ts';
import type { Breath } from './breath.ts';
import { sampleBlocks } from './sampleBlocks.ts';
import type { TrackReader } from './trackReader.ts';

/** Frames whose energy is placed without a breath. */
const CHUNK_FRAMES = 1 << 15;

/** Columns that are wider are put together of several. */
export async function reassignedRows(
  { analysis, axis, level, start, count }: PictureParams<'rows'>,
  sampleRate: number,
  reader: TrackReader,
  data: Uint16Array,
  breath: Breath,
): Promise<void> {
  const reassigned = new Reassigned(analysis, axis, sampleRate);
  const step = stepOf(analysis, level);
  const { margin } = reassigned;
  const chunk = Math.max(CHUNK_FRAMES, 4 * analysis.size);
  const length = Math.min(step, chunk);
  const perColumn = step / length;
  const from = start * step;
  const parts = Math.min(count * perColumn, Math.ceil((reader.frames - from + margin) / length));
  const most = Math.max(1, Math.floor(chunk / length));
  const codes = new Uint16Array(axis.rows * Math.min(most, Math.max(parts, 1)));
  const target = new WideColumns(data, axis, count, perColumn, analysis.combine, reader.tracks);
  const pieces = { first: from - margin, length, more: 2 * margin, count: parts };
  await sampleBlocks(reader, pieces, breath, async (planes, at, now) => {
    for (let done = 0; done < now; done += most) {
      const some = Math.min(most, now - done);
      for (const [track, plane] of planes.entries()) {
        const frame = from + (at + done) * length;
        reassigned.tile(plane, from - margin + at * length, frame, length, some, codes, 0);
        target.put(track, at + done, some, codes);
        if (breath.due) await breath.take();
      }
    }
  });
  target.finish();
}

/** Puts parts of columns together: the largest, or the mean of the powers. */
class WideColumns {
  readonly #data: Uint16Array;
  readonly #rows: number;
  readonly #count: number;
  readonly #perColumn: number;
  readonly #sums: Float64Array | undefined;

  constructor(
    data: Uint16Array,
    { rows }: FrequencyRows,
    count: number,
    perColumn: number,
    combine: 'max' | 'mean',
    tracks: number,
  ) {
    this.#data = data;
    this.#rows = rows;
    this.#count = count;
    this.#perColumn = perColumn;
    if (combine === 'mean' && perColumn > 1) this.#sums = new Float64Array(tracks * rows * count);
  }

  put(track: number, at: number, some: number, codes: Uint16Array): void {
    for (let row = 0; row < this.#rows; row++) {
      const to = (track * this.#rows + row) * this.#count;
      for (let i = 0; i < some; i++) {
        const column = to + Math.floor((at + i) / this.#perColumn);
        const code = codes[row * some + i]!;
        if (this.#sums) this.#sums[column]! += powerOfCode(code) / this.#perColumn;
        // The code of what is not a number is the largest.
        else if (code > this.#data[column]!) this.#data[column] = code;
      }
    }
  }

  finish(): void {
    for (const [i, sum] of this.#sums?.entries() ?? []) this.#data[i] = codeOfPower(sum);
  }
}

const powerOfCode = (code: number): number =>
  code === NO_LEVEL ? NaN : code === 0 ? 0 : 10 ** (levelOfCode(code) / 10);
