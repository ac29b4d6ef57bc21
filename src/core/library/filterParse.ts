import { t } from '../util/l10n.ts';
import { compareSigns, type CompareSign, type Filter, type ParsedFilter } from './filter.ts';
import { fieldWords, type Flag, flags, flagSynonyms, markWords, numberFields, textNames } from './filterFields.ts';
import { FilterError, filterTokens, type Token } from './filterTokens.ts';
import { readValue } from './filterValue.ts';
import { likeliest } from './likeliest.ts';

/** Beyond it a group is a slip of the hand, or somebody tries the stack. */
const DEEPEST = 100;

/**
 * condition  = all { "or" all }
 * all        = one { ["and"] one }
 * one        = ("not" | "-") one | "(" condition ")" | comparison | "phrase" | word
 * comparison = FIELD ("<" | "<=" | "=" | "!=" | ">=" | ">" | ":") VALUE
 */
export function parseFilter(text: string): ParsedFilter {
  try {
    const parser = new Parser(filterTokens(text), text.length);
    return { ok: true, filter: parser.all() };
  } catch (error) {
    if (error instanceof FilterError) return { ok: false, fault: error.fault };
    throw error;
  }
}

/** Words that join; to look for one of them it is put between quotation marks. */
export const joiners: readonly string[] = ['and', 'or', 'not'];

class Parser {
  readonly #tokens: readonly Token[];
  readonly #length: number;
  #next = 0;
  #depth = 0;
  #open = 0;

  constructor(tokens: readonly Token[], length: number) {
    this.#tokens = tokens;
    this.#length = length;
  }

  all(): Filter | null {
    if (this.#tokens.length === 0) return null;
    const filter = this.#condition();
    const left = this.#peek();
    if (left) throw fault(left, unopened());
    return filter;
  }

  #condition(): Filter {
    return this.#joined('or', () => this.#joined('and', () => this.#one()));
  }

  #joined(kind: 'and' | 'or', part: () => Filter): Filter {
    const parts = [part()];
    for (;;) {
      const named = this.#joiner(kind);
      const ended = !this.#peek() || this.#peek()!.kind === 'close' || this.#joiner('or');
      if (named) this.#next++;
      else if (kind === 'or' || ended) break;
      parts.push(part());
    }
    if (parts.length === 1) return parts[0]!;
    // What is joined by the same word is one list.
    return { kind, parts: parts.flatMap((each) => (each.kind === kind ? each.parts : [each])) };
  }

  #one(): Filter {
    const token = this.#peek();
    if (!token) throw this.#endFault();
    if (this.#joiner('and') || this.#joiner('or')) {
      throw fault(
        token,
        t('A condition is missing before “{0}”. To look for the word itself, write "{0}".', token.text),
      );
    }
    this.#next++;
    if (token.kind === 'minus' || isJoiner(token, 'not')) return { kind: 'not', of: this.#deeper(() => this.#one()) };
    if (token.kind === 'open') return this.#group(token);
    if (token.kind === 'field') return this.#comparison(token);
    if (token.kind === 'close') {
      throw fault(token, this.#open > 0 ? t('There is nothing between the parentheses.') : unopened());
    }
    if (token.kind === 'sign') throw fault(token, t('A field is missing before “{0}”, as in lufs > −16.', token.text));
    if (token.text === '') throw fault(token, t('There is nothing between the quotation marks.'));
    return { kind: 'word', text: token.text };
  }

  #group(open: Token): Filter {
    this.#open++;
    const filter = this.#deeper(() => this.#condition());
    this.#open--;
    if (this.#peek()?.kind !== 'close') throw fault(open, t('This parenthesis is not closed.'));
    this.#next++;
    return filter;
  }

  #comparison(field: Token): Filter {
    const sign = this.#tokens[this.#next++]!;
    const word = field.text.toLowerCase();
    if (!fieldWords.includes(word)) throw fault(field, unknownWord(field.text, word));
    const value = this.#peek();
    if (!value || (value.kind !== 'value' && value.kind !== 'phrase')) {
      throw new FilterError(sign.at, sign.end - sign.at, t('A value is missing after “{0}”.', sign.text));
    }
    this.#next++;
    if (word === 'mark' || word === 'is') return this.#named(word, sign, value);
    const text = textNames.find((name) => name === word);
    if (text) {
      if (value.text === '') throw fault(value, t('There is nothing between the quotation marks.'));
      if (sign.text === ':' || sign.text === '=' || sign.text === '!=') {
        return { kind: 'text', field: text, sign: sign.text, text: value.text };
      }
      throw fault(sign, t('“{0}” is text: use “:” for a part of it, or “=”.', word));
    }
    return this.#number(word, sign, value);
  }

  #number(word: string, sign: Token, value: Token): Filter {
    const field = numberFields.find(({ words }) => words.includes(word))!;
    // A unit may stand apart: lufs > -16 LUFS.
    const unit = this.#peek();
    const apart =
      unit?.kind === 'word' && Object.hasOwn(field.units, unit.text.toLowerCase()) && /\d$/.test(value.text);
    const span = readValue(field, apart ? value.text + unit.text : value.text);
    if (typeof span === 'string') throw fault(value, span);
    if (apart) this.#next++;
    return { kind: 'number', field: field.name, sign: compareSign(sign.text), value: span };
  }

  /** mark:keep, is:failed: whatever the sign, but for "!=". */
  #named(word: 'mark' | 'is', sign: Token, value: Token): Filter {
    if (![':', '=', '!='].includes(sign.text))
      throw fault(sign, t('After “{0}” comes “:”, as in {0}:{1}.', word, 'keep'));
    const name = value.text.toLowerCase();
    const found = word === 'mark' ? markOf(name) : flagOf(name);
    if (!found) throw fault(value, unknownName(word, value.text, name));
    return sign.text === '!=' ? { kind: 'not', of: found } : found;
  }

  #deeper(read: () => Filter): Filter {
    if (++this.#depth > DEEPEST) throw this.#endFault(t('There are too many parentheses in one another.'));
    const filter = read();
    this.#depth--;
    return filter;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  #joiner(word: string): boolean {
    const token = this.#peek();
    return token !== undefined && isJoiner(token, word);
  }

  #endFault(message = t('A condition is missing at the end.')): FilterError {
    return new FilterError(this.#length, 0, message);
  }
}

const isJoiner = (token: Token, word: string): boolean => token.kind === 'word' && token.text.toLowerCase() === word;

const fault = ({ at, end }: Token, message: string): FilterError => new FilterError(at, end - at, message);

const unopened = (): string => t('There is no opening parenthesis for this one.');

/** ":" of a number is "=". */
const compareSign = (text: string): CompareSign => compareSigns.find((each) => each === text) ?? '=';

function markOf(name: string): Filter | null {
  const mark = markWords.find((each) => each === name);
  return mark ? { kind: 'mark', mark } : null;
}

function flagOf(name: string): Filter | null {
  const flag: Flag | undefined = flags.find((each) => each === name) ?? flagSynonyms[name];
  return flag ? { kind: 'is', flag } : null;
}

function unknownWord(written: string, word: string): string {
  const like = likeliest(word, fieldWords);
  return like
    ? t('There is no field “{0}”. Did you mean “{1}”?', written, like)
    : t('There is no field “{0}”. To look for it in names, write it between quotation marks.', written);
}

function unknownName(field: 'mark' | 'is', written: string, name: string): string {
  const names: readonly string[] = field === 'mark' ? markWords : flags;
  const like = likeliest(name, field === 'mark' ? markWords : [...flags, ...Object.keys(flagSynonyms)]);
  return like
    ? t('“{0}” cannot stand after {1}:. Did you mean “{2}”?', written, field, like)
    : t('“{0}” cannot stand after {1}:. There are: {2}.', written, field, names.join(', '));
}
