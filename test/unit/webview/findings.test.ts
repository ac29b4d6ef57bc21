import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ruleTitle, titledRules } from '../../../src/core/report/findingWords.ts';
import { type Measured, nothing } from '../../../src/core/report/measured.ts';
import type { Finding } from '../../../src/core/report/report.ts';
import { peakPlace, places, stepFrom } from '../../../webview/editor/findingPlaces.ts';
import { countWords, emptyWords, findingRows, severityCounts } from '../../../webview/panels/findingRows.ts';
import { nextSort, sorted } from '../../../webview/panels/figureSort.ts';
import type { Measures } from '../../../webview/store.ts';
import { findingMarks, isClipMark, markSpans, marksWords } from '../../../webview/ui/findingMarks.ts';
import { plainTime } from '../../../src/core/picture/axes/timeFormat.ts';

const finding = (
  rule: string,
  severity: Finding['severity'],
  startFrame: number | null,
  more: Partial<Finding> = {},
) => ({
  ...{ rule, severity, message: `${rule}.`, startFrame, channel: 0 },
  ...{ endFrame: startFrame === null ? null : startFrame + 1, ...more },
});
const measuresOf = (findings: Measured['findings'], more: Partial<Measures> = {}): Measures => ({
  ...{ revision: '1', final: true, startFrame: 0, endFrame: 48_000, pcmMd5: null, storedMd5: null },
  measured: { ...nothing({ reason: 'not measured' }), findings },
  ...more,
});
const some = measuresOf([
  finding('clipping', 'error', 30_000, { endFrame: 30_004, channel: 1 }),
  finding('dc-offset', 'warning', null),
  finding('click', 'warning', 12_000),
  finding('click', 'warning', 12_000, { channel: 1 }),
  finding('trailing-silence', 'info', 40_000, { endFrame: 48_000, channel: null }),
]);
const look = { sampleRate: 48_000, format: plainTime, names: ['L', 'R'], hidden: new Set<Finding['severity']>() };

describe('words of findings', () => {
  it('give a title to every rule there is, and to no other', () => {
    const folder = new URL('../../../src/core/analysis/findings/', import.meta.url);
    const code = readdirSync(folder)
      .map((name) => readFileSync(new URL(name, folder), 'utf8'))
      .join('\n');
    const named = [...code.matchAll(/(?:rule: |finding\(|add\()'([a-z-]+)'/g)].map(([, rule]) => rule!);
    expect(named.length).toBeGreaterThan(15);
    expect([...new Set(named)].sort()).toEqual([...titledRules].sort());
    expect(ruleTitle('dc-offset')).toBe('DC offset');
    expect(ruleTitle('of-another-version')).toBe('Of another version');
  });
});

describe('steps from finding to finding', () => {
  const all = places(some);
  const step = (frame: number, direction: 1 | -1, place = null as (typeof all)[number] | null) =>
    stepFrom(all, { place, frame, reach: 48_000 }, direction)?.number;

  it('are in the order of time, and leave out what has no place', () => {
    expect(all.map(({ title, startFrame }) => `${title} ${startFrame}`)).toEqual([
      ...['Click 12000', 'Click 12000', 'Clipping 30000', 'Trailing silence 40000'],
    ]);
  });

  it('go on from the playhead and round the ends', () => {
    expect([step(0, 1), step(12_000, 1), step(30_000, 1), step(40_000, 1)]).toEqual([1, 3, 4, 1]);
    expect([step(0, -1), step(12_001, -1), step(35_000, -1)]).toEqual([4, 2, 3]);
    expect(stepFrom([], { place: null, frame: 0, reach: 1 }, 1)).toBeNull();
  });

  it('go on from the finding that was reached, so that two at one frame are both seen', () => {
    expect([step(12_000, 1, all[0]), step(12_000, 1, all[1]), step(12_000, -1, all[0])]).toEqual([2, 3, 4]);
    expect(step(12_500, -1, all[1])).toBe(1);
    // The playhead was moved elsewhere.
    expect(step(35_000, 1, { ...all[0]!, startFrame: 60_000 })).toBe(4);
  });

  it('the true peak is where its channel has it, at a whole frame inside the file', () => {
    const { overall } = nothing({ reason: '' });
    const at = (frame: number): Measured => ({
      ...some.measured,
      overall: { ...overall, truePeakFrame: frame },
      channels: [{ truePeakFrame: 3 }, { truePeakFrame: frame }] as unknown as Measured['channels'],
    });
    expect(peakPlace({ ...some, measured: at(100.75) })).toMatchObject({ startFrame: 100, endFrame: 101, channel: 1 });
    expect(peakPlace({ ...some, measured: at(-0.5) })).toMatchObject({ startFrame: 0 });
    expect(peakPlace(some)).toBeNull();
  });
});

describe('rows of findings', () => {
  it('say severity, rule, message, time, length and channel; what has a place leads there', () => {
    const rows = findingRows(some, null, look);
    expect(rows[0]!.cells.map(({ text }) => text)).toEqual([
      ...['Error', '0:00.625000', 'R', 'Clipping', 'clipping.', '0.083 ms'],
    ]);
    expect(rows[0]!.cells[1]!.place).toEqual({ startFrame: 30_000, endFrame: 30_004, channel: 1, title: 'Clipping' });
    expect(rows[1]!.cells.map(({ text }) => text)).toEqual(['Warning', '–', 'L', 'DC offset', 'dc-offset.', '–']);
    expect(rows[1]!.cells[1]).toMatchObject({ value: null, hint: 'it is of the whole' });
    expect(rows[1]!.cells[1]!.place).toBeUndefined();
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  });

  it('have those of a selection in a group of their own, and leave out what is filtered', () => {
    const rows = findingRows(some, measuresOf([finding('click', 'warning', 12_000)]), look);
    expect(rows.map(({ group }) => group)).toEqual(['Selection', 'File', 'File', 'File', 'File', 'File']);
    const hidden = new Set(['warning', 'info'] as const);
    expect(findingRows(some, null, { ...look, hidden }).map(({ cells }) => cells[3]!.text)).toEqual(['Clipping']);
    expect(severityCounts(some, null)).toEqual({ error: 1, warning: 3, info: 1 });
  });

  it('are sorted by how grave, by time, and by channel in the order of the file', () => {
    const names = Array.from({ length: 12 }, (_, i) => String(i + 1));
    const rows = findingRows(
      measuresOf([
        finding('click', 'warning', 5, { channel: 9 }),
        finding('denormal', 'info', null, { channel: 1 }),
        finding('clipping', 'error', 7, { channel: 0 }),
      ]),
      null,
      { ...look, names },
    );
    const by = (column: number, presses = 1): string[] => {
      let sort = null as ReturnType<typeof nextSort>;
      const values = rows.map(({ cells }) => cells[column]!.value);
      for (let i = 0; i < presses; i++) sort = nextSort(sort, column, values);
      return sorted(rows, sort).map(({ cells }) => cells[column]!.text);
    };
    expect(by(0)).toEqual(['Error', 'Warning', 'Info']);
    expect(by(0, 2)).toEqual(['Info', 'Warning', 'Error']);
    expect(by(1)).toEqual(['0:00.000146', '0:00.000104', '–']);
    expect(by(2)).toEqual(['1', '2', '10']);
  });

  it('say how many there are, and what was looked for where there are none', () => {
    expect(countWords(5, some, null)).toBe('5 findings');
    expect(countWords(2, { ...some, final: false }, null)).toBe('5 findings so far; 3 not shown');
    expect(countWords(0, measuresOf([]), null)).toBe('No findings');
    expect(countWords(5, some, measuresOf([]))).toBe('5 findings in the file, none in the selection');
    const one = measuresOf([finding('click', 'warning', 1)]);
    expect(countWords(2, one, one)).toBe('1 finding in the file, 1 in the selection');
    expect(findingRows(some, measuresOf([]), look).every(({ group }) => group === undefined)).toBe(true);
    expect(emptyWords(measuresOf([]), false)).toMatch(/^Nothing was found\. Looked for clipping, .*\.$/);
    expect(emptyWords(measuresOf([], { final: false }), false)).toMatch(/^Nothing was found so far\. /);
    expect(emptyWords(measuresOf({ reason: 'not measured' }), false)).toBe('There are no findings: not measured.');
    expect(emptyWords(null, false)).toBe('Looking for findings…');
    expect(emptyWords(null, true)).toBe('The file could not be measured.');
  });
});

describe('marks of findings', () => {
  const view = { startFrame: 0, framesPerPixel: 48 };
  const screen = { width: 1000, dpr: 1 };

  it('stand at their start, one for all at the same pixel; what is wide has a band', () => {
    const marks = findingMarks(some);
    expect(markSpans(marks, 'warning', view, screen)).toEqual({ heads: [249], spans: [] });
    expect(markSpans(marks, 'info', view, screen)).toEqual({ heads: [832], spans: [[833, 1000]] });
    expect(markSpans(marks, 'info', { ...view, startFrame: 45_000 }, screen)).toEqual({ heads: [], spans: [[0, 63]] });
    expect(markSpans(marks, 'error', { ...view, startFrame: 45_000 }, screen)).toEqual({ heads: [], spans: [] });
    expect(markSpans(marks, 'error', view, { width: 1000, dpr: 2 }).heads).toEqual([1247]);
  });

  it('of a sum are those of its parts', () => {
    const run = (from: number, to: number) => finding('clipping', 'error', from, { endFrame: to });
    const marks = findingMarks(
      measuresOf([run(10, 9000), run(10, 14), run(8990, 9000), { ...run(20, 40), channel: 1 }]),
    );
    expect(marks.map(({ startFrame, endFrame }) => [startFrame, endFrame])).toEqual([
      [10, 14],
      [20, 40],
      [8990, 9000],
    ]);
  });

  it('of clipping are the waveform’s own', () => {
    expect(
      findingMarks(some)
        .filter(isClipMark)
        .map(({ rule }) => rule),
    ).toEqual(['clipping']);
    const [over] = findingMarks(measuresOf([finding('true-peak-over', 'warning', 3)]));
    expect(isClipMark(over!)).toBe(false);
  });

  it('say what was found under the pointer, not too much of it', () => {
    const words = (x: number, of = some) => marksWords(findingMarks(of), view, x, ({ startFrame }) => `#${startFrame}`);
    expect(words(250)).toBe('Click, #12000: click.\nClick, #12000: click.');
    expect(words(900)).toBe('Trailing silence, #40000: trailing-silence.');
    expect(words(400)).toBe('');
    const many = measuresOf(Array.from({ length: 20 }, () => finding('click', 'warning', 12_000)));
    expect(words(250, many).split('\n').slice(-2)).toEqual(['Click, #12000: click.', 'and 12 more']);
  });
});
