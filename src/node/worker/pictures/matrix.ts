import type { PictureParams, PictureResult } from '../../spectrogram/pictureApi.ts';
import { csvLine } from '../../spectrogram/csv.ts';
import { hopOf } from '../../../core/spectrogram/columns.ts';
import type { OpenFile } from '../openFiles.ts';
import type { Breath } from './breath.ts';
import { kernelFor } from './kernels.ts';
import { TrackReader } from './trackReader.ts';
import { columnPowers } from './transform.ts';

/** Windows as they stand in a file: Float32 of NumPy's order, or lines of text with the time of each window's centre. */
export async function matrix(
  file: OpenFile,
  params: PictureParams<'matrix'>,
  breath: Breath,
): Promise<PictureResult<'matrix'>> {
  const { analysis, start, count, fromBin, endBin, format } = params;
  const rows = endBin - fromBin;
  const reader = new TrackReader(file, params, params, breath);
  try {
    const kernel = await kernelFor(analysis);
    // What the transform leaves out is silent.
    const levels = new Float32Array(count * rows).fill(-Infinity);
    const columns = { level: 0, start, count };
    await columnPowers({ columns, analysis, kernel, reader, breath }, (_, column, powers) => {
      const to = column * rows;
      for (let k = 0; k < rows; k++) levels[to + k] = 10 * Math.log10(powers[fromBin + k]!);
    });
    if (format === 'npy') return { bytes: new Uint8Array(levels.buffer) };
    const encoder = new TextEncoder();
    const lines: Uint8Array[] = [];
    for (let i = 0; i < count; i++) {
      const seconds = ((start + i + 0.5) * hopOf(analysis)) / file.facts.sampleRate;
      lines.push(encoder.encode(csvLine(seconds, levels.subarray(i * rows, (i + 1) * rows))));
      if (breath.due) await breath.take();
    }
    return { bytes: Uint8Array.from(Buffer.concat(lines)) };
  } finally {
    await reader.close();
  }
}
