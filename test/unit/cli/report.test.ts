import { describe, expect, it } from 'vitest';
import { reportWriter, type ReportFormat } from '../../../src/cli/writers.ts';
import { buildReport, failedReport, type FileFacts, reasonOf } from '../../../src/core/report/buildReport.ts';
import { isHarmless } from '../../../src/core/report/complete.ts';
import { type Measured, nothing } from '../../../src/core/report/measured.ts';
import { measuredByScan } from '../../../src/core/report/measuredByScan.ts';
import type { Report } from '../../../src/core/report/report.ts';
import { clock } from '../../../src/core/util/clock.ts';
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
type Level = { peak: number; rms: number; notFinite: number };
const measured = (
  channels: Level[],
  integratedLufs: number | null = -20,
  frames = 48000,
  sampleRate = 48000,
): Measured => measuredByScan({ sampleRate, frames, levels: { channels }, integratedLufs });
const half: Level = { peak: 0.5, rms: 0.25, notFinite: 0 };
const silent: Level = { peak: 0, rms: 0, notFinite: 0 };

describe('a report', () => {
  it('has levels of each channel and of all', () => {
    const report = buildReport(facts, measured([half, { peak: 1, rms: 0.5, notFinite: 0 }]));
    expect(reportFaults(report)).toEqual([]);
    expect(report.channels.map(({ name }) => name)).toEqual(['L', 'R']);
    expect(report.channels[0]!.samplePeakDbfs).toBeCloseTo(-6.0206, 4);
    expect(report.channels[0]!.crestDb).toBeCloseTo(6.0206, 4);
    expect(report.overall.samplePeakDbfs).toBe(0);
    expect(report.overall.rmsDbfs).toBeCloseTo(10 * Math.log10((0.0625 + 0.25) / 2), 9);
    expect(report.loudness.integratedLufs).toBe(-20);
    expect(report.decode.complete).toBe(true);
  });

  it('weighs channels by the samples that are numbers', () => {
    const report = buildReport(facts, measured([{ peak: 1, rms: 1, notFinite: 47_000 }, silent]));
    expect(report.overall.rmsDbfs).toBeCloseTo(10 * Math.log10(1000 / 49_000), 9);
    expect(report.channels[0]!.nonFinite).toBe(47_000);
  });

  it('says why there is no value', () => {
    const bad: Level = { peak: 0, rms: 0, notFinite: 48000 };
    const cases: [Measured, string, string][] = [
      [measured([silent, silent], null), 'overall.samplePeakDbfs', 'silence: −∞ dB'],
      [measured([silent, half], null), 'channels[0].rmsDbfs', 'silence: −∞ dB'],
      [measured([silent, silent], null), 'loudness.integratedLufs', 'silence: −∞ dB'],
      [measured([silent, silent], null), 'channels[1].crestDb', 'silence'],
      [measured([bad, half]), 'channels[0].samplePeakDbfs', 'no sample is a number'],
      [measured([bad, bad], null), 'overall.rmsDbfs', 'no sample is a number'],
      [measured([half, half], null, 1000), 'loudness.integratedLufs', 'shorter than 400 ms'],
      [measured([half, half], null, 48000, 2000), 'loudness.integratedLufs', 'the sample rate is below 4 kHz'],
      [measured([{ ...half, peak: 1e-6 }, silent], null), 'loudness.integratedLufs', 'never above −70 LUFS'],
      [measured([half, half]), 'loudness.rangeLu', 'not measured by this version'],
    ];
    for (const [figures, path, reason] of cases) {
      const report = buildReport(facts, figures);
      expect(reportFaults(report)).toEqual([]);
      expect(reasonOf(report, path), path).toBe(reason);
    }
  });

  it('says once what is so for all channels', () => {
    const { unavailable } = buildReport(facts, measured([silent, half]));
    expect(unavailable).toMatchObject({
      'channels[].truePeakDbtp': 'not measured by this version',
      'channels[0].rmsDbfs': 'silence: −∞ dB',
    });
    expect(Object.keys(unavailable).filter((path) => /^channels\[\d\]\.truePeak/.test(path))).toEqual([]);
  });

  it('never has a number that JSON has not', () => {
    const odd = { ...measured([half, half]), stereo: { correlation: NaN } };
    const report = buildReport(facts, {
      ...odd,
      overall: { samplePeakDbfs: -Infinity, truePeakDbtp: Infinity, rmsDbfs: 0 },
    });
    expect(reportFaults(report)).toEqual([]);
    expect(report.overall).toEqual({ samplePeakDbfs: null, truePeakDbtp: null, rmsDbfs: 0 });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('is complete only if nothing is missing', () => {
    const complete = (more: Partial<FileFacts>): boolean =>
      buildReport({ ...facts, ...more }, measured([half, half])).decode.complete;
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
  });
});

const findings: Report['findings'] = [
  { rule: 'clipping', severity: 'warning', message: 'x', startFrame: 1, endFrame: 2, channel: 0 },
];
const reports = [
  buildReport(facts, { ...measured([half, silent]), findings }),
  buildReport(
    { ...facts, path: 'a "b",|*c*\n.wav', scan: { ...scan, warnings: ['One; two', 'Three'] } },
    measured([half, half]),
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
    const text = written('text', [buildReport({ ...facts, path: 'a\x1b[2J.wav' }, measured([silent, silent], null))]);
    expect(text).toContain('peak        −∞\n'.replace('\n', ' dBFS\n'));
    expect(text).not.toContain('\x1b');
    const table = written('table');
    expect(table.split('\n').length).toBe(6);
    expect(table).toContain('A, "b".');
    expect(written('table', [])).toBe(written('table', reports).split('\n')[0] + '\n');
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
