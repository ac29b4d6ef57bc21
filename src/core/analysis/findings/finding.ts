import type { LoudnessFigures } from '../loudnessSeries.ts';
import type { MeasuresResult } from '../measures.ts';

export type Severity = 'error' | 'warning' | 'info';

/** What a rule has to say of a file, in the user's words. */
export interface Finding {
  /** In kebab case; stays the same from version to version. */
  rule: string;
  severity: Severity;
  message: string;
  /** Frames startFrame … endFrame − 1; null where it is all of the file. */
  startFrame: number | null;
  endFrame: number | null;
  /** Index in the file's order; null where it is more than one. */
  channel: number | null;
}

/** What rules know. */
export interface Measured {
  sampleRate: number;
  /** Frame of the file that all positions count from: of a selection not 0. */
  startFrame?: number;
  frames: number;
  /** Bits of stored integers; null for floats and lossy codecs. */
  bitDepth: number | null;
  /** Whether a codec has changed the samples. */
  lossy: boolean;
  measures: MeasuresResult;
  loudness: LoudnessFigures | null;
}

export type Rule = (measured: Measured) => Finding[];

/** Of runs and the like so many are findings of their own; the others are counted in the last. */
export const MOST = 20;

export const seconds = (frames: number, sampleRate: number): string => {
  const time = frames / sampleRate;
  return time < 1 ? `${Number((time * 1000).toPrecision(3))} ms` : `${Number(time.toPrecision(4))} s`;
};
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
export const decibels = (value: number, digits = 1): string => `${value.toFixed(digits).replace('-', '−')} dB`;
