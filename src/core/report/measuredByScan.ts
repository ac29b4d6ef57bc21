import type { LevelsResult } from '../protocol/levels.ts';
import {
  decibels,
  type Figure,
  type Measured,
  NO_SAMPLES,
  NOT_MEASURED,
  SILENCE,
  type Unavailable,
} from './measured.ts';

export interface ScanFigures {
  sampleRate: number;
  /** Of the range that was measured. */
  frames: number;
  levels: LevelsResult;
  /** null: the range has none. */
  integratedLufs: number | null | Unavailable;
}

const BLOCK_SECONDS = 0.4;
const LEAST_RATE = 4000;

/** All that the audio server measures. */
export function measuredByScan({ sampleRate, frames, levels, integratedLufs }: ScanFigures): Measured {
  const { channels } = levels;
  const counts = channels.map(({ notFinite }) => frames - notFinite);
  const all = counts.reduce((sum, each) => sum + each, 0);
  const peak = Math.max(0, ...channels.map((channel) => channel.peak));
  const squares = channels.reduce((sum, { rms }, c) => sum + rms * rms * counts[c]!, 0);
  const level = (magnitude: number, samples: number): Figure => (samples > 0 ? decibels(magnitude) : NO_SAMPLES);
  return {
    channels: channels.map(({ peak, rms, notFinite }, c) => ({
      samplePeakDbfs: level(peak, counts[c]!),
      samplePeakFrame: NOT_MEASURED,
      truePeakDbtp: NOT_MEASURED,
      rmsDbfs: level(rms, counts[c]!),
      dcOffset: NOT_MEASURED,
      crestDb: rms > 0 ? 20 * Math.log10(peak / rms) : counts[c]! > 0 ? { reason: 'silence' } : NO_SAMPLES,
      clippedRuns: NOT_MEASURED,
      nonFinite: notFinite,
    })),
    overall: {
      samplePeakDbfs: level(peak, all),
      truePeakDbtp: NOT_MEASURED,
      rmsDbfs: level(Math.sqrt(squares / Math.max(1, all)), all),
    },
    loudness: {
      integratedLufs: integrated(),
      momentaryMaxLufs: NOT_MEASURED,
      shortTermMaxLufs: NOT_MEASURED,
      rangeLu: NOT_MEASURED,
    },
    stereo: { correlation: channels.length === 2 ? NOT_MEASURED : { reason: 'of two channels only' } },
    findings: NOT_MEASURED,
  };

  function integrated(): Figure {
    if (integratedLufs !== null) return integratedLufs;
    if (sampleRate < LEAST_RATE) return { reason: 'the sample rate is below 4 kHz' };
    if (frames < BLOCK_SECONDS * sampleRate) return { reason: 'shorter than 400 ms' };
    if (peak === 0) return all > 0 ? SILENCE : NO_SAMPLES;
    return { reason: 'never above −70 LUFS' };
  }
}
