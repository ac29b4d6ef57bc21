import { parseNumber } from './times.ts';

/** What stands where something else should: ends the reading of a text. */
export class Damage extends Error {
  readonly offset: number;

  constructor(offset: number, what: string) {
    super(what);
    this.offset = offset;
  }
}

/**
 * Reads Praat's text files, long and short alike: what counts are free-standing numbers, "texts" and <flags>; words,
 * [numbers] in brackets and !comments are decoration.
 */
export class PraatTokens {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Of what is read next, about. */
  get offset(): number {
    return this.#at;
  }

  /** NaN where it cannot be a time. */
  number(what: string): number {
    const token = this.#next(what);
    if (/^["<]/.test(token)) throw new Damage(this.#at, `${what} should be here, not ${short(token)}`);
    // Praat reads '2s' as 2.
    return parseNumber(/^[-+.\d]+(?:[eE][-+]?\d+)?/.exec(token)?.[0] ?? '');
  }

  /** How many items follow. */
  count(what: string): number {
    const value = this.number(what);
    if (!Number.isInteger(value) || value < 0) throw new Damage(this.#at, `${what} is ${value}`);
    return value;
  }

  string(what: string): string {
    const token = this.#next(what);
    if (!token.startsWith('"')) throw new Damage(this.#at, `${what} should be here, not ${short(token)}`);
    return token.slice(1, -1).replaceAll('""', '"');
  }

  /** Whether the flag says that something follows. */
  exists(): boolean {
    const token = this.#next('<exists>');
    if (token !== '<exists>' && token !== '<absent>') {
      throw new Damage(this.#at, `<exists> should be here, not ${short(token)}`);
    }
    return token === '<exists>';
  }

  #next(what: string): string {
    const text = this.#text;
    for (;;) {
      while (isSpace(text.charCodeAt(this.#at))) this.#at++;
      if (this.#at >= text.length) throw new Damage(text.length, `the file ends where ${what} should be`);
      const start = this.#at;
      const first = text[start]!;
      if (first === '!') {
        this.#at = ends(text.indexOf('\n', start), text);
      } else if (first === '"') {
        this.#at = this.#closing(start);
        return text.slice(start, this.#at);
      } else if (first === '<') {
        this.#at = ends(text.indexOf('>', start) + 1 || -1, text);
        return text.slice(start, this.#at);
      } else {
        while (this.#at < text.length && !isSpace(text.charCodeAt(this.#at))) this.#at++;
        // Digits, signs and dots, and the words of numbers that are none.
        if (first <= '9' || 'nNiI'.includes(first)) {
          const word = text.slice(start, this.#at);
          if (/^[-+]?\.?\d/.test(word) || undefinedNumber.test(word)) return word;
        }
      }
    }
  }

  /** After the quote that ends the text: doubled ones are part of it. */
  #closing(start: number): number {
    for (let at = start + 1; ; at += 2) {
      at = this.#text.indexOf('"', at);
      if (at < 0) throw new Damage(start, 'a text begins here and never ends');
      if (this.#text[at + 1] !== '"') return at + 1;
    }
  }
}

const undefinedNumber = /^([-+]?(nan|inf(inity)?)|--undefined--)$/i;
const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13) || code === 0xa0;
const ends = (at: number, text: string): number => (at < 0 ? text.length : at);
const short = (token: string): string => (token.length > 30 ? `${token.slice(0, 29)}…` : token);

/** Counting from 1. */
export function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
