import { ruleTitle } from '../../src/core/report/findingWords.ts';
import type { ShownFinding as Finding } from '../../src/core/protocol/measures.ts';
import type { Measures, Place } from '../store.ts';

/** Where a finding is; null where it is of the file as a whole. */
export function placeOf(finding: Finding): Place | null {
  const { startFrame, endFrame, channel } = finding;
  if (startFrame === null) return null;
  return { startFrame, endFrame: endFrame ?? startFrame + 1, channel, title: ruleTitle(finding.rule) };
}

export function findingsOf(measures: Measures | null): readonly Finding[] {
  return measures && !('reason' in measures.measured.findings) ? measures.measured.findings : [];
}

/** The findings with a place, in the order of time. */
export function places(measures: Measures | null): Place[] {
  return findingsOf(measures)
    .map(placeOf)
    .filter((place) => place !== null)
    .sort((a, b) => a.startFrame - b.startFrame);
}

export interface Step {
  readonly place: Place;
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

const same = (a: Place, b: Place): boolean =>
  a.startFrame === b.startFrame && a.endFrame === b.endFrame && a.channel === b.channel && a.title === b.title;

/**
 * The next place, or the one before; round the file's ends. From the place that was reached last as long as the playhead is
 * at it, so that two at the same frame are both reached; else from the playhead.
 */
export function stepFrom(
  all: readonly Place[],
  { place, frame, reach }: { place: Place | null; frame: number; reach: number },
  direction: 1 | -1,
): Step | null {
  if (all.length === 0) return null;
  const stands = place !== null && frame >= place.startFrame && frame <= place.startFrame + reach;
  const current = stands ? all.findIndex((each) => same(each, place)) : -1;
  const beside =
    direction > 0
      ? all.findIndex(({ startFrame }) => startFrame > frame)
      : all.filter(({ startFrame }) => startFrame < frame).length - 1;
  const to = current >= 0 ? current + direction : direction > 0 && beside < 0 ? 0 : beside;
  const index = (to + all.length) % all.length;
  return { place: all[index]!, number: index + 1, of: all.length };
}

/** The highest true peak. */
export function peakPlace(measures: Measures | null): Place | null {
  const frame = measures?.measured.overall.truePeakFrame;
  if (typeof frame !== 'number' || !measures) return null;
  const channel = measures.measured.channels.findIndex(({ truePeakFrame }) => truePeakFrame === frame);
  const startFrame = Math.max(0, Math.floor(frame));
  return { startFrame, endFrame: startFrame + 1, channel: channel < 0 ? null : channel, title: 'True peak' };
}
