import { describe, expect, it } from 'vitest';
import { reportWriter, type ReportFormat } from '../../../src/cli/writers.ts';
import { buildReport, failedReport, figureAt, type FileFacts, reasonOf } from '../../../src/core/report/buildReport.ts';
import { isHarmless } from '../../../src/core/report/complete.ts';
import { nothing } from '../../../src/core/report/measured.ts';
import { catalogue, isPlace } from '../../../src/core/report/catalogue.ts';
import type { Report } from '../../../src/core/report/report.ts';
import { clock } from '../../../src/core/util/clock.ts';
import { measuredSignal } from '../../support/measuredSignal.ts';
import { reportFaults } from '../../support/reportRules.ts';

const info: FileFacts['info'] = {
  container: 'WAV',
  codec: 'PCM 16-bit',
  sampleRate: 48000,
  channels: 2,
  bitsPerSample: 16,
  frames: 48000,
  framesExact: true,
  fileBytes: 192_044,
  layout: ['L', 'R'],
  warnings: [],
};
const scan: FileFacts['scan'] = { state: 'done', scannedFrames: 48000, totalFrames: 48000, warnings: [] };
const facts: FileFacts = { path: 'a.wav', info, scan };

const RATE = 48000;
const constant = (value: number, frames = RATE): Float32Array => new Float32Array(frames).fill(value);
/** Peak 0.5, RMS 0.25. */
const half = constant(0.5).map((x, i) => (i % 4 === 0 ? (i % 8 === 0 ? x : -x) : 0));
const silent = constant(0);
const measured = (...planes: Float32Array[]) => measuredSignal(planes, RATE);

describe('a report', () => {
  it('has levels of each channel and of all', () => {
    const report = buildReport(
      facts,
      measured(
        half,
        half.map((x) => 2 * x),
      ),
    );
    expect(reportFaults(report)).toEqual([]);
    expect(report.channels.map(({ name }) => name)).toEqual(['L', 'R']);
    expect(report.channels[0]!.samplePeakDbfs).toBeCloseTo(-6.0206, 4);
    expect(report.channels[0]!.crestDb).toBeCloseTo(6.0206, 4);
    expect(report.overall.samplePeakDbfs).toBe(0);
    expect(report.overall.rmsDbfs).toBeCloseTo(10 * Math.log10((0.0625 + 0.25) / 2), 9);
    expect(report.stereo.balanceDb).toBeCloseTo(-6.0206, 4);
    expect(report.decode.complete).toBe(true);
    expect(figureAt(report, 'channels[1].samplePeakDbfs')).toBe(0);
    expect(figureAt(report, 'loudness.rangeLu')).toEqual({ reason: 'shorter than 3 s' });
    expect(figureAt(report, 'channels[2].rmsDbfs')).toEqual({ reason: 'there is none' });
  });

  it('weighs channels by the samples that are numbers', () => {
    const bad = constant(1).map((x, i) => (i < 47_000 ? NaN : x));
    const report = buildReport(facts, measured(bad, silent));
    expect(report.overall.rmsDbfs).toBeCloseTo(10 * Math.log10(1000 / 49_000), 9);
    expect(report.channels[0]).toMatchObject({ nonFinite: 47_000, nonFiniteFrame: 0 });
  });

  it('says once what is so for all channels', () => {
    const { unavailable } = buildReport(facts, measured(silent, half));
    expect(unavailable).toMatchObject({
      'channels[].dynamicRangeDb': 'not longer than 12 s',
      'channels[0].rmsDbfs': 'silence: −∞ dB',
    });
    expect(Object.keys(unavailable).filter((path) => /^channels\[\d\]\.dynamicRange/.test(path))).toEqual([]);
  });

  it('never has a number that JSON has not', () => {
    const odd = measured(half, half);
    const report = buildReport(facts, {
      ...odd,
      stereo: { ...odd.stereo, correlation: NaN },
      overall: { ...odd.overall, samplePeakDbfs: -Infinity, truePeakDbtp: Infinity, rmsDbfs: 0 },
    });
    expect(reportFaults(report)).toEqual([]);
    expect(report.overall).toMatchObject({ samplePeakDbfs: null, truePeakDbtp: null, rmsDbfs: 0 });
    expect(report.stereo.correlation).toBe(null);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('says why there is no MD5', () => {
    const why = (more: Partial<FileFacts>): (string | undefined)[] => {
      const report = buildReport({ ...facts, ...more }, measured(half, half));
      expect(reportFaults(report)).toEqual([]);
      return ['decode.pcmMd5', 'decode.storedMd5'].map((path) => reasonOf(report, path));
    };
    const failed = { ...scan, state: 'failed' } as const;
    expect(why({ pcmMd5: 'a', storedMd5: 'b' })).toEqual([undefined, undefined]);
    expect(why({ pcmMd5: 'a' })).toEqual([undefined, 'the file has none']);
    expect(why({ selection: { startFrame: 0, endFrame: 1 } })).toEqual(['of whole files only', 'of whole files only']);
    expect(why({ scan: failed, error: { code: 'corrupt', message: 'x' }, storedMd5: 'b' })).toEqual([
      'the file could not be decoded to its end',
      undefined,
    ]);
  });

  it('is complete only if nothing is missing', () => {
    const complete = (more: Partial<FileFacts>): boolean =>
      buildReport({ ...facts, ...more }, measured(half, half)).decode.complete;
    expect(complete({ scan: { ...scan, scannedFrames: 47_999 } })).toBe(false);
    expect(complete({ info: { ...info, frames: 50_000, framesExact: false } })).toBe(true);
    expect(complete({ scan: { ...scan, state: 'failed' }, error: { code: 'corrupt', message: 'x' } })).toBe(false);
    expect(complete({ scan: { ...scan, warnings: ['The last frame is cut off.'] } })).toBe(false);
    expect(complete({ scan: { ...scan, warnings: ['Something nobody has thought of.'] } })).toBe(false);
    const known = '3 samples are not numbers (NaN or infinite); the waveform leaves them out.';
    expect(complete({ scan: { ...scan, warnings: [known] } })).toBe(true);
    expect(isHarmless(['The STREAMINFO block is missing; silence stands in its place.'])).toBe(false);
  });

  it('of a file that cannot be read gives a reason for everything', () => {
    const report = failedReport('b.wav', { code: 'not-found', message: 'b.wav was not found.' });
    expect(reportFaults(report)).toEqual([]);
    expect(report).toMatchObject({
      file: { path: 'b.wav', container: null },
      channels: [],
      error: { code: 'not-found' },
    });
    expect(reasonOf(report, 'decode.pcmMd5')).toBe('the file cannot be read');
  });
});

const findings: Report['findings'] = [
  { rule: 'clipping', severity: 'warning', message: 'x', startFrame: 1, endFrame: 2, channel: 0 },
];
const reports = [
  buildReport(facts, { ...measured(half, silent), findings }),
  buildReport(
    { ...facts, path: 'a "b",|*c*\n.wav', scan: { ...scan, warnings: ['One; two', 'Three'] } },
    measured(half, half),
  ),
  buildReport({ ...facts, selection: { startFrame: 1, endFrame: 2 } }, nothing({ reason: 'none' })),
  failedReport('-', { code: 'is-directory', message: 'A, "b".' }),
];
const written = (format: ReportFormat, of = reports): string => {
  const writer = reportWriter(format, (text) => text);
  return of.map((report) => writer.report(report)).join('') + writer.end();
};

describe('reports are written', () => {
  it('as JSON, whenever they end', () => {
    for (const count of [0, 1, 4])
      expect(JSON.parse(written('json', reports.slice(0, count)))).toEqual(reports.slice(0, count));
  });

  it('as a line each', () => {
    expect(
      written('ndjson')
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual(reports);
  });

  it('as CSV that a reader takes apart again', () => {
    const [head, ...rows] = parseCsv(written('csv'));
    expect(rows.length).toBe(4);
    for (const row of rows) expect(row.length).toBe(head!.length);
    const cell = (row: number, path: string): string | undefined => rows[row]![head!.indexOf(path)];
    for (const path of ['file.path', 'decode.complete', 'channels[].rmsDbfs', 'loudness.rangeLu', 'error.code']) {
      expect(head).toContain(path);
    }
    expect(cell(0, 'channels[].name')).toBe('L;R');
    expect(cell(0, 'channels[].samplePeakDbfs')).toBe(`${reports[0]!.channels[0]!.samplePeakDbfs};`);
    expect(cell(0, 'findings[].rule')).toBe('clipping');
    expect(cell(1, 'file.path')).toBe('a "b",|*c*\n.wav');
    expect(cell(1, 'decode.warnings[]')).toBe('One; two;Three');
    expect(cell(2, 'selection.endFrame')).toBe('2');
    expect(cell(3, 'error.message')).toBe('A, "b".');
    expect(cell(3, 'file.frames')).toBe('');
  });

  it('as one table of Markdown', () => {
    const lines = written('markdown').trimEnd().split('\n');
    expect(lines.length).toBe(6);
    const cells = (line: string): number => line.replaceAll('\\|', '').split('|').length;
    for (const line of lines) expect(cells(line)).toBe(cells(lines[0]!));
    expect(lines[3]).toContain('a "b",\\|\\*c\\* .wav');
    expect(lines[5]).toContain('is-directory: A, "b".');
  });

  it('as a table and as text, silence as −∞, without commands to a terminal', () => {
    const text = written('text', [buildReport({ ...facts, path: 'a\x1b[2J.wav' }, measured(silent, half))]);
    expect(text).not.toContain('\x1b');
    const rows = new Map(text.split('\n').map((line) => [line.slice(4, 29).trim(), line.slice(29).trim()]));
    expect(rows.get('Sample peak       dBFS')?.split(/\s+/)).toEqual(['−∞', '−6.02', '−6.02']);
    expect(rows.get('Sample peak at    frame')?.split(/\s+/)).toEqual(['–', '0', '0']);
    expect(rows.get('TT DR             dB')).toMatch(/^– +not longer than 12 s$/);
    expect(rows.get('Correlation')).toBe('–  a channel is constant');
    expect([...rows.keys()].some((key) => key.startsWith('Click at'))).toBe(false);
    const table = written('table');
    expect(table.split('\n').length).toBe(6);
    expect(table).toContain('A, "b".');
    expect(written('table', [])).toBe(written('table', reports).split('\n')[0] + '\n');
  });

  it('as text with every figure, of one channel and of 64', () => {
    const info1 = { ...info, channels: 1, layout: undefined };
    const mono = written('text', [buildReport({ ...facts, info: info1 }, measured(half))]);
    const shown = (text: string, title: string): number =>
      text.split('\n').filter((line) => line.trim().startsWith(`${title} `)).length;
    for (const { path, title } of catalogue.filter((each) => !isPlace(each.path) && each.group !== 'stereo')) {
      expect(shown(mono, title), path).toBeGreaterThan(0);
    }
    expect(mono).not.toContain('Correlation');
    const planes = Array.from({ length: 64 }, (_, c) => half.map((x, i) => (i === c ? x / 2 : x)));
    const info64 = { ...info, channels: 64, layout: undefined };
    const many = written('text', [buildReport({ ...facts, info: info64 }, measured(...planes))]);
    expect(shown(many, 'Effective bits')).toBe(11);
    expect(shown(many, 'Integrated')).toBe(1);
    expect(many).not.toContain('Correlation');
    expect(many).toContain('Identical pairs');
    for (const line of many.split('\n').filter((each) => each.startsWith('    '))) {
      expect(line.length).toBeLessThanOrEqual(120);
    }
  });

  it('says of a file what its MD5 is, and what is wrong', () => {
    const text = (more: Partial<FileFacts>): string =>
      written('text', [buildReport({ ...facts, ...more }, { ...measured(half, half), findings })]);
    expect(text({ pcmMd5: 'abc', storedMd5: 'abc' })).toContain('  MD5         abc, as the file says\n');
    expect(text({ pcmMd5: 'abc', storedMd5: 'def' })).toContain('  MD5         abc; the file says def\n');
    expect(text({ pcmMd5: 'abc' })).toContain('  MD5         abc\n');
    expect(text({ scan: { ...scan, scannedFrames: 40_000 } })).toContain(
      '  decoded     40000 frames: not all of the file',
    );
    expect(text({})).toContain('  warning     L: x\n');
  });
});

function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)!.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  expect(rows.pop()).toEqual([]);
  return rows;
}

it.each([
  [0, '0:00.000'],
  [59.9996, '1:00.000'],
  [61.5, '1:01.500'],
  [3600, '1:00:00.000'],
  [3599.9999, '1:00:00.000'],
  [36_061.25, '10:01:01.250'],
])('%s s is %s', (seconds, text) => expect(clock(seconds)).toBe(text));
