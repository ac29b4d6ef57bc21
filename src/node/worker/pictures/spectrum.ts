import type { SpectrumResult } from '../../../core/protocol/spectrogram.ts';
import { SpectrumSum } from '../../../core/spectrogram/averageSpectrum.ts';
import { transformOf } from '../../../core/spectrogram/columns.ts';
import { makeWindow, noiseBandwidth } from '../../../core/spectrogram/windows.ts';
import { binsOf } from '../../spectrogram/parts.ts';
import type { PictureParams } from '../../spectrogram/pictureApi.ts';
import type { OpenFile } from '../openFiles.ts';
import type { Breath } from './breath.ts';
import { kernelFor } from './kernels.ts';
import { Planes, TrackReader } from './trackReader.ts';

/** Windows, and samples transformed, that an average is made of at most. */
const MOST_WINDOWS = 20_000;
const MOST_SAMPLES = 2 ** 26;
/** Windows that stand side by side where not all are taken: a decoder need not begin anew for each. */
const RUN = 16;

/** The mean of the powers of windows that half cover each other (Welch 1967). */
export async function spectrum(
  file: OpenFile,
  params: PictureParams<'spectrum'>,
  breath: Breath,
): Promise<SpectrumResult> {
  const { analysis, startFrame, endFrame, channels } = params;
  const { size, padding } = analysis;
  const hop = size / 2;
  const reader = new TrackReader(file, params, params, breath);
  try {
    const kernel = await kernelFor({ ...analysis, combine: 'max' });
    const bins = binsOf(analysis);
    const length = endFrame - startFrame;
    // Fewer frames than a window: one around their middle.
    const all = length < size ? 1 : Math.floor((length - size) / hop) + 1;
    const first = length < size ? Math.floor((startFrame + endFrame - size) / 2) : startFrame;
    const most = Math.max(RUN, Math.min(MOST_WINDOWS, Math.floor(MOST_SAMPLES / transformOf(analysis))));
    const runs = all > most ? Math.floor(most / RUN) : 1;
    const run = all > most ? RUN : all;
    const sums = channels.map(() => new SpectrumSum(bins));
    const powers = new Float32Array(bins);
    // So many windows that a block of samples is no larger than the cache.
    const held = Math.min(run, Math.max(1, Math.floor((1 << 16) / hop)));
    const planes = new Planes(reader.tracks, size + (held - 1) * hop);
    for (let i = 0; i < runs; i++) {
      const from = runs > 1 ? Math.round((i * (all - RUN)) / (runs - 1)) : 0;
      for (let j = 0; j < run; j += held) {
        const now = Math.min(held, run - j);
        const frames = size + (now - 1) * hop;
        await reader.read(first + (from + j) * hop, frames, planes, 0);
        for (const [track, plane] of planes.each.entries()) {
          for (let k = 0; k < now; k++) {
            kernel.column(plane, k * hop, hop, 1, powers);
            sums[track]!.add(powers);
          }
        }
        if (breath.due) await breath.take();
      }
    }
    const result = new Float32Array(channels.length * bins);
    for (const [track, sum] of sums.entries()) result.set(sum.result(), track * bins);
    return {
      bins: result,
      binHz: file.facts.sampleRate / transformOf(analysis),
      noiseBins: noiseBandwidth(makeWindow(analysis.window, size)) * padding,
      windows: Math.max(...sums.map((sum) => sum.windows)),
      allWindows: all,
    };
  } finally {
    await reader.close();
  }
}
