import { ruleTitle } from '../../src/core/report/findingWords.ts';
import type { Finding } from '../../src/core/report/report.ts';
import { type View, xOf } from '../../src/core/picture/viewport.ts';
import type { Measures, Store } from '../store.ts';

export type Severity = Finding['severity'];
/** In the order in which they are painted: what is grave lies over what is not. */
export const severities: readonly Severity[] = ['info', 'warning', 'error'];

/** A finding with a place. */
export interface FindingMark {
  readonly startFrame: number;
  readonly endFrame: number;
  readonly channel: number | null;
  readonly severity: Severity;
  readonly rule: string;
  readonly message: string;
}

/** CSS pixels. */
export const MARK_WIDTH = 3;
export const MARK_HEIGHT = 5;
/** What a pointer hits beside a mark. */
const REACH = 3;
const MOST_LINES = 8;

/** In the order of time. */
export function findingMarks(measures: Measures | null): readonly FindingMark[] {
  const found = measures && !('reason' in measures.measured.findings) ? measures.measured.findings : [];
  return found
    .flatMap(({ startFrame, endFrame, ...rest }): FindingMark[] =>
      startFrame === null ? [] : [{ ...rest, startFrame, endFrame: endFrame ?? startFrame + 1 }],
    )
    .filter((mark, _, all) => !isSum(mark, all))
    .sort((a, b) => a.startFrame - b.startFrame);
}

/** Speaks of others that have marks of their own: from the first to the last of them most may be sound. */
const isSum = (mark: FindingMark, all: readonly FindingMark[]): boolean =>
  mark.rule === 'clipping' &&
  all.some(
    ({ rule, channel, startFrame, endFrame }) =>
      rule === mark.rule &&
      channel === mark.channel &&
      startFrame >= mark.startFrame &&
      endFrame <= mark.endFrame &&
      endFrame - startFrame < mark.endFrame - mark.startFrame,
  );

/** What the lane's own clip marks show. */
export const isClipMark = ({ rule, severity }: FindingMark): boolean =>
  rule === 'clipping' || rule === 'full-scale' || (rule === 'true-peak-over' && severity === 'error');

/** Marks of the same severity as left and width in device pixels; those that would lie on one another are one. */
export function markSpans(
  marks: readonly FindingMark[],
  severity: Severity,
  view: View,
  { width, dpr }: { width: number; dpr: number },
): { heads: number[]; spans: [left: number, right: number][] } {
  const heads: number[] = [];
  const spans: [number, number][] = [];
  const [most, head] = [Math.round(width * dpr), Math.round(MARK_WIDTH * dpr)];
  for (const mark of marks) {
    if (mark.severity !== severity) continue;
    const [from, to] = [xOf(view, mark.startFrame) * dpr, xOf(view, mark.endFrame) * dpr];
    if (to < 0 || from > most) continue;
    const left = Math.round(from) - (head >> 1);
    if (from >= 0 && heads.at(-1) !== left) heads.push(left);
    if (to - from > head) spans.push([Math.max(0, Math.round(from)), Math.min(most, Math.round(to))]);
  }
  return { heads, spans };
}

/** What is found at a point, a line each; '' for nothing. x: CSS pixels. */
export function marksWords(marks: readonly FindingMark[], view: View, x: number, where: (mark: FindingMark) => string) {
  const hit = marks.filter(({ startFrame, endFrame }) => {
    return x >= xOf(view, startFrame) - REACH && x <= Math.max(xOf(view, endFrame), xOf(view, startFrame)) + REACH;
  });
  const lines = hit.slice(0, MOST_LINES).map((mark) => `${ruleTitle(mark.rule)}, ${where(mark)}: ${mark.message}`);
  return [...lines, ...(hit.length > MOST_LINES ? [`and ${hit.length - MOST_LINES} more`] : [])].join('\n');
}

/** The marks of the file, sorted once for each answer of the host. */
export class MarkSet {
  #store: Store;
  #made: { readonly measures: Measures | null; readonly all: readonly FindingMark[] } | null = null;
  #lanes = new Map<string, readonly FindingMark[]>();

  constructor(store: Store) {
    this.#store = store;
  }

  get all(): readonly FindingMark[] {
    const measures = this.#store.measures.value;
    if (this.#made?.measures !== measures) {
      this.#made = { measures, all: findingMarks(measures) };
      this.#lanes.clear();
    }
    return this.#made.all;
  }

  /** Of a lane: what is of its channel, or of more than one; less what its waveform marks itself. */
  ofLane(channel: number | null, withClips: boolean): readonly FindingMark[] {
    const { all } = this;
    const key = `${channel} ${withClips}`;
    let found = this.#lanes.get(key);
    if (!found) {
      found = all.filter(
        (mark) =>
          (mark.channel === null || channel === null || mark.channel === channel) && (withClips || !isClipMark(mark)),
      );
      this.#lanes.set(key, found);
    }
    return found;
  }
}
