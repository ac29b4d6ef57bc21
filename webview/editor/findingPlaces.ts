import type { Finding } from '../../src/core/report/report.ts';
import type { Measures, Place } from '../store.ts';

/** What a rule's name means to people: clipping → Clipping. */
export const ruleTitle = ({ rule }: Finding): string =>
  rule.charAt(0).toUpperCase() + rule.slice(1).replaceAll('-', ' ');

/** Where a finding is; null where it is of the file as a whole. */
export function placeOf(finding: Finding): Place | null {
  const { startFrame, endFrame, channel } = finding;
  if (startFrame === null) return null;
  return { startFrame, endFrame: endFrame ?? startFrame + 1, channel, title: ruleTitle(finding) };
}

/** The findings with a place, in the order of time. */
export function places(measures: Measures | null): Place[] {
  const found = measures && !('reason' in measures.measured.findings) ? measures.measured.findings : [];
  return found
    .map(placeOf)
    .filter((place) => place !== null)
    .sort((a, b) => a.startFrame - b.startFrame);
}

/** The next one behind a frame, or the last before it; round the file's ends. */
export function neighbour(measures: Measures | null, frame: number, direction: 1 | -1): Place | null {
  const all = places(measures);
  if (direction > 0) return all.find(({ startFrame }) => startFrame > frame) ?? all[0] ?? null;
  return all.filter(({ startFrame }) => startFrame < frame).at(-1) ?? all.at(-1) ?? null;
}

/** The highest true peak. */
export function peakPlace(measures: Measures | null): Place | null {
  const frame = measures?.measured.overall.truePeakFrame;
  if (typeof frame !== 'number' || !measures) return null;
  const channel = measures.measured.channels.findIndex(({ truePeakFrame }) => truePeakFrame === frame);
  const startFrame = Math.max(0, Math.floor(frame));
  return { startFrame, endFrame: startFrame + 1, channel: channel < 0 ? null : channel, title: 'True peak' };
}
