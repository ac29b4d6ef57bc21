import type { LintFacts } from '../../core/lint/facts.ts';
import type { ActiveRule, LintFinding } from '../../core/lint/lint.ts';
import type { Severity } from '../../core/lint/rule.ts';
import { ruleTitle } from '../../core/report/findingWords.ts';
import { placeOf } from '../../core/lint/reporters/reporter.ts';

/** Frames startFrame … endFrame − 1 of a channel, or of all. */
export interface ProblemPlace {
  readonly startFrame: number;
  readonly endFrame: number;
  readonly channel: number | null;
  readonly title: string;
}

/** What Problems say of a file: a violation, or why the file cannot be read. */
export interface AudioProblem {
  /** null: the file cannot be read. */
  readonly rule: string | null;
  readonly severity: Severity;
  /** With time and channel, if it has them. */
  readonly text: string;
  readonly place: ProblemPlace | null;
  readonly from: ActiveRule['from'] | null;
}

export function problemOf(found: LintFinding, facts: LintFacts): AudioProblem {
  const { rule, severity, message, startFrame, endFrame, channel, active } = found;
  const place =
    startFrame === null ? null : { startFrame, endFrame: endFrame ?? startFrame + 1, channel, title: ruleTitle(rule) };
  return { rule, severity, text: `${placeOf(facts, found)}${message}`, place, from: active.from };
}

export const unreadable = (message: string): AudioProblem => ({
  rule: null,
  severity: 'error',
  text: message,
  place: null,
  from: null,
});
