import { t } from '../util/l10n.ts';
import { flagAbout, flags, markWords, numberFields, textFields } from './filterFields.ts';

export interface Completion {
  /** In place of the text from `from` to the caret. */
  readonly text: string;
  readonly about: string;
}

export interface Completions {
  readonly from: number;
  readonly items: readonly Completion[];
}

const nothing: Completions = { from: 0, items: [] };

/** What may be meant by the word before the caret: fields, and what stands behind mark: and is:. */
export function completeFilter(text: string, caret: number): Completions {
  const before = text.slice(0, caret);
  // Nothing is proposed between quotation marks, or in the middle of a word.
  if ((before.match(/"/g)?.length ?? 0) % 2 === 1 || /^[\p{L}\d]/u.test(text.slice(caret))) return nothing;
  const named = /(?:^|[\s(-])(mark|is):(\p{L}*)$/iu.exec(before);
  if (named) {
    const typed = named[2]!.toLowerCase();
    const items = named[1]!.toLowerCase() === 'mark' ? markItems() : flagItems();
    return { from: caret - typed.length, items: items.filter(({ text: word }) => begins(word, typed)) };
  }
  const word = /(?:^|[\s(-])(\p{L}+)$/u.exec(before)?.[1];
  if (word === undefined) return nothing;
  const typed = word.toLowerCase();
  return { from: caret - word.length, items: fieldItems().filter(({ text: field }) => begins(field, typed)) };
}

const begins = (word: string, typed: string): boolean => word.startsWith(typed) && word !== typed;

const fieldItems = (): Completion[] => [
  // Words that mean the same follow the one that is shown.
  ...numberFields.flatMap(({ words, about }) => words.map((text) => ({ text, about: about() }))),
  ...textFields.map(({ name, about }) => ({ text: `${name}:`, about: about() })),
  { text: 'mark:', about: t('Your mark: keep, reject, review or none') },
  { text: 'is:', about: t('What is true of the file: is:stereo, is:failed …') },
];

const markItems = (): Completion[] =>
  markWords.map((text) => ({ text, about: text === 'none' ? t('Without a mark') : t('Marked {0}', text) }));

const flagItems = (): Completion[] => flags.map((text) => ({ text, about: flagAbout(text) }));
