import type { ActiveRule } from '../lint.ts';
import type { Severity } from '../rule.ts';

export const CONFIG_NAME = '.earshot.json';

/**
 * 'off', a severity, or options. What one leaves out stays as what it extends has set it: options, which are merged one by
 * one, and the severity; where nothing has, the severity is the rule's own.
 */
export type RuleSetting = Severity | 'off' | ({ severity?: Severity | 'off' } & Record<string, unknown>);
export type RuleSettings = Record<string, RuleSetting>;

/** A `.earshot.json`. Paths and patterns are relative to its folder, with slashes. */
export interface LintConfig {
  $schema?: string;
  /** Names of presets, and paths of other files that begin with . or /: later ones win over earlier ones. */
  extends?: string | string[];
  /** Files that are not checked. */
  ignore?: string[];
  rules?: RuleSettings;
  /** For files that match: later ones win over earlier ones and over `rules`. */
  overrides?: { files: string | string[]; rules: RuleSettings }[];
}

/** What is wrong with a configuration; counted from 1. */
export interface ConfigProblem {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** First offset and length of what is meant, in UTF-16 units without a byte order mark; of a text without its quotes. */
  readonly offset: number;
  readonly length: number;
  readonly message: string;
  /** What can be put in its place: the nearest valid name, where a name is not known. */
  readonly suggestion?: string;
}

/** How files are read: from disk, or through VS Code. undefined: there is none. */
export type ReadText = (path: string) => Promise<string | undefined>;

/** A configuration with all that it extends. Absolute paths with slashes. */
export interface ResolvedConfig {
  /** null: built in, for there is no file. */
  readonly path: string | null;
  /** Files it is made of, itself and those that are missing included: a change of one is a change of it. */
  readonly sources: readonly string[];
  readonly problems: readonly ConfigProblem[];
  /** Equal where two configurations ask the same of every file. */
  readonly fingerprint: string;
  ignores(file: string): boolean;
  rulesFor(file: string): readonly ActiveRule[];
  /** As the configuration knows the file: relative to its folder. */
  nameOf(file: string): string;
}
