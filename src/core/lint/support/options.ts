import * as v from 'valibot';

// about: what is said of an option; standard: what holds where none is given.

export const number = (about: string, standard?: number) =>
  v.optional(v.pipe(v.number(), v.finite(), v.description(about), v.metadata({ default: standard })));
export const amount = (about: string, standard?: number) =>
  v.optional(v.pipe(v.number(), v.finite(), v.minValue(0), v.description(about), v.metadata({ default: standard })));
export const count = (about: string, standard?: number) =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.description(about), v.metadata({ default: standard })));
export const ratio = (about: string, standard?: number) =>
  v.optional(
    v.pipe(v.number(), v.minValue(-1), v.maxValue(1), v.description(about), v.metadata({ default: standard })),
  );
export const yes = (about: string, standard: boolean) =>
  v.optional(v.pipe(v.boolean(), v.description(about), v.metadata({ default: standard })));

const oneOrMore = <S extends v.GenericSchema>(item: S) => v.union([item, v.pipe(v.array(item), v.minLength(1))]);
const positive = v.pipe(v.number(), v.integer(), v.minValue(1));
const word = v.pipe(v.string(), v.minLength(1));

export const numbers = (about: string) => v.optional(v.pipe(oneOrMore(positive), v.description(about)));
export const words = (about: string) => v.optional(v.pipe(oneOrMore(word), v.description(about)));

const isPattern = (text: string): boolean => {
  try {
    return Boolean(new RegExp(text, 'u'));
  } catch {
    return false;
  }
};
/** A regular expression of JavaScript, which may match anywhere. */
const expression = v.pipe(v.string(), v.check(isPattern, 'a regular expression of JavaScript'));
export const pattern = (about: string) => v.optional(v.pipe(expression, v.description(about)));
export const patterns = (about: string) => v.optional(v.pipe(v.record(word, expression), v.description(about)));
export const matches = (text: string, expression: string): boolean => new RegExp(expression, 'u').test(text);

/** One or more as a list. */
export const listed = <T>(value: T | readonly T[]): readonly T[] =>
  Array.isArray(value) ? (value as readonly T[]) : [value as T];
