import { type Column, columnsOf } from './csvColumns.ts';
import { type CsvRecord, readRecords } from './csvRecords.ts';
import { serialise } from './csvWrite.ts';
import { type CsvDialect, inOrder, type Label, type LabelFormat, type Parsed } from './label.ts';
import { parseNumber, parseTime, tidy } from './times.ts';
import { quoted, takeTimes, Warnings } from './warnings.ts';

/** Tables of labels: RFC 4180 with comma, semicolon or tab, a header row in any order, or start, end, text without one. */
export const csv: LabelFormat = {
  id: 'csv',
  name: 'CSV',
  extensions: ['csv', 'tsv'],
  detect: (text) => recognise(text.slice(0, 4096), 5) !== undefined,
  parse,
  serialise,
};

const delimiters = [',', ';', '\t'] as const;

interface Table {
  columns: Column[];
  records: CsvRecord[];
  delimiter: CsvDialect['delimiter'];
  headless: boolean;
}

/** With the delimiter that finds the most columns. Undefined: no table of labels. */
function recognise(text: string, limit = Infinity): Table | undefined {
  // Excel's own way to tell.
  const told = /^sep=(.)\n/.exec(text);
  const body = told ? `\n${text.slice(told[0].length)}` : text;
  const tables = delimiters.flatMap((delimiter): Table[] => {
    const first = readRecords(body.slice(0, 65536), delimiter, 1)[0]?.cells.map((cell) => cell.trim());
    if (!first || (told && delimiter !== told[1])) return [];
    const columns = columnsOf(first);
    if (columns) return [{ columns, records: [], delimiter, headless: false }];
    const plain = Number.isNaN(parseTime(first[0]!)) || first.length < 2 ? undefined : plainColumns(first);
    return plain ? [{ columns: plain, records: [], delimiter, headless: true }] : [];
  });
  const known = ({ columns }: Table): number => columns.filter(({ role }) => role !== undefined).length;
  const best = tables.sort((a, b) => known(b) - known(a))[0];
  if (!best) return undefined;
  const records = readRecords(body, best.delimiter, limit);
  return { ...best, records: best.headless ? records : records.slice(1) };
}

/** Without a header: start, end if it is a time, text, whatever follows. */
function plainColumns(cells: readonly string[]): Column[] | undefined {
  const names = Number.isNaN(parseTime(cells[1]!)) ? ['start', 'text'] : ['start', 'end', 'text'];
  return columnsOf(cells.map((_, i) => names[i] ?? `column ${i + 1}`));
}

function parse(text: string): Parsed {
  const warnings = new Warnings();
  const table = recognise(text);
  if (!table) {
    const [first] = readRecords(text, ',', 1);
    if (first) {
      warnings.leaveOut(
        first.line,
        `${quoted(first.cells.join(','))} is neither a row of times nor a header with a column “start”.`,
      );
    }
    return { tracks: [], warnings: warnings.list(), leftOut: warnings.leftOut, dialect: {} };
  }
  const { columns, records, delimiter, headless } = table;
  const tracks = new Map<string, Label[]>(records.length === 0 ? [['', []]] : []);
  for (const record of records) {
    const entry = parseRecord(record, columns, delimiter, warnings);
    if (!entry) continue;
    const labels = tracks.get(entry.track);
    if (labels) labels.push(entry.label);
    else tracks.set(entry.track, [entry.label]);
  }
  const times = columns.flatMap(({ role }, i) =>
    role === 'start' || role === 'end' || role === 'duration' ? [i] : [],
  );
  const uses = (mark: string): boolean => records.some(({ cells }) => times.some((i) => cells[i]?.includes(mark)));
  const [clock, decimalComma] = [uses(':'), delimiter !== ',' && uses(',')];
  return {
    tracks: [...tracks].map(([name, labels]) => ({ name, labels: inOrder(labels) })),
    warnings: warnings.list(),
    leftOut: warnings.leftOut,
    dialect: { csv: { delimiter, header: columns.map(({ header }) => header), headless, decimalComma, clock } },
  };
}

function parseRecord(
  { cells, line, open }: CsvRecord,
  columns: readonly Column[],
  delimiter: string,
  warnings: Warnings,
): { track: string; label: Label } | undefined {
  if (open) {
    warnings.leaveOut(line, 'a quote is opened and never closed; what follows is left out.');
    return undefined;
  }
  const cellOf = (role: string): { text: string; scale: number } | undefined => {
    const at = columns.findIndex((column) => column.role === role);
    return at < 0 ? undefined : { text: cells[at] ?? '', scale: columns[at]!.scale };
  };
  const time = (cell: { text: string; scale: number } | undefined): number => {
    const text = cell?.text.trim() ?? '';
    return scaled(parseTime(/s$/i.test(text) ? text.slice(0, -1) : text), cell?.scale ?? 1);
  };
  const start = cellOf('start');
  const end = cellOf('end');
  const length = cellOf('duration');
  const filled = (cell: { text: string } | undefined): boolean => cell !== undefined && cell.text.trim() !== '';
  const from = time(start);
  const to = filled(end) ? time(end) : filled(length) ? tidy(from + time(length)) : from;
  const endText = filled(end) ? end!.text : (length?.text ?? '');
  const times = takeTimes(warnings, line, from, to, (edge) => (edge === 'start' ? start!.text : endText));
  if (!times) return undefined;
  const extra = cells.slice(columns.length);
  let text = cellOf('text')?.text ?? '';
  // An unquoted text with delimiters in it, as people write them.
  if (extra.length > 0 && columns.at(-1)?.role === 'text') text = [text, ...extra].join(delimiter);
  else if (extra.some((cell) => cell.trim() !== '')) {
    warnings.leaveOut(line, `${cells.length} cells where the table has ${columns.length}; those beyond are left out.`);
  }
  const frequency = (role: 'low' | 'high'): number => {
    const text = cellOf(role)?.text ?? '';
    const value = parseNumber(text);
    if (Number.isNaN(value) && text.trim() !== '')
      warnings.leaveOut(line, `${quoted(text)} is not a frequency; left out.`);
    return value;
  };
  const low = frequency('low');
  const high = frequency('high');
  const speaker = cellOf('speaker')?.text;
  const fields = columns.flatMap(({ role, key }, i): [string, string][] =>
    role === undefined && cells[i] ? [[key, cells[i]]] : [],
  );
  const label: Label = {
    ...times,
    text,
    ...(Number.isNaN(low) ? {} : { lowHertz: low }),
    ...(Number.isNaN(high) ? {} : { highHertz: high }),
    ...(speaker ? { speaker } : {}),
    ...(fields.length > 0 ? { fields: Object.fromEntries(fields) } : {}),
  };
  return { track: cellOf('track')?.text ?? '', label };
}

const scaled = (value: number, scale: number): number => (scale === 1 ? value : tidy(value * scale));
