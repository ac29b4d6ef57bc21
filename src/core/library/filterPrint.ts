import type { Filter } from './filter.ts';
import { numberFields } from './filterFields.ts';
import { joiners } from './filterParse.ts';

/** The filter as text that parses to the same. */
export function printFilter(filter: Filter | null): string {
  return filter ? print(filter, 'or') : '';
}

/** within: what it stands in; "or" binds least. */
function print(filter: Filter, within: 'or' | 'and' | 'not'): string {
  switch (filter.kind) {
    case 'or':
    case 'and': {
      const part = (each: Filter): string => print(each, filter.kind === 'or' ? 'and' : 'not');
      const text = filter.parts.map(part).join(filter.kind === 'or' ? ' or ' : ' ');
      const bare = within === 'or' || (within === 'and' && filter.kind === 'and');
      return bare ? text : `(${text})`;
    }
    case 'not':
      return `-${print(filter.of, 'not')}`;
    case 'word':
      return bareWord(filter.text) ? filter.text : quote(filter.text);
    case 'number': {
      const field = numberFields.find(({ name }) => name === filter.field)!;
      return `${field.words[0]}${filter.sign}${filter.value.literal}`;
    }
    case 'text':
      return `${filter.field}${filter.sign}${/^[^\s()"\u2212=][^\s()"\u2212]*$/u.test(filter.text) ? filter.text : quote(filter.text)}`;
    case 'mark':
      return `mark:${filter.mark}`;
    case 'is':
      return `is:${filter.flag}`;
  }
}

/** What could be read as anything else is put between quotation marks. */
const bareWord = (text: string): boolean =>
  /^[^\s()"<>=!:\u2264\u2265\u2260\u2212-][^\s()"<>=!:\u2264\u2265\u2260]*$/u.test(text) &&
  !joiners.includes(text.toLowerCase()) &&
  !units.has(text.toLowerCase());

/** Behind a number they would be read as its unit. */
const units = new Set(numberFields.flatMap((field) => Object.keys(field.units)));

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
