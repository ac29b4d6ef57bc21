export const copyFormats = ['text', 'markdown', 'csv', 'json'] as const;
export type CopyFormat = (typeof copyFormats)[number];

export const formatWords: Readonly<Record<CopyFormat, string>> = {
  text: 'Text',
  markdown: 'Markdown',
  csv: 'CSV',
  json: 'JSON',
};

interface CopyColumn {
  /** With the unit in it: truePeakDbtp. */
  readonly key: string;
  readonly title: string;
  readonly unit?: string;
  readonly align?: 'left' | 'right';
}

interface CopyCell {
  readonly text: string;
  readonly value: number | string | null;
  readonly hint?: string;
}

/** A table as it is shown: rows in their order, a cell for each column. */
export interface CopiedTable {
  readonly columns: readonly CopyColumn[];
  readonly rows: readonly { readonly group?: string; readonly cells: readonly CopyCell[] }[];
}

/** Text and Markdown say what is shown; CSV and JSON have the values, with all their digits. */
export function copyOf(table: CopiedTable, format: CopyFormat): string {
  switch (format) {
    case 'text':
      return lines(table, (cells) => cells.map(oneLine).join('\t'));
    case 'markdown':
      return markdown(table);
    case 'csv':
      return csv(table);
    case 'json':
      return `${JSON.stringify(
        table.rows.map((row) => object(table, row)),
        null,
        2,
      )}\n`;
  }
}

const grouped = ({ rows }: CopiedTable): boolean => rows.some(({ group }) => group !== undefined);

const heads = (table: CopiedTable): string[] => {
  const titles = table.columns.map(({ title, unit }) => (unit ? `${title} (${unit})` : title));
  return grouped(table) ? ['Of', ...titles] : titles;
};

const lines = (table: CopiedTable, line: (cells: readonly string[]) => string): string => {
  const groups = grouped(table);
  const rows = table.rows.map(({ group, cells }) => {
    const texts = cells.map(({ text }) => text);
    return line(groups ? [group ?? '', ...texts] : texts);
  });
  return [line(heads(table)), ...rows].join('\n');
};

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Nothing in a cell may end it or be taken for markup. */
const escaped = (text: string): string => oneLine(text).replace(/[\\`*_[\]<>|#~$]/g, '\\$&');

function markdown(table: CopiedTable): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rules = table.columns.map(({ align }) => (align === 'left' ? '---' : '---:'));
  const [head, ...rest] = lines(table, (cells) => row(cells.map(escaped))).split('\n');
  return [head, row(grouped(table) ? ['---', ...rules] : rules), ...rest].join('\n');
}

/** RFC 4180. */
function csv(table: CopiedTable): string {
  const groups = grouped(table);
  const line = (values: readonly (number | string | null)[]): string => `${values.map(field).join(',')}\r\n`;
  const rows = table.rows.map(({ group, cells }) => {
    const values = cells.map(({ value }) => value);
    return line(groups ? [group ?? '', ...values] : values);
  });
  return line(heads(table)) + rows.join('');
}

function field(value: number | string | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What there is none of is null, and its reason stands beside it. */
function object(table: CopiedTable, { group, cells }: CopiedTable['rows'][number]): Record<string, unknown> {
  const values: Record<string, unknown> = group === undefined ? {} : { of: group };
  const reasons: Record<string, string> = {};
  table.columns.forEach(({ key }, index) => {
    const { value, hint } = cells[index]!;
    values[key] = value;
    if (value === null && hint) reasons[key] = hint;
  });
  return Object.keys(reasons).length > 0 ? { ...values, unavailable: reasons } : values;
}
