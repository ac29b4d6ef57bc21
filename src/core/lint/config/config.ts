import type { ActiveRule } from '../lint.ts';
import type { Severity } from '../rule.ts';

export const CONFIG_NAME = '.earshot.json';

/** 'off', a severity with the options of the preset or none, or options with a severity or the rule's own. */
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
  /** First offset and length of what is meant, in UTF-16 units. */
  readonly offset: number;
  readonly length: number;
  readonly message: string;
  /** The nearest valid name, where a name is not known. */
  readonly suggestion?: string;
}

/** How files are read: from disk, or through VS Code. undefined: there is none. */
export type ReadText = (path: string) => Promise<string | undefined>;

/** A configuration with all that it extends. Absolute paths with slashes. */
export interface ResolvedConfig {
  /** null: built in, for there is no file. */
  readonly path: string | null;
  /** Files it was made of, itself included: a change of one is a change of it. */
  readonly sources: readonly string[];
  readonly problems: readonly ConfigProblem[];
  /** Equal where two configurations ask the same of every file. */
  readonly fingerprint: string;
  ignores(file: string): boolean;
  rulesFor(file: string): readonly ActiveRule[];
  /** As the configuration knows the file: relative to its folder. */
  nameOf(file: string): string;
}
