import { describe, expect, it } from 'vitest';
import { catalogue, isPlace } from '../../../src/core/report/catalogue.ts';
import { type Figure, type Measured, nothing, SILENCE } from '../../../src/core/report/measured.ts';
import type { Measures } from '../../../webview/store.ts';
import type { FigureCell, FigureRow } from '../../../webview/panels/figureTable.ts';
import { channelColumns, channelRows, overallColumns, overallRow } from '../../../webview/panels/statisticsRows.ts';
import { md5Words } from '../../../webview/panels/statisticsWords.ts';

const none = { reason: 'there is none' };
const channelNames = catalogue.filter(({ path }) => path.startsWith('channels')).map(({ path }) => path.slice(11));
const channel = (figures: Record<string, Figure>): Measured['channels'][number] =>
  ({ ...Object.fromEntries(channelNames.map((name) => [name, none])), ...figures }) as Measured['channels'][number];

function measures(
  channels: Record<string, Figure>[],
  overall: Record<string, Figure> = {},
  more: Partial<Measures> = {},
): Measures {
  const empty = nothing(none);
  return {
    ...{ revision: '1', final: true, startFrame: 0, endFrame: 1000, pcmMd5: null, storedMd5: null },
    measured: { ...empty, channels: channels.map(channel), overall: { ...empty.overall, ...overall } },
    ...more,
  };
}

const context = { title: 'File', sampleRate: 48_000, totalFrames: 1000 };
const rowsOf = (of: Measures | null, names: readonly string[]): FigureRow[] =>
  channelRows({ ...context, measures: of, names });
const cell = (row: FigureRow, key: string): FigureCell =>
  row.cells[channelColumns.findIndex((column) => column.key === key)]!;
const overallCell = (of: Measures | null, key: string): FigureCell =>
  overallRow({ ...context, measures: of, names: ['L'] }).cells[overallColumns.findIndex((each) => each.key === key)]!;

describe('rows of statistics', () => {
  it('have a column for every figure that the catalogue has, but for those that say where another is', () => {
    const keys = [...channelColumns, ...overallColumns].map(({ key }) => key);
    const missing = catalogue.filter(({ path }) => !isPlace(path) && !keys.includes(path.slice(path.indexOf('.') + 1)));
    expect(missing).toEqual([]);
    expect(channelColumns.slice(0, 4).map(({ title }) => title)).toEqual([
      'Channel',
      'True peak',
      'Sample peak',
      'RMS',
    ]);
    for (const { hint } of [...channelColumns.slice(1), ...overallColumns.slice(1)]) expect(hint).toMatch(/Source: ./);
  });

  it('name the channels, and all of them where there are several', () => {
    const of = measures([{ rmsDbfs: -20 }, { rmsDbfs: -18 }], { rmsDbfs: -19 });
    const rows = rowsOf(of, ['L', 'R']);
    expect(rows.map(({ cells }) => cells[0]!.text)).toEqual(['Left', 'Right', 'All']);
    expect(rows.map((row) => cell(row, 'rmsDbfs').value)).toEqual([-20, -18, -19]);
    expect(rows.map(({ last = false }) => last)).toEqual([false, false, true]);
    expect(rowsOf(measures([{}]), ['M']).map(({ cells }) => cells[0]!.text)).toEqual(['Mono']);
  });

  it('lead to where a figure is, inside of the file', () => {
    const of = measures([
      { truePeakDbtp: 0.2, truePeakFrame: -1.25 },
      { truePeakDbtp: 0.004, truePeakFrame: 1000.5 },
      { truePeakDbtp: -3, truePeakFrame: 17.75 },
    ]);
    const peaks = rowsOf(of, ['1', '2', '3']).map((row) => cell(row, 'truePeakDbtp'));
    expect(peaks.slice(0, 3).map(({ place }) => place)).toEqual([
      { startFrame: 0, endFrame: 1, channel: 0, title: 'True peak' },
      { startFrame: 999, endFrame: 1000, channel: 1, title: 'True peak' },
      { startFrame: 17, endFrame: 18, channel: 2, title: 'True peak' },
    ]);
    // What reads +0.00 is no defect.
    expect(peaks.map(({ defect = false }) => defect)).toEqual([true, false, false, false]);
  });

  it('count defects of all channels together, and lead to the first', () => {
    const of = measures([
      { clicks: 2, clickFrame: 500, clippedSamples: 2, clippedFrame: 9, longestClippedFrames: 2 },
      { clicks: 1, clickFrame: 300, clippedSamples: 5, clippedFrame: 7, longestClippedFrames: 4 },
      { clicks: 0, clippedSamples: 0 },
    ]);
    const rows = rowsOf(of, ['1', '2', '3']);
    expect(rows.map((row) => cell(row, 'clicks').text)).toEqual(['2', '1', '0', '3']);
    expect(cell(rows[3]!, 'clicks').place).toMatchObject({ startFrame: 300, channel: null });
    expect(rows.map((row) => cell(row, 'clippedSamples').defect ?? false)).toEqual([false, true, false, true]);
    expect(cell(rows[3]!, 'longestClippedFrames').value).toBe(4);
    expect(cell(rows[2]!, 'clicks').place).toBeUndefined();
    expect(cell(rows[3]!, 'crestDb')).toEqual({ text: '–', value: null, hint: 'of single channels only' });
  });

  it('say why there is no figure; and that it is not known yet while it may come', () => {
    const figures = { rmsDbfs: SILENCE, dynamicRangeDb: { reason: 'shorter than 15 s' } };
    const [row] = rowsOf(measures([figures]), ['M']);
    expect(cell(row!, 'rmsDbfs')).toEqual({ text: '−∞', value: null, hint: 'silence: −∞ dB' });
    expect(cell(row!, 'dynamicRangeDb')).toEqual({ text: '–', value: null, hint: 'shorter than 15 s' });
    const [early] = rowsOf(measures([figures], {}, { final: false }), ['M']);
    expect(cell(early!, 'rmsDbfs').text).toBe('−∞');
    expect(cell(early!, 'dynamicRangeDb')).toEqual({ text: '…', value: null, hint: 'not known yet' });
    const [unknown] = rowsOf(null, ['M']);
    expect(new Set(unknown!.cells.slice(1).map(({ text }) => text))).toEqual(new Set(['…']));
  });

  it('say why where nothing could be measured at all', () => {
    const of: Measures = { ...measures([]), measured: nothing({ reason: 'the server has ended' }) };
    const rows = rowsOf(of, ['L', 'R']);
    expect(rows.map((row) => cell(row, 'rmsDbfs').hint)).toEqual(new Array(3).fill('the server has ended'));
    expect(overallCell(of, 'correlation')).toEqual({ text: '–', value: null, hint: 'the server has ended' });
  });

  it('lead to the loudest 400 ms and 3 s', () => {
    const of = measures([{}]);
    const loudness = { ...of.measured.loudness, momentaryMaxLufs: -12.34, momentaryMaxFrame: 100 };
    const found = overallCell({ ...of, measured: { ...of.measured, loudness } }, 'momentaryMaxLufs');
    expect(found.text).toBe('−12.3');
    expect(found.place).toMatchObject({ startFrame: 100, endFrame: 100 + 19_200, channel: null });
  });
});

describe('the MD5 in words', () => {
  const words = (pcmMd5: string | null, storedMd5: string | null, final = true): string =>
    md5Words(measures([], {}, { pcmMd5, storedMd5, final }));
  it('says whether the file has the same', () => {
    expect(words('ab', null)).toBe('MD5 of the decoded PCM: ab');
    expect(words('ab', 'ab')).toBe("MD5 of the decoded PCM: ab, matches the file's own");
    expect(words('ab', 'cd')).toBe('MD5 of the decoded PCM: ab, but the file says cd');
    expect([words(null, 'cd'), words('ab', 'ab', false), md5Words(null)]).toEqual(['', '', '']);
  });
});
