import { describe, expect, it } from 'vitest';
import type { AudioInfo } from '../../../src/core/protocol/audio.ts';
import { buildReport, failedReport } from '../../../src/core/report/buildReport.ts';
import { markdownReport } from '../../../src/core/report/markdownReport.ts';
import { type Measured, nothing, SILENCE } from '../../../src/core/report/measured.ts';
import type { Finding } from '../../../src/core/report/report.ts';

const info: AudioInfo = {
  ...{ container: 'WAV', codec: 'PCM 24-bit', sampleRate: 48_000, channels: 2, bitsPerSample: 24, frames: 2_016_000 },
  ...{ framesExact: true, fileBytes: 12_096_044, warnings: [], layout: ['L', 'R'] },
};
const scan = { state: 'done', scannedFrames: 2_016_000, totalFrames: 2_016_000, warnings: [] } as const;
const none = { reason: 'not looked at' };
/** No file has all of these; what is not named is not looked at. */
const channel = (figures: Record<string, number | { reason: string }>): Measured['channels'][number] =>
  new Proxy(figures, {
    get: (target, name) => target[name as string] ?? none,
    ownKeys: () => columns,
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
  }) as unknown as Measured['channels'][number];
const columns = [
  ...['truePeakDbtp', 'samplePeakDbfs', 'rmsDbfs', 'crestDb', 'dcOffset'],
  ...['noiseFloorDbfs', 'effectiveBits', 'clippedSamples', 'nonFinite'],
];
const found: Finding[] = [
  {
    rule: 'clipping',
    severity: 'error',
    message: 'Clipped | here.',
    startFrame: 624_000,
    endFrame: 624_004,
    channel: 1,
  },
  { rule: 'dc-offset', severity: 'warning', message: 'DC.', startFrame: null, endFrame: null, channel: 0 },
  { rule: 'trailing-silence', severity: 'info', message: '3 s.', startFrame: 1, endFrame: 2, channel: null },
];
const base = nothing({ reason: 'shorter than 3 s' });
const measured: Measured = {
  ...base,
  channels: [
    channel({ truePeakDbtp: 1.756, samplePeakDbfs: 0, rmsDbfs: -21.25, clippedSamples: 1031, effectiveBits: 24 }),
    channel({ truePeakDbtp: SILENCE, samplePeakDbfs: SILENCE, clippedSamples: 0, nonFinite: 0 }),
  ],
  loudness: { ...base.loudness, integratedLufs: -18.24 },
  stereo: { ...base.stereo, correlation: 0.84 },
  findings: found,
};
const report = (change: Partial<Measured> = {}, facts: object = {}) =>
  buildReport({ path: 'takes/a_b.wav', info, scan: { ...scan, warnings: [] }, ...facts }, { ...measured, ...change });
const lines = (...of: Parameters<typeof report>): string[] => markdownReport(report(...of)).split('\n');

describe('markdownReport', () => {
  it('begins with the facts of the file', () => {
    const text = lines();
    expect(text[0]).toBe('### takes/a\\_b.wav');
    expect(text[2]).toBe('WAV PCM 24-bit · 48,000 Hz · 2 channels · 0:42.000 (2,016,000 frames) · 12,096,044 bytes');
  });

  it('has a row for each channel, read as in the panels: minus, −∞ and –', () => {
    const rows = lines().filter((line) => /^\| [LR] \|/.test(line));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/^\| L \| \+1\.76 \| 0\.00 \| −21\.25 \| – \|.* 1,031 \| – \|$/);
    expect(rows[1]).toMatch(/^\| R \| −∞ \| −∞ \| – \|/);
    expect(markdownReport(report())).not.toMatch(/ -\d|Infinity|NaN\b(?!, inf)|undefined/);
  });

  it('gives loudness with its unit, and the reason where there is none', () => {
    const text = lines();
    expect(text).toContain('| Integrated | −18.2 LUFS |');
    expect(text).toContain('| Short-term max | – (shorter than 3 s) |');
    expect(text).toContain('| Correlation | +0.840 |');
    const mono = { ...info, channels: 1, layout: ['M'] };
    expect(lines({ channels: measured.channels.slice(0, 1) }, { info: mono }).join()).not.toContain('Correlation');
  });

  it('lists findings with their place, and nothing in them is markup', () => {
    const text = lines();
    expect(text).toContain('| Error | Clipping | 0:13.000 (frame 624,000) | R | Clipped \\| here. |');
    expect(text).toContain('| Warning | DC offset | whole | L | DC. |');
    expect(text).toContain('| Info | Trailing silence | 0:00.000 (frame 1) | all | 3 s. |');
    expect(lines({ findings: [] })).toContain('Findings: none.');
    expect(lines({ findings: { reason: 'not measured' } })).toContain('Findings: – (not measured)');
  });

  it('says what it is of, what is missing and which sums there are', () => {
    const part = { selection: { startFrame: 48_000, endFrame: 96_000 } };
    expect(lines({}, part)).toContain(
      'Selection: 0:01.000 to 0:02.000 (48,000 frames from frame 48,000). All figures are of it.',
    );
    const broken = { scan: { ...scan, warnings: ['A packet is damaged.'] } };
    expect(lines({}, broken)).toContain('- A packet is damaged.');
    expect(lines({}, broken)).toContain('Decoded: 2,016,000 frames, not all of the file.');
    expect(lines({}, { pcmMd5: 'ab', storedMd5: 'ab' })).toContain('MD5 of the decoded PCM: ab, as the file says');
    expect(lines({}, { pcmMd5: 'ab', storedMd5: 'cd' })).toContain('MD5 of the decoded PCM: ab; the file says cd');
  });

  it('of a file that cannot be read says why', () => {
    expect(markdownReport(failedReport('a.wav', { code: 'corrupt', message: 'It has no header.' }))).toBe(
      '### a.wav\n\n**It has no header.**\n',
    );
  });
});
