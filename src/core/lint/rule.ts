import type * as v from 'valibot';
import type { Finding } from '../protocol/measures.ts';
import type { LintFacts } from './facts.ts';

export type Severity = Finding['severity'];
export const severities = ['error', 'warning', 'info'] as const satisfies readonly Severity[];

/** What a rule finds wrong. `path` names the file as it is known to the configuration: relative, with slashes. */
export type Violation = Omit<Finding, 'rule' | 'severity'>;

type OptionsSchema = v.StrictObjectSchema<v.ObjectEntries, undefined>;

/** One rule is one file of ./rules, with a section of docs/LINT.md that is written from this. */
export interface LintRule<S extends OptionsSchema = OptionsSchema> {
  /** In kebab case; stays the same from version to version. The same as of a finding, where it is about the same. */
  readonly id: string;
  /** 'True peak' */
  readonly title: string;
  /** One or two sentences, Markdown: what is asked for, in which unit, how it is measured. */
  readonly description: string;
  /** Where the definition or the usual limit comes from: a standard's clause, a page. */
  readonly source?: string;
  /** Where a configuration gives none. */
  readonly severity: Severity;
  /** Every entry optional, described, with its unit in its name. */
  readonly options: S;
  /** Without one of these options it asks for nothing. */
  readonly needs?: readonly (keyof v.InferOutput<S> & string)[];
  /** An example of its options, which the docs show and the tests check. */
  readonly example: v.InferOutput<S>;
  check(facts: LintFacts, options: v.InferOutput<S>, path: string): Violation[];
}

/** Types of the options come from the schema. */
export const defineRule = <S extends OptionsSchema>(rule: LintRule<S>): LintRule<S> => rule;

/** Of all of a file. */
export const ofFile = (message: string): Violation => ({ message, startFrame: null, endFrame: null, channel: null });
