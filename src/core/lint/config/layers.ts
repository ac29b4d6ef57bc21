import type { ActiveRule } from '../lint.ts';
import type { Preset } from '../presets/preset.ts';
import type { LintRule, Severity } from '../rule.ts';
import { findRule, lintRules } from '../rules/index.ts';
import { ignoresCase, relativePath } from './paths.ts';
import { type PathMatcher, pathMatcher } from './patterns.ts';

export interface LayerSetting {
  readonly rule: LintRule;
  /** Absent: as it was set before, or else the rule's own. */
  readonly severity?: Severity | 'off';
  readonly options: Readonly<Record<string, unknown>>;
  readonly from: ActiveRule['from'];
}

/** Patterns that are relative to a folder. */
export interface Patterns {
  readonly folder: string;
  readonly patterns: readonly string[];
}

/** Settings of some files, or of all. Later layers win. */
export interface Layer {
  readonly files: Patterns | undefined;
  readonly settings: readonly LayerSetting[];
}

export const presetLayer = ({ name, rules }: Preset): Layer => ({
  files: undefined,
  settings: Object.entries(rules).flatMap(([id, setting]) => {
    const rule = findRule(id);
    if (!rule) return [];
    const from = { preset: name };
    if (typeof setting === 'string') return [{ rule, severity: setting, options: {}, from }];
    const { severity, ...options } = setting;
    return [{ rule, ...(severity !== undefined && { severity }), options, from }];
  }),
});

/** Of absolute paths; undefined: no pattern speaks of it. */
export function matcherOf({ folder, patterns }: Patterns): PathMatcher {
  const matches = pathMatcher(patterns, ignoresCase(folder));
  return (file) => matches(relativePath(folder, file));
}

/** What layers ask of a file. Files that the same layers are for have the same list. */
export function rulesOf(layers: readonly Layer[]): (file: string) => readonly ActiveRule[] {
  const matchers = layers.map(({ files }) => files && matcherOf(files));
  const known = new Map<string, readonly ActiveRule[]>();
  return (file) => {
    const which = matchers.map((matches) => !matches || matches(file) === true);
    const key = which.map(Number).join('');
    let rules = known.get(key);
    if (!rules) {
      rules = merged(layers.filter((_, i) => which[i]).flatMap(({ settings }) => settings));
      known.set(key, rules);
    }
    return rules;
  };
}

type Level = Severity | 'off';

/** Severity alone keeps the options, options alone keep the severity; a rule that is off is woken by options alone too. */
export function merged(settings: readonly LayerSetting[]): ActiveRule[] {
  const byRule = new Map<LintRule, Omit<ActiveRule, 'severity'> & { severity: Level }>();
  for (const { rule, severity, options, from } of settings) {
    const before = byRule.get(rule);
    const kept = before && before.severity !== 'off' ? before.severity : rule.severity;
    byRule.set(rule, { rule, severity: severity ?? kept, options: { ...before?.options, ...options }, from });
  }
  return lintRules.flatMap((rule) => {
    const found = byRule.get(rule);
    return found && found.severity !== 'off' ? [{ ...found, severity: found.severity }] : [];
  });
}

/** Equal where layers ask the same, whatever file they come from. */
export const fingerprintOf = (name: string, layers: readonly Layer[], ignore: readonly Patterns[]): string =>
  JSON.stringify([
    name,
    layers.map(({ files, settings }) => [
      files ?? null,
      settings.map(({ rule, severity, options }) => [rule.id, severity ?? null, Object.entries(options).sort()]),
    ]),
    ignore,
  ]);
