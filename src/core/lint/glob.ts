import { EarshotError } from '../protocol/errors.ts';

/** Whether a text has more to it than a name: *, ?, [a-z], {one,other}. */
export const isGlob = (text: string): boolean => /[*?[{]/.test(text);

/** More would be a mistake, or a trap. */
const MOST_PATTERNS = 1000;

/** {a,b} as the shell has it: a list of patterns. Braces without a comma stand for themselves. */
export function expandBraces(pattern: string): string[] {
  let open = [pattern];
  const done: string[] = [];
  while (open.length > 0) {
    const next: string[] = [];
    for (const one of open) {
      const parts = split(one);
      if (parts) next.push(...parts);
      else done.push(one);
      if (next.length + done.length > MOST_PATTERNS) {
        throw new EarshotError('unsupported', `${pattern} stands for more than ${MOST_PATTERNS} patterns.`);
      }
    }
    open = next;
  }
  return [...new Set(done)];
}

/** By the first pair of braces that holds no other. */
function split(pattern: string): string[] | undefined {
  let open = -1;
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === '{') open = at;
    if (pattern[at] !== '}' || open < 0) continue;
    const parts = pattern.slice(open + 1, at).split(',');
    if (parts.length > 1) return parts.map((part) => pattern.slice(0, open) + part + pattern.slice(at + 1));
    open = -1;
  }
  return undefined;
}

type Token = { one: (character: string) => boolean } | 'star';

/**
 * Of names against one segment of a pattern. Linear in both, but for stars times characters: no pattern is a trap.
 * dots: names that begin with a dot are as any others.
 */
export function segmentMatcher(segment: string, insensitive: boolean, dots = false): (name: string) => boolean {
  const fold = (text: string): string => (insensitive ? text.toLowerCase() : text);
  const tokens = tokensOf([...fold(segment)]);
  // A leading dot is matched by a dot only, as everywhere.
  const dotted = dots || segment.startsWith('.');
  return (name) => (dotted || !name.startsWith('.')) && matches(tokens, [...fold(name)]);
}

function tokensOf(pattern: readonly string[]): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    if (character === '*') {
      if (tokens.at(-1) !== 'star') tokens.push('star');
    } else if (character === '?') tokens.push({ one: () => true });
    else if (character === '[') {
      const set = setOf(pattern, at);
      tokens.push({ one: set?.one ?? ((other) => other === '[') });
      at = set?.end ?? at;
    } else tokens.push({ one: (other) => other === character });
  }
  return tokens;
}

/** [abc], [a-z], [!a-z], []abc]; undefined if the bracket is never closed. */
function setOf(pattern: readonly string[], start: number): { one: (c: string) => boolean; end: number } | undefined {
  const negated = pattern[start + 1] === '!' || pattern[start + 1] === '^';
  const first = start + (negated ? 2 : 1);
  const end = pattern.indexOf(']', first + 1);
  if (end < 0) return undefined;
  const ranges: [string, string][] = [];
  for (let at = first; at < end; at++) {
    const isRange = pattern[at + 1] === '-' && at + 2 < end;
    ranges.push([pattern[at]!, pattern[isRange ? at + 2 : at]!]);
    if (isRange) at += 2;
  }
  const code = (text: string): number => text.codePointAt(0)!;
  const inside = (c: string): boolean => ranges.some(([from, to]) => code(from) <= code(c) && code(c) <= code(to));
  return { one: (c) => inside(c) !== negated, end };
}

function matches(tokens: readonly Token[], name: readonly string[]): boolean {
  let [token, at] = [0, 0];
  let star = -1;
  let starAt = 0;
  while (at < name.length) {
    const next = tokens[token];
    if (next === 'star') {
      star = token++;
      starAt = at;
    } else if (next?.one(name[at]!)) {
      token++;
      at++;
    } else if (star >= 0) {
      token = star + 1;
      at = ++starAt;
    } else return false;
  }
  while (tokens[token] === 'star') token++;
  return token === tokens.length;
}
