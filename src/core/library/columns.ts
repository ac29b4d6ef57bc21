import { formatBytes } from '../picture/axes/units.ts';
import type { AudioRow } from '../protocol/audioRow.ts';
import { t } from '../util/l10n.ts';
import { formatOf, type NumberName, rowValues } from './rowValues.ts';
import {
  bitsAndRate,
  dateText,
  exactLength,
  known,
  levelText,
  markText,
  peakText,
  rateText,
  shortLength,
  UNKNOWN_TEXT,
} from './text.ts';
import { NONE } from '../report/figureText.ts';

export const columnIds = [
  'mark',
  'name',
  'folder',
  'wave',
  'length',
  'duration',
  'format',
  'bitsRate',
  'rate',
  'bits',
  'channels',
  'size',
  'lufs',
  'truePeak',
  'samplePeak',
  'findings',
  'violations',
  'date',
  'note',
] as const;
export type ColumnId = (typeof columnIds)[number];

export interface Column {
  readonly id: ColumnId;
  /** Head of the column. */
  readonly title: () => string;
  /** Below the title, or in its tooltip. */
  readonly unit: string;
  /** What it is, where the title does not say it all. */
  readonly about: () => string;
  /** CSS pixels, with the gap before it. */
  readonly width: number;
  readonly least: number;
  readonly align: 'left' | 'right';
  readonly text: (row: AudioRow) => string;
  /** null: not sorted by. Text is ranked by its natural order. */
  readonly sort: ((row: AudioRow) => number | string | null | undefined) | null;
  /** What comes first when the head is pressed. */
  readonly first: 'ascending' | 'descending';
}

type Parts = Pick<Column, 'id' | 'title' | 'width' | 'text' | 'sort'> & Partial<Column>;

const column = (parts: Parts): Column => ({
  unit: '',
  about: parts.title,
  least: 32,
  align: 'left',
  first: 'ascending',
  ...parts,
});

type NumberParts = Pick<Column, 'title' | 'width'> & Partial<Column>;

const number = (id: ColumnId & NumberName, text: (value: number) => string, parts: NumberParts): Column =>
  column({
    id,
    align: 'right',
    first: 'descending',
    sort: rowValues[id],
    text: (row) => known(rowValues[id](row), text),
    ...parts,
  });

const markRanks = { keep: 0, review: 1, reject: 2 } as const;

export const columns: readonly Column[] = [
  column({
    id: 'mark',
    title: () => t('Mark'),
    width: 40,
    text: ({ mark }) => markText(mark),
    sort: ({ mark }) => mark && markRanks[mark],
  }),
  column({ id: 'name', title: () => t('Name'), width: 240, least: 100, text: ({ name }) => name, sort: null }),
  column({
    id: 'folder',
    title: () => t('Folder'),
    width: 140,
    text: ({ folder }) => folder,
    sort: ({ folder }) => folder,
  }),
  column({ id: 'wave', title: () => t('Wave'), width: 112, least: 40, text: () => '', sort: null }),
  column({
    id: 'length',
    title: () => t('Length'),
    width: 56,
    align: 'right',
    first: 'descending',
    text: (row) => known(rowValues.duration(row), shortLength),
    sort: rowValues.duration,
  }),
  number('duration', exactLength, { title: () => t('Duration'), unit: 'h:m:s', width: 80 }),
  column({
    id: 'format',
    title: () => t('Format'),
    width: 112,
    text: (row) => (row.facts ? formatOf(row.facts) : row.failure === null ? UNKNOWN_TEXT : NONE),
    sort: ({ facts }) => facts && formatOf(facts),
  }),
  column({
    id: 'bitsRate',
    title: () => t('Format'),
    about: () => t('Bits per sample and sample rate in kHz'),
    width: 46,
    align: 'right',
    first: 'descending',
    text: (row) => (row.facts ? bitsAndRate(row.facts) : row.failure === null ? UNKNOWN_TEXT : NONE),
    sort: ({ facts }) => facts && facts.sampleRate * 64 + (facts.bitsPerSample ?? 0),
  }),
  number('rate', rateText, { title: () => t('Rate'), unit: 'kHz', width: 56 }),
  number('bits', String, { title: () => t('Bits'), width: 40 }),
  number('channels', String, {
    title: () => t('Ch.'),
    about: () => t('Channels'),
    width: 40,
  }),
  number('size', formatBytes, { title: () => t('Size'), width: 76 }),
  number('lufs', levelText, {
    title: () => t('LUFS'),
    about: () => t('Integrated loudness'),
    unit: 'LUFS',
    width: 48,
  }),
  number('truePeak', peakText, { title: () => t('True peak'), unit: 'dBTP', width: 72 }),
  number('samplePeak', peakText, {
    title: () => t('Peak'),
    about: () => t('Largest sample'),
    unit: 'dBFS',
    width: 56,
  }),
  number('findings', String, { title: () => t('Findings'), width: 72 }),
  number('violations', String, {
    title: () => t('Lint'),
    about: () => t('Violations of the lint rules that govern the file'),
    width: 48,
  }),
  column({
    id: 'date',
    title: () => t('Modified'),
    width: 120,
    first: 'descending',
    text: ({ modified }) => known(modified, dateText),
    sort: rowValues.date,
  }),
  column({
    id: 'note',
    title: () => t('Note'),
    width: 200,
    text: ({ note }) => note,
    sort: ({ note }) => note || null,
  }),
];

export const columnOf = (id: ColumnId): Column => columns.find((each) => each.id === id)!;

/** What a list and a triage table show before somebody chooses. */
export function defaultColumns(mode: 'list' | 'triage'): readonly ColumnId[] {
  if (mode === 'list') return ['name', 'wave', 'length', 'bitsRate', 'lufs'];
  return [
    ...(['mark', 'name', 'folder', 'wave', 'duration', 'rate', 'bits', 'channels', 'format'] as const),
    ...(['lufs', 'truePeak', 'findings', 'note'] as const),
  ];
}

/** What a narrow list does without, first to last; what is not named here goes before. */
const dropped: readonly ColumnId[] = ['wave', 'bitsRate', 'length', 'lufs'];

/** The columns that leave the name its room in a view of that width. */
export function fittingColumns(
  ids: readonly ColumnId[],
  width: number,
  widthOf: (id: ColumnId) => number,
): readonly ColumnId[] {
  const order = [...ids.filter((id) => id !== 'name' && !dropped.includes(id)).reverse(), ...dropped];
  let shown = ids;
  for (const id of order) {
    const taken = shown.reduce((sum, each) => sum + (each === 'name' ? columnOf('name').least : widthOf(each)), 0);
    if (taken <= width) break;
    shown = shown.filter((each) => each !== id);
  }
  return shown;
}
