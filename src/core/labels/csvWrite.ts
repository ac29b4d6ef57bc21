import { type Column, columnsOf, type Role } from './csvColumns.ts';
import { writeRecord } from './csvRecords.ts';
import { type CsvDialect, fieldOf, type Label, type LabelTrack, type WriteOptions, type Written } from './label.ts';
import { formatClock, plainDecimal, tidy } from './times.ts';

const plain: CsvDialect = {
  delimiter: ',',
  header: ['start', 'end', 'label'],
  headless: false,
  decimalComma: false,
  clock: false,
};

/** The columns that the file had, and new ones for what it had none for. */
export function serialise(tracks: readonly LabelTrack[], options: WriteOptions = {}): Written {
  const dialect = options.dialect?.csv ?? plain;
  const columns = completed(dialect, tracks);
  const rows = tracks.flatMap(({ name, labels }) => labels.map((label) => ({ name, label })));
  rows.sort((a, b) => a.label.startSeconds - b.label.startSeconds);
  const bare = dialect.headless && columns.length === dialect.header.length;
  const lines = bare
    ? []
    : [
        writeRecord(
          columns.map(({ header }) => header),
          dialect.delimiter,
        ),
      ];
  for (const { name, label } of rows) {
    lines.push(
      writeRecord(
        columns.map((column) => cellOf(column, label, name, dialect)),
        dialect.delimiter,
      ),
    );
  }
  const empty = tracks.filter(({ name, labels }) => name !== '' && labels.length === 0);
  const warnings = empty.map(({ name }) => `CSV files hold no empty tracks: “${name}” is not saved.`);
  return { text: lines.join(''), warnings };
}

function completed(dialect: CsvDialect, tracks: readonly LabelTrack[]): Column[] {
  const columns = columnsOf(dialect.header) ?? columnsOf(plain.header)!;
  const has = (role: Role): boolean => columns.some((column) => column.role === role);
  const add = (role: Role, name: string): void => void columns.push({ header: name, key: name, role, scale: 1 });
  const some = (test: (label: Label) => boolean): boolean => tracks.some(({ labels }) => labels.some(test));
  if (!has('end') && !has('duration') && some((label) => label.endSeconds !== label.startSeconds)) add('end', 'end');
  if (!has('text') && some(({ text }) => text !== '')) add('text', 'label');
  if (!has('low') && some(({ lowHertz }) => lowHertz !== undefined)) add('low', 'low (Hz)');
  if (!has('high') && some(({ highHertz }) => highHertz !== undefined)) add('high', 'high (Hz)');
  if (!has('speaker') && some(({ speaker }) => speaker !== undefined)) add('speaker', 'speaker');
  if (!has('track') && tracks.some(({ name }) => name !== '')) add('track', 'track');
  const fresh = new Set<string>();
  for (const { labels } of tracks) for (const { fields } of labels) for (const key in fields) fresh.add(key);
  for (const { key, role } of columns) if (role === undefined) fresh.delete(key);
  for (const key of fresh) columns.push({ header: key, key, scale: 1 });
  return columns;
}

function cellOf({ role, key, scale }: Column, label: Label, track: string, dialect: CsvDialect): string {
  const mark = dialect.decimalComma ? ',' : '.';
  const number = (value: number | undefined): string =>
    value === undefined ? '' : plainDecimal(value).replace('.', mark);
  const time = (seconds: number): string => {
    if (scale !== 1) return number(tidy(seconds / scale));
    return dialect.clock ? formatClock(seconds, mark, true) : number(seconds);
  };
  if (role === undefined) return fieldOf(label, key) ?? '';
  switch (role) {
    case 'start':
      return time(label.startSeconds);
    case 'end':
      return time(label.endSeconds);
    case 'duration':
      return time(tidy(label.endSeconds - label.startSeconds));
    case 'text':
      return label.text;
    case 'speaker':
      return label.speaker ?? '';
    case 'track':
      return track;
    case 'low':
      return number(label.lowHertz);
    case 'high':
      return number(label.highHertz);
  }
}
