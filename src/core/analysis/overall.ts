import { amplitudeDb, powerDb } from './decibels.ts';
import type { LoudnessFigures } from './loudnessSeries.ts';
import type { MeasuresResult } from './measures.ts';

/** A level, and where it is. */
export interface Place {
  decibels: number;
  channel: number;
  /** Of the true peak in quarters of a frame. */
  frame: number;
}

/** Of all channels together; null where there is no such figure. */
export interface Overall {
  samplePeak: Place | null;
  truePeak: Place | null;
  /** dBFS of the mean square of all samples of all channels. */
  rmsDbfs: number | null;
  /** True peak to integrated loudness (AES TD1008), and to the highest short-term loudness, LU. */
  plr: number | null;
  psr: number | null;
  /** TT DR: the mean of the channels', rounded as its authors do. */
  dynamicRange: number | null;
}

export function overall(measures: MeasuresResult, loudness: LoudnessFigures | null): Overall {
  const { channels } = measures;
  let [squares, count] = [0, 0];
  for (const { levels, format, frames } of channels) {
    const finite = frames - format.nan - format.infinite;
    squares += levels.meanSquare * finite;
    count += finite;
  }
  const truePeak = highest(channels.map(({ truePeak: { peak, at } }) => [peak, at]));
  const ranges = channels.flatMap(({ dynamicRange }) => (dynamicRange === null ? [] : [dynamicRange]));
  const above = (lufs: number | null | undefined): number | null =>
    truePeak === null || lufs === null || lufs === undefined ? null : truePeak.decibels - lufs;
  return {
    samplePeak: highest(channels.map(({ levels: { peak, peakFrame } }) => [peak, peakFrame])),
    truePeak,
    rmsDbfs: squares > 0 ? powerDb(squares / count) : null,
    plr: above(loudness?.integrated),
    psr: above(loudness?.shortTermMax?.lufs),
    dynamicRange: ranges.length > 0 ? Math.round(ranges.reduce((sum, dr) => sum + dr, 0) / ranges.length) : null,
  };
}

/** The first of the highest. */
function highest(peaks: readonly (readonly [peak: number, frame: number | null])[]): Place | null {
  let best: Place | null = null;
  let most = 0;
  peaks.forEach(([peak, frame], channel) => {
    if (frame === null || !Number.isFinite(peak) || peak < most || (best && peak === most && frame >= best.frame))
      return;
    most = peak;
    best = { decibels: amplitudeDb(peak), channel, frame };
  });
  return best;
}
