import type { Analysis, FrequencyRows, SpectrogramRequest } from '../../../src/core/protocol/spectrogram.ts';
import { plainAnalysis } from '../../../src/core/protocol/spectrogram.ts';
import { CODE_STEPS, NO_LEVEL } from '../../../src/core/spectrogram/levelCode.ts';
import type { ReadFrames } from '../../../src/core/spectrogram/reference.ts';
import { referenceTile } from '../../../src/core/spectrogram/reference.ts';

export const readerOf =
  (plane: Float32Array): ReadFrames =>
  (start, frames) =>
    Float32Array.from({ length: frames }, (_, i) => plane[start + i] ?? 0);

/** Small, so that the reference is quick. */
export const quickAnalysis: Analysis = { ...plainAnalysis, size: 256 };

export const plainAxis = (rate: number, rows = 48): FrequencyRows => ({
  scale: 'linear',
  low: 0,
  high: rate / 2,
  rows,
});

export function requestOf(rate: number, change: Partial<SpectrogramRequest> = {}): SpectrogramRequest {
  return {
    analysis: quickAnalysis,
    axis: plainAxis(rate),
    tracks: 'channels',
    channels: [0, 1],
    level: 0,
    start: 0,
    count: 256,
    draft: false,
    ...change,
  };
}

/** What the request must give, straight from the definition. */
export function expected(planes: readonly Float32Array[], rate: number, request: SpectrogramRequest, count: number) {
  const { analysis, axis, channels, level, start } = request;
  const data = new Uint16Array(channels.length * axis.rows * count);
  for (const [i, channel] of channels.entries()) {
    const tile = referenceTile(readerOf(planes[channel]!), analysis, axis, rate, { level, start, count });
    data.set(tile, i * axis.rows * count);
  }
  return data;
}

/** The largest difference in dB, of levels no more than `range` dB below the loudest; what is no level must be none. */
export function worstDifference(got: Uint16Array, wanted: Uint16Array, range = 90): number {
  if (got.length !== wanted.length) return Infinity;
  const most = wanted.reduce((a, b) => (b !== NO_LEVEL && b > a ? b : a), 0);
  let worst = 0;
  for (let i = 0; i < got.length; i++) {
    const [a, b] = [got[i]!, wanted[i]!];
    if ((a === NO_LEVEL) !== (b === NO_LEVEL)) return Infinity;
    if (b >= most - range * CODE_STEPS || most === 0) worst = Math.max(worst, Math.abs(a - b) / CODE_STEPS);
  }
  return worst;
}
