import { describe, expect, it } from 'vitest';
import { type CopiedTable, copyOf } from '../../../webview/panels/figureCopy.ts';
import { nextSort, type Sort, sorted } from '../../../webview/panels/figureSort.ts';
import type { FigureRow } from '../../../webview/panels/figureTable.ts';

const table: CopiedTable = {
  columns: [
    { key: 'channel', title: 'Channel', align: 'left' },
    { key: 'rmsDbfs', title: 'RMS', unit: 'dBFS' },
    { key: 'message', title: 'Remark', align: 'left' },
  ],
  rows: [
    {
      group: 'File',
      cells: [
        { text: 'L', value: 'L' },
        { text: '−3.01', value: -3.0102999566 },
        { text: 'a | b\n"c"', value: 'a | b\n"c"' },
      ],
    },
    {
      group: 'Selection',
      cells: [
        { text: 'L', value: 'L' },
        { text: '−∞', value: null, hint: 'silence' },
        { text: '', value: null },
      ],
    },
  ],
};
const plain: CopiedTable = { ...table, rows: table.rows.map(({ cells }) => ({ cells })) };

describe('a table that is copied', () => {
  it('is lines with tabs as text, as it is shown', () => {
    expect(copyOf(table, 'text')).toBe(
      'Of\tChannel\tRMS (dBFS)\tRemark\nFile\tL\t−3.01\ta | b "c"\nSelection\tL\t−∞\t',
    );
    expect(copyOf(plain, 'text')).toBe('Channel\tRMS (dBFS)\tRemark\nL\t−3.01\ta | b "c"\nL\t−∞\t');
  });

  it('is a table in Markdown, in which no cell is taken for markup', () => {
    expect(copyOf(plain, 'markdown')).toBe(
      '| Channel | RMS (dBFS) | Remark |\n| --- | ---: | --- |\n| L | −3.01 | a \\| b "c" |\n| L | −∞ |  |',
    );
    expect(copyOf(table, 'markdown').split('\n').slice(0, 2)).toEqual([
      '| Of | Channel | RMS (dBFS) | Remark |',
      '| --- | --- | ---: | --- |',
    ]);
  });

  it('has all digits in CSV, and empty fields where there is nothing', () => {
    expect(copyOf(table, 'csv')).toBe(
      'Of,Channel,RMS (dBFS),Remark\r\nFile,L,-3.0102999566,"a | b\n""c"""\r\nSelection,L,,\r\n',
    );
  });

  it('has names with units in JSON, and the reason beside what there is none of', () => {
    expect(JSON.parse(copyOf(table, 'json'))).toEqual([
      { of: 'File', channel: 'L', rmsDbfs: -3.0102999566, message: 'a | b\n"c"' },
      { of: 'Selection', channel: 'L', rmsDbfs: null, message: null, unavailable: { rmsDbfs: 'silence' } },
    ]);
  });
});

describe('a table that is sorted', () => {
  const row = (key: string, value: number | string | null, group = 'File', last = false): FigureRow => ({
    ...{ key, group, last },
    cells: [{ text: String(value), value }],
  });
  const order = (rows: readonly FigureRow[], sort: Sort | null): string =>
    sorted(rows, sort)
      .map(({ key }) => key)
      .join('');
  const rows = [row('a', 2), row('b', null), row('c', 10), row('d', -3), row('e', 99, 'File', true)];
  const more = [...rows, row('f', 1, 'Selection'), row('g', 500, 'Selection')];

  it('keeps groups, the last of each, and what has no value behind the others', () => {
    expect(order(more, null)).toBe('abcdefg');
    expect(order(more, { column: 0, direction: 'descending' })).toBe('cadbegf');
    expect(order(more, { column: 0, direction: 'ascending' })).toBe('dacbefg');
  });

  it('compares words as words', () => {
    const words = [row('a', 'Right'), row('b', 'left'), row('c', 'Centre')];
    expect(order(words, { column: 0, direction: 'ascending' })).toBe('cba');
  });

  it('begins with what is looked for, and comes back to its own order', () => {
    const numbers = [1, null];
    const once = nextSort(null, 3, numbers);
    expect(once).toEqual({ column: 3, direction: 'descending' });
    const twice = nextSort(once, 3, numbers);
    expect(twice).toEqual({ column: 3, direction: 'ascending' });
    expect(nextSort(twice, 3, numbers)).toBeNull();
    expect(nextSort(twice, 0, ['L', 'R'])).toEqual({ column: 0, direction: 'ascending' });
  });
});
