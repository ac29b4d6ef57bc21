import type { Node } from 'jsonc-parser';
import { toErrorInfo } from '../../protocol/errors.ts';
import { presets } from '../presets/presets.ts';
import { type CheckedSetting, checkSettings } from './checkSettings.ts';
import { unique, unknownKey } from './keys.ts';
import { didYouMean, nearest } from './nearest.ts';
import type { ConfigText } from './parseConfig.ts';
import { isAbsolute } from './paths.ts';
import { pathMatcher } from './patterns.ts';

export interface CheckedConfig {
  readonly extends: { readonly name: string; readonly node: Node }[];
  readonly ignore: string[];
  readonly rules: CheckedSetting[];
  readonly overrides: { readonly files: string[]; readonly rules: CheckedSetting[] }[];
}

const keys = ['$schema', 'extends', 'ignore', 'rules', 'overrides'];

/** Paths begin with . or /; all else is the name of a preset. */
export const isPath = (name: string): boolean => name.startsWith('.') || isAbsolute(name);

/** What is right in a configuration; what is wrong is added to the problems of its text. */
export function checkConfig(text: ConfigText): CheckedConfig {
  const checked: CheckedConfig = { extends: [], ignore: [], rules: [], overrides: [] };
  const { root } = text;
  if (!root) return checked;
  if (root.type !== 'object') {
    text.problem(root, 'A configuration is an object: { … }.');
    return checked;
  }
  for (const { name, key, value } of unique(text, root)) {
    if (name === '$schema') {
      if (value.type !== 'string') text.problem(value, "'$schema' must be a text: the address of a schema.");
    } else if (name === 'extends') checked.extends.push(...checkExtends(text, value));
    else if (name === 'ignore') checked.ignore.push(...checkPatterns(text, value, "'ignore'", false));
    else if (name === 'rules') checked.rules.push(...checkSettings(text, value));
    else if (name === 'overrides') checked.overrides.push(...checkOverrides(text, value));
    else unknownKey(text, key, name, keys, 'A configuration');
  }
  return checked;
}

function checkExtends(text: ConfigText, node: Node): { name: string; node: Node }[] {
  return texts(text, node, "'extends'").filter(({ name, node: each }) => {
    if (isPath(name)) return true;
    const names = presets.map((preset) => preset.name);
    if (names.includes(name)) return true;
    if (/[/\\]|\.json$/.test(name)) {
      text.problem(
        each,
        `A path begins with ./, and has slashes. Did you mean './${slashes(name)}'?`,
        `./${slashes(name)}`,
      );
    } else {
      const suggestion = nearest(name, names);
      const rest = suggestion === undefined ? ` There are ${names.join(', ')}.` : didYouMean(suggestion);
      text.problem(each, `There is no preset '${name}'.${rest}`, suggestion);
    }
    return false;
  });
}

const slashes = (name: string): string => name.replaceAll('\\', '/');

function checkOverrides(text: ConfigText, node: Node): CheckedConfig['overrides'] {
  if (node.type !== 'array') {
    text.problem(node, '\'overrides\' must be a list: [ { "files": …, "rules": … } ].');
    return [];
  }
  return (node.children ?? []).flatMap((each) => {
    if (each.type !== 'object') {
      text.problem(each, 'An override is an object: { "files": …, "rules": … }.');
      return [];
    }
    const found = unique(text, each);
    for (const { name, key } of found) {
      if (name !== 'files' && name !== 'rules') unknownKey(text, key, name, ['files', 'rules'], 'An override');
    }
    const of = (wanted: string): Node | undefined => found.find(({ name }) => name === wanted)?.value;
    const [files, rules] = [of('files'), of('rules')];
    if (!files) text.problem(each, "An override needs 'files': the patterns of the files that it is for.");
    if (!rules) text.problem(each, "An override needs 'rules'.");
    const settings = rules ? checkSettings(text, rules) : [];
    const patterns = files ? checkPatterns(text, files, "'files'", true) : [];
    return patterns.length > 0 ? [{ files: patterns, rules: settings }] : [];
  });
}

function checkPatterns(text: ConfigText, node: Node, what: string, some: boolean): string[] {
  const all = texts(text, node, what);
  if (some && all.length === 0 && node.type === 'array') text.problem(node, `${what} has no pattern.`);
  return all.flatMap(({ name, node: each }) => {
    if (name.replace(/^!/, '') === '') text.problem(each, 'A pattern must not be empty.');
    else if (name.includes('\\')) text.problem(each, 'A pattern has slashes, no backslashes.', slashes(name));
    else {
      try {
        pathMatcher([name]);
        return [name];
      } catch (error) {
        text.problem(each, toErrorInfo(error).message);
      }
    }
    return [];
  });
}

/** A text or a list of them. */
function texts(text: ConfigText, node: Node, what: string): { name: string; node: Node }[] {
  const all = node.type === 'array' ? (node.children ?? []) : [node];
  return all.flatMap((each) => {
    if (each.type === 'string') return [{ name: each.value as string, node: each }];
    text.problem(each, `${what} must be a text or a list of texts.`);
    return [];
  });
}
