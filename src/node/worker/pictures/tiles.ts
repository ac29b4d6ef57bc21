import type { PictureParams, PictureResult } from '../../spectrogram/pictureApi.ts';
import { partsOf } from '../../spectrogram/parts.ts';
import type { OpenFile } from '../openFiles.ts';
import type { Breath } from './breath.ts';
import { draftRows } from './draft.ts';
import { kernelFor } from './kernels.ts';
import { reassignedRows } from './reassignedRows.ts';
import { TrackReader } from './trackReader.ts';
import { columnCodes } from './transform.ts';

/** Codes of all bins of columns, of each track by itself. */
export async function bins(
  file: OpenFile,
  params: PictureParams<'bins'>,
  breath: Breath,
): Promise<PictureResult<'bins'>> {
  const { analysis, count } = params;
  const reader = new TrackReader(file, params, params, breath);
  try {
    const kernel = await kernelFor(analysis);
    const tiles = params.channels.map(() => new Uint16Array(kernel.bins * count));
    const targets = tiles.map((out) => ({ out, offset: 0, stride: count }));
    await columnCodes({ columns: params, analysis, kernel, reader, breath }, null, targets);
    return { tiles };
  } finally {
    await reader.close();
  }
}

/** Rows as they are shown, of any method; nothing of what they are made of is kept. */
export async function rows(
  file: OpenFile,
  params: PictureParams<'rows'>,
  breath: Breath,
): Promise<PictureResult<'rows'>> {
  const { analysis: whole, axis, start, count, draftMs, channels } = params;
  const data = new Uint16Array(channels.length * axis.rows * count);
  const reader = new TrackReader(file, params, params, breath);
  try {
    const { sampleRate } = file.facts;
    const parts = partsOf(whole, params.level, axis, sampleRate);
    if (draftMs !== null) await draftRows(params, parts, reader, draftMs, data, breath);
    else if (whole.method === 'reassigned') await reassignedRows(params, sampleRate, reader, data, breath);
    else {
      for (const { analysis, level, map, firstRow } of parts) {
        const kernel = await kernelFor(analysis);
        const work = { columns: { level, start, count }, analysis, kernel, reader, breath };
        const targets = channels.map((_, track) => {
          return { out: data, offset: (track * axis.rows + firstRow) * count, stride: count };
        });
        await columnCodes(work, map, targets);
      }
    }
    return { data };
  } finally {
    await reader.close();
  }
}
