import { clock } from '../util/clock.ts';
import { reasonOf } from './buildReport.ts';
import { SILENCE } from './measured.ts';
import type { Report } from './report.ts';

/** A column of a table with a row for each file. */
export interface SummaryColumn {
  title: string;
  align: 'left' | 'right';
  /** Characters that most values need. */
  width: number;
  text: (report: Report) => string;
}

export const NONE = '–';

/** A level as it is read: two decimals, −∞ for silence. */
export function levelText(report: Report, path: string, value: number | null, decimals = 2): string {
  if (value === null) return reasonOf(report, path) === SILENCE.reason ? '−∞' : NONE;
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

const plain = (value: number | string | null): string => (value === null ? NONE : String(value));

/** What is wrong, in a word or two; empty if nothing is. */
export function stateText({ error, decode, findings }: Report): string {
  if (error) return error.code;
  const notes = [
    ...(decode.complete ? [] : ['incomplete']),
    ...(decode.warnings.length > 0 ? [counted(decode.warnings.length, 'warning')] : []),
    ...(findings.length > 0 ? [counted(findings.length, 'finding')] : []),
  ];
  return notes.join(', ');
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

export const summaryColumns: readonly SummaryColumn[] = [
  { title: 'codec', align: 'left', width: 16, text: ({ file }) => plain(file.codec) },
  { title: 'Hz', align: 'right', width: 6, text: ({ file }) => plain(file.sampleRate) },
  { title: 'ch', align: 'right', width: 2, text: ({ file }) => plain(file.channels) },
  {
    title: 'length',
    align: 'right',
    width: 10,
    text: ({ file }) => (file.durationSeconds === null ? NONE : clock(file.durationSeconds)),
  },
  {
    title: 'peak dBFS',
    align: 'right',
    width: 9,
    text: (report) => levelText(report, 'overall.samplePeakDbfs', report.overall.samplePeakDbfs),
  },
  {
    title: 'dBTP',
    align: 'right',
    width: 6,
    text: (report) => levelText(report, 'overall.truePeakDbtp', report.overall.truePeakDbtp),
  },
  {
    title: 'RMS dBFS',
    align: 'right',
    width: 8,
    text: (report) => levelText(report, 'overall.rmsDbfs', report.overall.rmsDbfs),
  },
  {
    title: 'LUFS',
    align: 'right',
    width: 6,
    text: (report) => levelText(report, 'loudness.integratedLufs', report.loudness.integratedLufs, 1),
  },
];
