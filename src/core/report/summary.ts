import { clock } from '../util/clock.ts';
import { figureAt } from './buildReport.ts';
import { factsOf, figureText, NONE } from './catalogue.ts';
import type { Report } from './report.ts';

/** A column of a table with a row for each file. */
export interface SummaryColumn {
  title: string;
  align: 'left' | 'right';
  /** Characters that most values need. */
  width: number;
  text: (report: Report) => string;
}

const plain = (value: number | string | null): string => (value === null ? NONE : String(value));

/** A figure as it is read, without its unit. */
export const textAt = (report: Report, path: string): string => figureText(factsOf(path), figureAt(report, path));

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

const figure = (title: string, width: number, path: string): SummaryColumn => ({
  ...{ title, width, align: 'right' },
  text: (report) => textAt(report, path),
});

/** Of the channel where there is most of it. */
const most = (title: string, name: 'clippedSamples' | 'clicks' | 'dropouts' | 'nonFinite'): SummaryColumn => ({
  ...{ title, width: 8, align: 'right' },
  text(report) {
    const counts = report.channels.flatMap((channel) => channel[name] ?? []);
    return counts.length === 0 ? NONE : figureText({ decimals: 0 }, Math.max(...counts));
  },
});

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
  figure('peak dBFS', 9, 'overall.samplePeakDbfs'),
  figure('dBTP', 6, 'overall.truePeakDbtp'),
  figure('RMS dBFS', 8, 'overall.rmsDbfs'),
  figure('LUFS', 6, 'loudness.integratedLufs'),
  figure('LRA LU', 6, 'loudness.rangeLu'),
];

/** Where there is room for more. */
export const wideColumns: readonly SummaryColumn[] = [
  ...summaryColumns,
  figure('M max LUFS', 10, 'loudness.momentaryMaxLufs'),
  figure('S max LUFS', 10, 'loudness.shortTermMaxLufs'),
  figure('PLR LU', 6, 'overall.plrLu'),
  figure('TT DR dB', 8, 'overall.dynamicRangeDb'),
  figure('correlation', 11, 'stereo.correlation'),
  most('clipped samples', 'clippedSamples'),
  most('clicks', 'clicks'),
  most('dropouts', 'dropouts'),
  most('NaN, infinite', 'nonFinite'),
];
