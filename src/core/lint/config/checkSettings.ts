import type { Node } from 'jsonc-parser';
import * as v from 'valibot';
import type { LintRule, Severity } from '../rule.ts';
import { severities } from '../rule.ts';
import { findRule, lintRules } from '../rules/index.ts';
import { unique, unknownKey } from './keys.ts';
import { didYouMean, nearest } from './nearest.ts';
import { type ConfigText, valueOf } from './parseConfig.ts';
import type { Place } from './places.ts';

/** What one place of a configuration says about one rule. */
export interface CheckedSetting {
  readonly rule: LintRule;
  /** Absent: as it was set before, or else the rule's own. */
  readonly severity?: Severity | 'off';
  /** They fit the rule. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly place: Place;
  readonly key: Node;
  /** Something was given that is not right, and was told of. */
  readonly faulty: boolean;
}

const levels = ['off', ...severities] as const;
type Level = (typeof levels)[number];
const isLevel = (value: unknown): value is Level => levels.some((level) => level === value);

export function checkSettings(text: ConfigText, node: Node): CheckedSetting[] {
  if (node.type !== 'object') {
    text.problem(node, "'rules' must be an object: the names of rules with what is asked of them.");
    return [];
  }
  return unique(text, node).flatMap(({ name, key, value }) => {
    const rule = findRule(name);
    if (rule) return checkSetting(text, rule, key, value);
    const names = lintRules.map(({ id }) => id);
    const suggestion = nearest(name, names);
    text.problem(key, `There is no rule '${name}'.${didYouMean(suggestion)}`, suggestion);
    return [];
  });
}

function checkSetting(text: ConfigText, rule: LintRule, key: Node, node: Node): CheckedSetting[] {
  const place = text.place(key);
  if (node.type === 'string') {
    const severity = checkLevel(text, node);
    return severity === undefined ? [] : [{ rule, severity, options: {}, place, key, faulty: false }];
  }
  if (node.type !== 'object') {
    text.problem(
      node,
      `'${rule.id}' must be ${levels.map((level) => `'${level}'`).join(', ')} or an object with options.`,
    );
    return [];
  }
  const all = unique(text, node);
  const given = all.find(({ name }) => name === 'severity');
  const severity = given && checkLevel(text, given.value);
  const options = checkOptions(
    text,
    rule,
    new Map(all.filter((each) => each !== given).map((each) => [each.name, each])),
  );
  const faulty = Object.keys(options).length < all.length - (given ? 1 : 0);
  return [{ rule, ...(severity !== undefined && { severity }), options, place, key, faulty }];
}

function checkLevel(text: ConfigText, node: Node): Level | undefined {
  const value: unknown = valueOf(node);
  if (isLevel(value)) return value;
  const suggestion = typeof value === 'string' ? nearest(value, levels) : undefined;
  const rest = suggestion === undefined ? '' : didYouMean(suggestion);
  text.problem(node, `A severity is ${levels.map((level) => `'${level}'`).join(', ')}.${rest}`, suggestion);
  return undefined;
}

/** The options that are right. */
function checkOptions(
  text: ConfigText,
  rule: LintRule,
  given: ReadonlyMap<string, { key: Node; value: Node }>,
): Record<string, unknown> {
  const options = Object.fromEntries([...given].map(([name, { value }]) => [name, valueOf(value)]));
  const checked = v.safeParse(rule.options, options);
  if (checked.success) return checked.output;
  const wrong = new Set<string>();
  for (const issue of checked.issues) {
    const path = (issue.path ?? []).map(({ key }) => String(key));
    const option = given.get(path[0] ?? '');
    if (!option) continue;
    const said = wrong.has(path[0]!);
    wrong.add(path[0]!);
    // One sentence an option: what follows from the first is no news.
    if (said) continue;
    if (issue.type === 'strict_object' && path.length === 1) {
      unknownKey(
        text,
        option.key,
        path[0]!,
        ['severity', ...Object.keys(rule.options.entries)],
        `The rule '${rule.id}'`,
      );
    } else tellOf(text, ...deepest(issue, path), option);
  }
  const right = Object.fromEntries(Object.entries(options).filter(([name]) => !wrong.has(name)));
  const rest = v.safeParse(rule.options, right);
  return rest.success ? rest.output : {};
}

/** Of what may be this or that and has the right shape of one of them, the part of it that is wrong. */
function deepest(issue: v.BaseIssue<unknown>, path: readonly string[]): [v.BaseIssue<unknown>, readonly string[]] {
  const part = issue.issues?.find((each) => each.path !== undefined);
  return part ? deepest(part, [...path, ...(part.path ?? []).map(({ key }) => String(key))]) : [issue, path];
}

function tellOf(
  text: ConfigText,
  issue: v.BaseIssue<unknown>,
  path: readonly string[],
  option: { key: Node; value: Node },
): void {
  const node = path.slice(1).reduce<Node>((at, name) => childOf(at, name) ?? at, option.value);
  const allowed = [...(issue.expected ?? '').matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, name]) => name!);
  const suggestion = allowed.length > 0 && typeof issue.input === 'string' ? nearest(issue.input, allowed) : undefined;
  text.problem(node, `'${path.join('.')}' must be ${wanted(issue)}.${didYouMean(suggestion)}`, suggestion);
}

const words: Readonly<Record<string, string>> = {
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'an object',
};

function wanted({ type, expected, requirement, message }: v.BaseIssue<unknown>): string {
  if (type === 'integer') return 'a whole number';
  if (type === 'finite') return 'a finite number';
  if (type === 'min_value') return `${String(requirement)} or more`;
  if (type === 'max_value') return `${String(requirement)} or less`;
  if (type === 'gt_value') return `more than ${String(requirement)}`;
  if (type === 'min_length' || type === 'non_empty')
    return type === 'non_empty' ? 'not empty' : `of ${String(requirement)} or more`;
  // A check of our own has a sentence of its own: 'a regular expression'.
  if (type === 'check' || type === 'regex') return message.replace(/\.$/, '');
  if (expected === null) return message;
  const kinds = expected.replace(/^\(|\)$/g, '').split(' | ');
  return kinds.map((kind) => words[kind] ?? kind.replaceAll('"', "'")).join(' or ');
}

function childOf({ type, children }: Node, name: string): Node | undefined {
  if (type === 'array') return children?.[Number(name)];
  return children?.find((property) => property.children?.[0]?.value === name)?.children?.[1];
}
