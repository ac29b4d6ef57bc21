import type { FigureRow } from './figureTable.ts';

export interface Sort {
  readonly column: number;
  readonly direction: 'ascending' | 'descending';
}

type Value = number | string | null;

/** Numbers begin with the largest, words with A; the third press gives the rows' own order back. */
export function nextSort(sort: Sort | null, column: number, values: readonly Value[]): Sort | null {
  const first = values.some((value) => typeof value === 'number') ? 'descending' : 'ascending';
  if (sort?.column !== column) return { column, direction: first };
  if (sort.direction !== first) return null;
  return { column, direction: first === 'ascending' ? 'descending' : 'ascending' };
}

/** Groups stay where they are. What has no value comes last in either direction. */
export function sorted(rows: readonly FigureRow[], sort: Sort | null): readonly FigureRow[] {
  if (!sort) return rows;
  const groups = [...new Set(rows.map(({ group }) => group))];
  const rank = new Map(groups.map((group, index) => [group, index]));
  const sign = sort.direction === 'ascending' ? 1 : -1;
  const compare = (a: FigureRow, b: FigureRow): number => {
    const byGroup = rank.get(a.group)! - rank.get(b.group)! || Number(a.last ?? false) - Number(b.last ?? false);
    if (byGroup !== 0) return byGroup;
    const [x, y] = [keyOf(a.cells[sort.column]!), keyOf(b.cells[sort.column]!)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y)));
  };
  return [...rows].sort(compare);
}

const keyOf = ({ rank, value }: FigureRow['cells'][number]): Value => rank ?? value;
