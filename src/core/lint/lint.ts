import type { Finding } from '../protocol/measures.ts';
import type { LintFacts } from './facts.ts';
import { type LintRule, severities, type Severity } from './rule.ts';

/** A rule as a configuration wants it for one file. */
export interface ActiveRule {
  readonly rule: LintRule;
  readonly severity: Severity;
  /** Fit rule.options. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Where it was last set: a preset, or a place in a file, counted from 1. */
  readonly from:
    { readonly path: string; readonly line: number; readonly column: number } | { readonly preset: string };
}

/** A violation, and the rule that found it. */
export interface LintFinding extends Finding {
  readonly active: ActiveRule;
}

/** What the rules find: the gravest first, then in the order of time. A file without samples has only what needs none. */
export function lint(facts: LintFacts, active: readonly ActiveRule[], path: string): LintFinding[] {
  return active
    .flatMap((each) =>
      each.rule
        .check(facts, each.options as never, path)
        .map((found): LintFinding => ({ ...found, rule: each.rule.id, severity: each.severity, active: each })),
    )
    .sort(
      (a, b) =>
        severities.indexOf(a.severity) - severities.indexOf(b.severity) || (a.startFrame ?? -1) - (b.startFrame ?? -1),
    );
}
