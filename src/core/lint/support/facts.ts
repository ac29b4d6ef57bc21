import type { Report } from '../../report/report.ts';
import { reasonOf } from '../../report/buildReport.ts';
import { SILENCE } from '../../report/measured.ts';
import { ofFile, type Violation } from '../rule.ts';

/** Every sample is zero. */
export const isSilent = (report: Report): boolean => reasonOf(report, 'overall.samplePeakDbfs') === SILENCE.reason;

/** Findings of these names, as violations. */
export const found = ({ findings }: Report, ...rules: readonly string[]): Violation[] =>
  findings.filter(({ rule }) => rules.includes(rule)).map(({ rule: _, severity: __, ...violation }) => violation);

/** A violation of all of the file, or none. */
export const ofFileOrNone = (message: string | null): Violation[] => (message === null ? [] : [ofFile(message)]);

/** A violation of frames startFrame … endFrame − 1, kept inside of the file. */
export function at(message: string, startFrame: number, endFrame: number, { decode }: Report, channel: number | null) {
  const last = Math.max(0, decode.framesDecoded - 1);
  const start = Math.min(last, Math.max(0, Math.floor(startFrame)));
  const end = Math.min(decode.framesDecoded, Math.max(start + 1, Math.ceil(endFrame)));
  return { message, startFrame: start, endFrame: end, channel } satisfies Violation;
}

/** 'a, b or c' */
export const either = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

/** 12 frames, 1 frame */
export const frames = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'frame' : 'frames'}`;

/** Seconds for a message: 0.350 s, 12.000 s. */
export const secondsOf = (count: number, report: Report): number => count / (report.file.sampleRate ?? 1);
