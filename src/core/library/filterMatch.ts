import type { AudioRow } from '../protocol/audioRow.ts';
import type { CompareSign, Filter, ValueSpan } from './filter.ts';
import type { Flag, TextName } from './filterFields.ts';
import { extensionOf, formatOf, pathOf, type RowValue, rowValues } from './rowValues.ts';

/** UNKNOWN: what the answer hangs on is not known yet. */
export const NO = 0;
export const YES = 1;
export const UNKNOWN = 2;
export type Verdict = typeof NO | typeof YES | typeof UNKNOWN;

/** haystack: foldedPath() of the row, which is kept: it is needed for every row at every letter typed. */
export type Matcher = (row: AudioRow, haystack: string) => Verdict;

/** Text as it is compared: without case, and composed, as most file systems write it. */
export const folded = (text: string): string => text.normalize('NFC').toLowerCase();

export const foldedPath = (row: Pick<AudioRow, 'folder' | 'name'>): string => folded(pathOf(row));

const verdict = (yes: boolean): Verdict => (yes ? YES : NO);

/** The filter as a function; conditions in logic of three values. */
export function matcherOf(filter: Filter): Matcher {
  switch (filter.kind) {
    case 'and':
      return joined(filter.parts.map(matcherOf), NO);
    case 'or':
      return joined(filter.parts.map(matcherOf), YES);
    case 'not':
      return inverted(matcherOf(filter.of));
    case 'word': {
      const text = folded(filter.text);
      return (_, haystack) => verdict(haystack.includes(text));
    }
    case 'number': {
      const read: (row: AudioRow) => RowValue = rowValues[filter.field];
      const test = comparison(filter.sign, filter.value);
      return (row) => {
        const value = read(row);
        return value === undefined ? UNKNOWN : verdict(value !== null && test(value));
      };
    }
    case 'text':
      return textMatcher(filter.field, filter.sign, folded(filter.text));
    case 'mark': {
      const mark = filter.mark === 'none' ? null : filter.mark;
      return (row) => verdict(row.mark === mark);
    }
    case 'is':
      return flagMatchers[filter.flag];
  }
}

/** What decides ends it; else anything unknown leaves it open. */
function joined(parts: readonly Matcher[], decides: typeof NO | typeof YES): Matcher {
  return (row, haystack) => {
    let result: Verdict = decides === NO ? YES : NO;
    for (const part of parts) {
      const found = part(row, haystack);
      if (found === decides) return decides;
      if (found === UNKNOWN) result = UNKNOWN;
    }
    return result;
  };
}

function comparison(sign: CompareSign, { low, high, from, to }: ValueSpan): (value: number) => boolean {
  switch (sign) {
    case '<':
      return (value) => value < low;
    case '<=':
      return (value) => value <= high;
    case '>':
      return (value) => value > high;
    case '>=':
      return (value) => value >= low;
    case '=':
      return (value) => value >= from && value <= to;
    case '!=':
      return (value) => !(value >= from && value <= to);
  }
}

function textMatcher(field: TextName, sign: ':' | '=' | '!=', text: string): Matcher {
  const equal: Matcher = (row, haystack) => {
    if (field === 'format') return formatMatches(row, (format) => format === text);
    return verdict(textOf(field, row, haystack) === text);
  };
  if (sign === '=') return equal;
  if (sign === '!=') return inverted(equal);
  return (row, haystack) => {
    if (field === 'format') return formatMatches(row, (format) => format.includes(text));
    return verdict(textOf(field, row, haystack).includes(text));
  };
}

const inverted =
  (of: Matcher): Matcher =>
  (row, haystack) => {
    const found = of(row, haystack);
    return found === UNKNOWN ? UNKNOWN : verdict(found === NO);
  };

function textOf(field: Exclude<TextName, 'format'>, row: AudioRow, haystack: string): string {
  switch (field) {
    case 'name':
      return haystack.slice(haystack.lastIndexOf('/') + 1);
    case 'folder':
      return haystack.slice(0, Math.max(0, haystack.lastIndexOf('/')));
    case 'path':
      return haystack;
    case 'note':
      return folded(row.note);
  }
}

/** By extension, container, codec, both, or the codec's first word: wav, pcm, "PCM 24-bit". */
function formatMatches(row: AudioRow, test: (format: string) => boolean): Verdict {
  if (test(extensionOf(row.name))) return YES;
  const { facts } = row;
  if (!facts) return row.failure === null ? UNKNOWN : NO;
  const codec = folded(facts.codec);
  const formats = [folded(facts.container), codec, codec.split(' ')[0]!, folded(formatOf(facts))];
  return verdict(formats.some(test));
}

const channelsAre =
  (count: number): Matcher =>
  (row) => {
    const channels = rowValues.channels(row);
    return channels === undefined ? UNKNOWN : verdict(channels === count);
  };

const flagMatchers: Readonly<Record<Flag, Matcher>> = {
  marked: ({ mark }) => verdict(mark !== null),
  unmarked: ({ mark }) => verdict(mark === null),
  measured: ({ figures }) => verdict(figures !== null),
  failed: ({ failure }) => verdict(failure !== null),
  silent: ({ figures, failure }) => {
    if (figures) return verdict(figures.samplePeakDbfs === null);
    return failure === null ? UNKNOWN : NO;
  },
  mono: channelsAre(1),
  stereo: channelsAre(2),
};
