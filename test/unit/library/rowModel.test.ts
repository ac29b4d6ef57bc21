import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnIds, columnOf, columns } from '../../../src/core/library/columns.ts';
import { foldedPath, matcherOf, UNKNOWN, YES } from '../../../src/core/library/filterMatch.ts';
import { folderTitle } from '../../../src/core/library/lines.ts';
import { naturalKey } from '../../../src/core/library/naturalKey.ts';
import { parseFilter } from '../../../src/core/library/filterParse.ts';
import { RowModel, type SortOrder } from '../../../src/core/library/rowModel.ts';
import { mergeSorted, sortedByKey } from '../../../src/core/library/sort.ts';
import { folderKey } from '../../../src/core/library/tree.ts';
import type { AudioRow } from '../../../src/core/protocol/audioRow.ts';
import { anyRow, figures, row } from './rows.ts';

/** Lines as an outline: two spaces a level, folders with a slash and the count of their rows. */
function outline(model: RowModel): string[] {
  return Array.from({ length: model.count }, (_, i) => {
    const line = model.line(i)!;
    const text =
      line.kind === 'row' ? line.row.name : `${folderTitle(line.folder, `root ${line.folder.root}`)}/ ${line.rows}`;
    return '  '.repeat(line.depth) + text;
  });
}

function modelOf(rows: readonly AudioRow[]): RowModel {
  const model = new RowModel();
  model.apply(rows, []);
  return model;
}

const filterBy = (model: RowModel, text: string): void => {
  const parsed = parseFilter(text);
  if (!parsed.ok) throw new Error(parsed.fault.message);
  model.setFilter(parsed.filter);
};

const some = [row('b.wav'), row('takes/take10.wav'), row('takes/Take2.wav'), row('sfx/deep/er/x.wav'), row('a.wav')];

describe('the tree', () => {
  it('has folders first, names in natural order, and chains of folders on one line', () => {
    expect(outline(modelOf(some))).toEqual([
      'sfx/deep/er/ 1',
      '  x.wav',
      'takes/ 2',
      '  Take2.wav',
      '  take10.wav',
      'a.wav',
      'b.wav',
    ]);
  });

  it('has a line for each root where there is more than one', () => {
    const model = modelOf([...some, row('other.wav', { root: 1 })]);
    expect(outline(model).filter((line) => line.startsWith('root'))).toEqual(['root 0/ 5', 'root 1/ 1']);
    expect(outline(model).at(-1)).toBe('  other.wav');
  });

  it('closes folders, opens them to show a row, and all while something is filtered', () => {
    const model = modelOf(some);
    model.collapseAll(true);
    expect(outline(model)).toEqual(['sfx/deep/er/ 1', 'takes/ 2', 'a.wav', 'b.wav']);
    filterBy(model, 'take');
    expect(outline(model)).toEqual(['takes/ 2', '  Take2.wav', '  take10.wav']);
    filterBy(model, '');
    expect(model.lineOf(some[1]!.uri)).toBe(-1);
    expect(model.uncover(some[1]!.uri)).toBe(true);
    expect(outline(model)[model.lineOf(some[1]!.uri)]).toBe('  take10.wav');
    expect([...model.collapsed]).not.toContain('0/takes');
  });

  it('says how much there is', () => {
    const model = modelOf([...some, row('c.wav', { facts: null, figures: null, mark: 'keep' })]);
    expect(model.totals).toEqual({ rows: 6, folders: 3, seconds: 60, secondsPartial: true, marked: 1 });
    filterBy(model, 'lufs > -30');
    expect(model.totals.rows).toBe(5);
    expect(model.unjudged()).toEqual([row('c.wav').uri]);
  });

  it('finds the row after and before another, as sorted and filtered, in closed folders too', () => {
    const model = modelOf(some);
    model.collapseAll(true);
    const uriOf = (path: string): string => row(path).uri;
    expect(model.neighbour(uriOf('sfx/deep/er/x.wav'), 1, false)).toBe(uriOf('takes/Take2.wav'));
    expect(model.neighbour(uriOf('b.wav'), 1, false)).toBeNull();
    expect(model.neighbour(uriOf('b.wav'), 1, true)).toBe(uriOf('sfx/deep/er/x.wav'));
    filterBy(model, 'take');
    // Of a row that the filter hides: what is shown beside it.
    expect(model.neighbour(uriOf('a.wav'), -1, false)).toBe(uriOf('takes/take10.wav'));
    expect(model.neighbour('file:///nowhere', 1, true)).toBeNull();
  });
});

describe('any changes', () => {
  const change = fc.record({ rows: fc.array(anyRow, { maxLength: 8 }), removed: fc.array(anyRow, { maxLength: 4 }) });
  const sort: fc.Arbitrary<SortOrder> = fc.record({
    column: fc.constantFrom(...columnIds.filter((id) => id === 'name' || columnOf(id).sort)),
    descending: fc.boolean(),
  });
  const filter = fc.constantFrom('', 'kick', 'lufs > -30', 'is:marked or duration < 2', '-snare -is:failed');

  it('end in the model that a new one is of the same rows', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), sort, filter, fc.boolean(), (changes, order, text, byFolder) => {
        const model = new RowModel();
        model.setByFolder(byFolder);
        model.setSort(order);
        filterBy(model, text);
        const rows = new Map<string, AudioRow>();
        for (const { rows: changed, removed } of changes) {
          model.apply(
            changed,
            removed.map(({ uri }) => uri),
          );
          for (const { uri } of removed) rows.delete(uri);
          for (const each of changed) rows.set(each.uri, each);
          // Looked at in between, as a page does.
          outline(model);
        }
        const fresh = modelOf([...rows.values()]);
        fresh.setByFolder(byFolder);
        fresh.setSort(order);
        filterBy(fresh, text);
        expect(outline(model)).toEqual(outline(fresh));
        expect(model.totals).toEqual(fresh.totals);
        expect([...model.shown()].map(({ uri }) => uri)).toEqual([...fresh.shown()].map(({ uri }) => uri));
        for (let line = 0; line < model.count; line++) {
          const content = model.line(line)!;
          if (content.kind === 'row') expect(model.lineOf(content.row.uri)).toBe(line);
          else expect(model.lineOfFolder(folderKey(content.folder))).toBe(line);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('show in a flat list what the filter leaves, ordered by the key, then by name, what has no key last', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 20 }), sort, filter, (list, order, text) => {
        const rows = [...new Map(list.map((each) => [each.uri, each])).values()];
        const model = modelOf(rows);
        model.setByFolder(false);
        model.setSort(order);
        filterBy(model, text);
        const shown = [...model.shown()];
        const parsed = parseFilter(text);
        const matcher = parsed.ok && parsed.filter ? matcherOf(parsed.filter) : () => YES;
        const verdicts = rows.map((each) => matcher(each, foldedPath(each)));
        expect(shown.length).toBe(verdicts.filter((each) => each === YES).length);
        expect(model.unjudgedCount).toBe(verdicts.filter((each) => each === UNKNOWN).length);
        const key = columnOf(order.column).sort ?? (({ name }) => naturalKey(name));
        for (let i = 1; i < shown.length; i++) {
          const [a, b] = [key(shown[i - 1]!) ?? null, key(shown[i]!) ?? null];
          if (a === null) expect(b).toBeNull();
          if (a === null || b === null) continue;
          const [x, y] = [a, b].map((each) => (typeof each === 'string' ? naturalKey(each) : each));
          const [first, second] = order.descending ? [y!, x!] : [x!, y!];
          expect(first <= second).toBe(true);
          if (a === b && order.column !== 'name') {
            expect(naturalKey(shown[i - 1]!.name) <= naturalKey(shown[i]!.name)).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('orders', () => {
  const number = fc.oneof(fc.double(), fc.constantFrom(0, -0, NaN, -1, 1, 1e300, 5e-324, -Infinity));

  it('by key are those of a stable sort, with no key last', () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 60 }), fc.boolean(), (keys, descending) => {
        const slots = Uint32Array.from(keys, (_, i) => i);
        const sign = descending ? -1 : 1;
        const expected = [...slots].sort((a, b) => {
          const [x, y] = [keys[a]!, keys[b]!];
          if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
          return x === y ? 0 : x < y ? -sign : sign;
        });
        expect([...sortedByKey(slots, Float64Array.from(keys), descending)]).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('merge as if sorted together', () => {
    const sorted = fc.array(fc.nat(100), { maxLength: 30 }).map((list) => Uint32Array.from(list).sort());
    fc.assert(
      fc.property(sorted, sorted, (a, b) => {
        expect([...mergeSorted(a, b, (x, y) => x < y)]).toEqual([...Uint32Array.from([...a, ...b]).sort()]);
      }),
    );
  });

  it('of names know numbers, no case and no accents', () => {
    const names = ['Take 2.wav', 'take 10.wav', 'take 010b.wav', 'Ärger.wav', 'aroma.wav', 'zoo.wav', 'take.wav'];
    expect(names.sort((a, b) => (naturalKey(a) < naturalKey(b) ? -1 : 1))).toEqual([
      'Ärger.wav',
      'aroma.wav',
      'Take 2.wav',
      'take 10.wav',
      'take 010b.wav',
      'take.wav',
      'zoo.wav',
    ]);
  });
});

it('every column has a text for every row', () => {
  fc.assert(
    fc.property(anyRow, (each) => {
      for (const column of columns) {
        const text = column.text(each);
        // A minus is U+2212; dates have hyphens.
        expect(text).not.toMatch(/NaN|undefined|null|(?<!\d)-\d/);
        if (each.failure !== null) expect(text).not.toBe('…');
      }
    }),
  );
  expect(columnOf('lufs').text(row('a.wav', { figures: figures({ integratedLufs: null }) }))).toBe('–');
  expect(columnOf('truePeak').text(row('a.wav', { figures: figures({ truePeakDbtp: 0.26 }) }))).toBe('+0.3');
});
