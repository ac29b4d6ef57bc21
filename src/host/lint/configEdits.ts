import { posix } from 'node:path';
import {
  createScanner,
  type Edit,
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type { Severity } from '../../core/lint/rule.ts';

/** What stands in a file that is made for its first override: what holds where there is none. */
export const NEW_CONFIG = '{\n  "extends": "recommended"\n}\n';

/** SyntaxKind.CommaToken: of a const enum, which a module by itself cannot read. */
const COMMA = 5;

/**
 * Sets a rule for files of a pattern, so that nothing in the configuration comes after it: in the override of that very
 * pattern if it is the last that speaks of the rule, else in one of its own at the end. All else stays as it is written.
 * Throws where the text is no configuration.
 */
export function setOverride(text: string, pattern: string, rule: string, severity: Severity | 'off'): Edit[] {
  const root = rootOf(text);
  const list = findNodeAtLocation(root, ['overrides']);
  if (list && list.type !== 'array') throw new Error('"overrides" is not a list.');
  const overrides = list?.children ?? [];
  const own = overrides.map((node) => isOnly(findNodeAtLocation(node, ['files']), pattern)).lastIndexOf(true);
  const later = overrides.slice(own + 1).some((node) => findNodeAtLocation(node, ['rules', rule]) !== undefined);
  const rules = own < 0 || later ? undefined : findNodeAtLocation(overrides[own]!, ['rules']);
  const asked = `${JSON.stringify(rule)}: ${JSON.stringify(severity)}`;
  if (rules?.type === 'object') {
    const before = findNodeAtLocation(rules, [rule]);
    if (!before) return append(text, rules, asked);
    // Options stay as they are.
    const inside = before.type === 'object' ? findNodeAtLocation(before, ['severity']) : before;
    if (!inside) return append(text, before, `"severity": ${JSON.stringify(severity)}`);
    return [{ offset: inside.offset, length: inside.length, content: JSON.stringify(severity) }];
  }
  const override = `{ "files": ${JSON.stringify(pattern)}, "rules": { ${asked} } }`;
  if (list) return append(text, list, override);
  const { unit, eol } = layoutOf(text);
  return append(text, root, `"overrides": [${eol}${unit}${unit}${override}${eol}${unit}]`);
}

/** The pattern of one file, by its name as the configuration knows it. */
export const filePattern = (name: string): string => anchored(literal(name));

/** Of all beneath the folder that a file is in. */
export function folderPattern(name: string): string {
  const folder = posix.dirname(name);
  return folder === '.' ? '**' : anchored(`${literal(folder)}/**`);
}

/** Braces cannot be taken literally: any character fits in their place. */
const literal = (name: string): string => name.replace(/[*?[\]]/g, '[$&]').replace(/[{}]/g, '?');

/** A pattern without a slash would be of any folder, and one with an exclamation mark in front of all others. */
const anchored = (pattern: string): string =>
  !pattern.includes('/') || pattern.startsWith('!') ? `./${pattern}` : pattern;

function isOnly(files: Node | undefined, pattern: string): boolean {
  const value: unknown = files && getNodeValue(files);
  return value === pattern || (Array.isArray(value) && value.length === 1 && value[0] === pattern);
}

function rootOf(text: string): Node {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) {
    const line = text.slice(0, error.offset).split('\n').length;
    throw new Error(`it has an error in line ${line} (${printParseErrorCode(error.error)}). Correct that first.`);
  }
  if (root?.type !== 'object') throw new Error('it is not an object.');
  return root;
}

/** Puts something at the end of a list or object: in a line of its own where its end has one, else in the same line. */
function append(text: string, { offset, length, children = [] }: Node, content: string): Edit[] {
  const close = offset + length - 1;
  const last = children.at(-1);
  const lastEnd = last ? last.offset + last.length : offset + 1;
  const needsComma = last !== undefined && !hasComma(text, lastEnd, close);
  const comma = needsComma ? [{ offset: lastEnd, length: 0, content: ',' }] : [];
  const lineStart = text.lastIndexOf('\n', close) + 1;
  const indent = text.slice(lineStart, close);
  const { unit, eol } = layoutOf(text);
  if (lineStart > offset && indent.trim() === '') {
    return [...comma, { offset: lineStart, length: 0, content: `${indent}${unit}${content}${eol}` }];
  }
  // A comment of a line would swallow what stands behind it; none can stand before an end in the same line.
  const at = text.slice(0, close).trimEnd().length;
  const before = at === lastEnd && needsComma ? ', ' : ' ';
  const inserted = { offset: at, length: close - at, content: `${before}${content} ` };
  return at === lastEnd ? [inserted] : [...comma, inserted];
}

function hasComma(text: string, from: number, to: number): boolean {
  const scanner = createScanner(text, true);
  scanner.setPosition(from);
  return (scanner.scan() as number) === COMMA && scanner.getTokenOffset() < to;
}

/** As the file is indented and its lines end. */
function layoutOf(text: string): { unit: string; eol: string } {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ';
  return { unit: indent.startsWith('\t') ? '\t' : indent, eol: /\r?\n/.exec(text)?.[0] ?? '\n' };
}
