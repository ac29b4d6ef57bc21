import {
  type ChannelReport,
  type Finding,
  loudnessReport,
  overallReport,
  type Report,
  stereoReport,
} from './report.ts';

/** There is no such value, and why: a few words, or one sentence without its stop. */
export interface Unavailable {
  readonly reason: string;
}

/** A measure, or why there is none. */
export type Figure = number | Unavailable;
export type Figures<T> = { readonly [K in keyof T]: Figure };

/**
 * What was measured of a file or of a selection: all that a report has from the samples. A measure that joins the report
 * joins this by itself.
 */
export interface Measured {
  readonly channels: Figures<Omit<ChannelReport, 'name'>>[];
  readonly overall: Figures<Report['overall']>;
  readonly loudness: Figures<Report['loudness']>;
  readonly stereo: Figures<Report['stereo']>;
  readonly findings: Finding[] | Unavailable;
}

/** −∞ dB: shown as such, and null in JSON. */
export const SILENCE: Unavailable = { reason: 'silence: −∞ dB' };
export const NO_SAMPLES: Unavailable = { reason: 'no sample is a number' };

/** Of figures of two channels, and of pairs. */
export const TWO_ONLY: Unavailable = { reason: 'of two channels only' };
export const ONE_ONLY: Unavailable = { reason: 'there is one channel only' };

/** Of a magnitude, full scale being 1. */
export const decibels = (magnitude: number): Figure => (magnitude > 0 ? 20 * Math.log10(magnitude) : SILENCE);

/** Nothing could be measured. */
export function nothing(reason: Unavailable): Measured {
  return {
    channels: [],
    overall: unavailable(overallReport.entries, reason),
    loudness: unavailable(loudnessReport.entries, reason),
    stereo: unavailable(stereoReport.entries, reason),
    findings: reason,
  };
}

const unavailable = <T extends object>(entries: T, reason: Unavailable): { [K in keyof T]: Unavailable } =>
  Object.fromEntries(Object.keys(entries).map((name) => [name, reason])) as { [K in keyof T]: Unavailable };
