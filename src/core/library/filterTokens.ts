import { t } from '../util/l10n.ts';
import type { FilterFault } from './filter.ts';

export interface Token {
  /** 'value': what stands behind an operator. 'minus': excludes what follows. */
  readonly kind: 'word' | 'phrase' | 'field' | 'sign' | 'value' | 'open' | 'close' | 'minus';
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

export class FilterError extends Error {
  readonly fault: FilterFault;

  constructor(at: number, length: number, message: string) {
    super(message);
    this.fault = { at, length, message };
  }
}

const space = /\s/u;
const minusSigns = '-\u2212';
/** Where a word ends. */
const stops = /[\s()"<>=\u2264\u2265\u2260]/u;
const signs: readonly (readonly [string, string])[] = [
  ['>=', '>='],
  ['<=', '<='],
  ['!=', '!='],
  ['==', '='],
  ['>', '>'],
  ['<', '<'],
  ['=', '='],
  ['\u2265', '>='],
  ['\u2264', '<='],
  ['\u2260', '!='],
  [':', ':'],
];
const letters = /^\p{L}+$/u;

/** Cuts a filter into tokens; throws FilterError. */
export function filterTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const add = (kind: Token['kind'], value: string, end: number): void => {
    tokens.push({ kind, text: value, at, end });
    at = end;
  };
  while (at < text.length) {
    const last = tokens.at(-1);
    const char = text[at]!;
    if (space.test(char)) at++;
    else if (char === '"') {
      const { value, end } = quoted(text, at);
      add('phrase', value, end);
    } else if (char === '(') add('open', char, at + 1);
    else if (char === ')') add('close', char, at + 1);
    else if (last?.kind === 'sign') add('value', ...valueAt(text, at));
    else {
      const sign = signAt(text, at, last);
      if (sign) add('sign', sign.means, sign.end);
      else if (minusSigns.includes(char) && at + 1 < text.length && !space.test(text[at + 1]!))
        add('minus', '-', at + 1);
      else add(...wordAt(text, at));
    }
  }
  return tokens;
}

/** A quotation mark in a phrase is written twice. */
function quoted(text: string, at: number): { value: string; end: number } {
  let end = at + 1;
  for (;;) {
    end = text.indexOf('"', end);
    if (end < 0) throw new FilterError(at, text.length - at, t('The quotation mark is not closed.'));
    if (text[end + 1] !== '"') break;
    end += 2;
  }
  return { value: text.slice(at + 1, end).replaceAll('""', '"'), end: end + 1 };
}

function valueAt(text: string, at: number): [string, number] {
  let end = at;
  while (end < text.length && !/[\s()"]/u.test(text[end]!)) end++;
  return [text.slice(at, end).replaceAll('\u2212', '-'), end];
}

/** A colon is an operator only right behind a word of letters: 1:30 and C-3:x are words. */
function signAt(text: string, at: number, last: Token | undefined): { means: string; end: number } | null {
  const found = signs.find(([written]) => text.startsWith(written, at));
  if (!found) return null;
  if (found[0] === ':' && last?.kind !== 'field') return null;
  return { means: found[1], end: at + found[0].length };
}

function wordAt(text: string, at: number): [Token['kind'], string, number] {
  let end = at;
  while (end < text.length && !stops.test(text[end]!) && !(end > at && text.startsWith('!=', end))) {
    if (text[end] === ':' && letters.test(text.slice(at, end))) break;
    end++;
  }
  // Of a sign alone, like "!=" or ":" with nothing before it.
  end = Math.max(end, at + 1);
  const word = text.slice(at, end);
  let next = end;
  while (next < text.length && space.test(text[next]!)) next++;
  const colon = text[end] === ':';
  const compared = signs.some(([written]) => written !== ':' && text.startsWith(written, next));
  return [letters.test(word) && (colon || compared) ? 'field' : 'word', word, end];
}
