import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { amplitudeDb } from '../../src/core/analysis/decibels.ts';
import type { Figure } from '../../src/core/report/measured.ts';
import { figureAt } from '../../src/core/report/buildReport.ts';
import type { Report } from '../../src/core/report/report.ts';
import { buildCli, type Cli } from '../support/cli.ts';
import { reportFaults } from '../support/reportRules.ts';
import { Comparison, type Shared, type Tool, writeTable, writtenTable } from './support/comparison.ts';
import { correlations, ffmpegFigures, ffmpegMaxima, ffmpegMd5, rangeOfWindows, soxFigures } from './support/meters.ts';
import { realFiles } from './support/realFiles.ts';

/** EARSHOT_TABLE=write makes the table of docs/MEASUREMENTS.md anew. */
const writes = process.env['EARSHOT_TABLE'] === 'write';
const EXAMPLE = 'arovane_beat_b.flac';
/** Measured ten times by ffmpeg, to have its windows at every 10 ms. */
const MAXIMA = [EXAMPLE, 'lena.flac', 'lena.mp3'];

const shared = {
  peak: { name: 'sample peak', unit: 'dBFS', decimals: 2, tolerance: 0.01 },
  truePeak: { name: 'true peak', unit: 'dBTP', decimals: 2, tolerance: 0.02 },
  rms: { name: 'RMS', unit: 'dBFS', decimals: 2, tolerance: 0.01 },
  rmsMax: { name: 'RMS max', unit: 'dBFS', decimals: 2, tolerance: 0.01 },
  rmsMin: { name: 'RMS min', unit: 'dBFS', decimals: 2, tolerance: 0.01 },
  crest: { name: 'crest', unit: 'dB', decimals: 2, tolerance: 0.01 },
  dc: { name: 'DC offset', unit: 'FS', decimals: 6, tolerance: 1e-6 },
  crossings: { name: 'zero crossings', unit: '', decimals: 0, tolerance: 1 },
  bits: { name: 'effective bits', unit: 'bits', decimals: 0, tolerance: 0 },
  integrated: { name: 'integrated loudness', unit: 'LUFS', decimals: 2, tolerance: 0.02 },
  momentary: { name: 'momentary max', unit: 'LUFS', decimals: 2, tolerance: 0.02 },
  shortTerm: { name: 'short-term max', unit: 'LUFS', decimals: 2, tolerance: 0.02 },
  range: { name: 'loudness range', unit: 'LU', decimals: 2, tolerance: 0.1 },
  correlation: { name: 'correlation', unit: '', decimals: 6, tolerance: 1e-6 },
} satisfies Record<string, Shared>;

describe('earshot inspect', () => {
  let cli: Cli;
  const files = realFiles(39, EXAMPLE);
  const reports = new Map<string, Report>();
  /** What ffmpeg and sox read: of lossy files what we decode, so that the same samples are measured. */
  const readable = new Map<string, string>();
  const comparison = new Comparison(Object.values(shared));

  beforeAll(async () => {
    cli = await buildCli();
    const found = cli.reports(files.map(({ path }) => path));
    files.forEach(({ name, path, lossless }, i) => {
      reports.set(name, found[i]!);
      readable.set(name, lossless ? path : decoded(path, `${name}.wav`));
    });
  }, 120_000);
  afterAll(() => cli.remove());

  function decoded(path: string, name: string, ...more: string[]): string {
    const out = join(cli.folder, name);
    expect(cli.run(['decode', path, '--format', 'wav', '-o', out, ...more])).toMatchObject({ status: 0, stdout: '' });
    return out;
  }

  function same(
    { name }: Shared,
    ours: Figure,
    theirs: Partial<Record<Tool, number>>,
    limit: number,
    example = false,
  ): void {
    const value = typeof ours === 'number' ? ours : -Infinity;
    for (const [tool, other] of Object.entries(theirs)) {
      if (value === other) continue;
      expect(Math.abs(value - other), `${name}: ${value}, ${tool} ${other}`).toBeLessThanOrEqual(limit);
    }
    comparison.add(name, value, theirs, example);
  }

  it.each(files.map(({ name }) => name))('%s has the figures of ffmpeg and sox', (name) => {
    const report = reports.get(name)!;
    const path = readable.get(name)!;
    const example = name === EXAMPLE;
    expect(reportFaults(report)).toEqual([]);
    expect(report.error).toBeUndefined();
    expect(report.decode.complete).toBe(true);
    const [ffmpeg, sox] = [ffmpegFigures(path), soxFigures(path)];
    const { sampleRate, bitDepth, frames, durationSeconds: seconds } = report.file;
    const integers = path.endsWith('.flac');
    // astats takes 32,767 for full scale of 16 bits: 0.0003 dB, and of an offset more than the last digit.
    const scale = integers && bitDepth === 16 ? 32767 / 32768 : 1;
    report.channels.forEach((channel, c) => {
      const at = (figure: keyof typeof channel): Figure => figureAt(report, `channels[${c}].${figure}`);
      const [theirs, sixth] = [ffmpeg.channels[c]!, sox[c]!];
      same(shared.peak, at('samplePeakDbfs'), { ffmpeg: theirs.peak, sox: sixth.peak }, 0.01, example);
      same(shared.rms, at('rmsDbfs'), { ffmpeg: theirs.rms, sox: sixth.rms }, 0.01, example);
      if (channel.rmsMaxDbfs !== null) {
        same(shared.rmsMax, at('rmsMaxDbfs'), { sox: sixth.rmsPeak }, 0.01, example);
        same(shared.rmsMin, at('rmsMinDbfs'), { sox: sixth.rmsTrough }, 0.01, example);
      }
      // sox prints two decimals of a ratio.
      expect(Math.abs(10 ** (channel.crestDb! / 20) - sixth.crest)).toBeLessThanOrEqual(0.01);
      same(shared.crest, at('crestDb'), { ffmpeg: amplitudeDb(theirs.crest) }, 0.01, example);
      same(shared.dc, at('dcOffset'), { ffmpeg: theirs.dc * scale, sox: sixth.dc }, 1e-6, example);
      const crossings = Math.round((channel.zeroCrossingsPerSecond! * frames!) / sampleRate!);
      same(shared.crossings, crossings, { ffmpeg: theirs.crossings }, 1, example);
      if (integers) same(shared.bits, at('effectiveBits'), { sox: sixth.bits }, 0, example);
      // Three decimals of a ratio are no 0.1 dB where it is small.
      const truePeak = ffmpeg.truePeaks[c]!;
      if (truePeak > 0.05) same(shared.truePeak, at('truePeakDbtp'), { ffmpeg: amplitudeDb(truePeak) }, 0.1, example);
    });
    const { integratedLufs, rangeLu, momentaryMaxLufs, shortTermMaxLufs } = report.loudness;
    if (integratedLufs !== null) same(shared.integrated, integratedLufs, { ffmpeg: ffmpeg.integrated }, 0.1, example);
    // ffmpeg looks at a tenth of our windows: it finds no louder one.
    const loudest = (levels: readonly number[]): number => Math.max(...levels) - 0.01;
    if (momentaryMaxLufs !== null) expect(momentaryMaxLufs).toBeGreaterThanOrEqual(loudest(ffmpeg.momentary));
    if (shortTermMaxLufs !== null) expect(shortTermMaxLufs).toBeGreaterThanOrEqual(loudest(ffmpeg.shortTerm));
    if (rangeLu !== null) {
      const ofSameWindows = rangeOfWindows(ffmpeg.shortTerm.slice(29));
      expect(Math.abs(rangeLu - ofSameWindows)).toBeLessThanOrEqual(0.1);
      // ffmpeg counts windows that are not full yet; of long files they do not decide.
      if (seconds! > 12) same(shared.range, rangeLu, { ffmpeg: ffmpeg.range }, 0.1, example);
    }
  });

  it.each(MAXIMA)('%s has the loudest windows that ffmpeg finds at every 10 ms', (name) => {
    const { momentaryMaxLufs, shortTermMaxLufs } = reports.get(name)!.loudness;
    const { momentary, shortTerm } = ffmpegMaxima(readable.get(name)!);
    same(shared.momentary, momentaryMaxLufs!, { ffmpeg: momentary }, 0.1, name === EXAMPLE);
    if (shortTermMaxLufs !== null)
      same(shared.shortTerm, shortTermMaxLufs, { ffmpeg: shortTerm }, 0.1, name === EXAMPLE);
  });

  it('correlations are those of NumPy', () => {
    const two = files.filter(({ name }) => reports.get(name)!.file.channels === 2);
    expect(two.length).toBeGreaterThan(15);
    const theirs = correlations(two.map(({ name }) => ({ path: readable.get(name)! })));
    two.forEach(({ name }, i) => {
      const { correlation } = reports.get(name)!.stereo;
      if (correlation !== null) same(shared.correlation, correlation, { NumPy: theirs[i]! }, 1e-9, name === EXAMPLE);
      else expect(theirs[i]).toBeNaN();
    });
  });

  it('the table in docs/MEASUREMENTS.md is what was found', async () => {
    if (writes) await writeTable(comparison.rows());
    expect(comparison.faults(writtenTable()), 'EARSHOT_TABLE=write makes it').toEqual([]);
  });

  it('MD5 of FLAC is that of the header and of ffmpeg, of other files that of earshot decode', () => {
    const flacs = files.filter(({ name }) => name.endsWith('.flac'));
    expect(flacs.length).toBeGreaterThanOrEqual(40);
    for (const [i, { name, path }] of flacs.entries()) {
      const { decode, file } = reports.get(name)!;
      // STREAMINFO is the first block.
      expect(decode.storedMd5, name).toBe(readFileSync(path).subarray(26, 42).toString('hex'));
      expect(decode.pcmMd5, name).toBe(decode.storedMd5);
      // The header's is that of another program already; ffmpeg's shows for some of each depth that it is read aright.
      if (i % 5 === 0 || file.bitDepth === 24)
        expect(decode.pcmMd5, name).toBe(ffmpegMd5(path, file.bitDepth === 24 ? 'pcm_s24le' : 'pcm_s16le'));
    }
    for (const { name, path } of files.filter((each) => /\.(mp3|ogg|opus|m4a)$/.test(each.name))) {
      const samples = cli.bytes(['decode', path, '--format', 'f32', '-o', '-']);
      const { pcmMd5, storedMd5 } = reports.get(name)!.decode;
      expect(pcmMd5, name).toBe(createHash('md5').update(samples).digest('hex'));
      expect(storedMd5).toBe(null);
    }
  });

  it.each([
    ['0.37:2.81', [EXAMPLE, 'lena.wav', 'lena.opus']],
    ['#1001:#45678', [EXAMPLE, 'lena.mp3', 'lena.flac']],
    ['1.5:', ['lena.wav', 'lena.mp3', 'lena.opus']],
  ])('of %s has the figures of that range cut out: %j', (select, names) => {
    const chosen = names.map((name) => {
      const file = files.find((each) => each.name === name)!;
      return { ...file, cut: decoded(file.path, `cut-${name}.wav`, '--select', select) };
    });
    const selected = cli.reports(['--select', select, ...chosen.map(({ path }) => path)]);
    const cuts = cli.reports(chosen.map(({ cut }) => cut));
    chosen.forEach(({ cut }, i) => {
      const [ours, whole] = [selected[i]!, cuts[i]!];
      expect(reportFaults(ours)).toEqual([]);
      const { startFrame, endFrame } = ours.selection!;
      expect(whole.file.frames).toBe(endFrame - startFrame);
      expect(differences(ours, whole, startFrame), basename(cut)).toEqual([]);
      const [ffmpeg, sox] = [ffmpegFigures(cut), soxFigures(cut)];
      ours.channels.forEach((channel, c) => {
        const theirs = sox[c]!;
        expect(Math.abs(channel.samplePeakDbfs! - theirs.peak)).toBeLessThanOrEqual(0.01);
        expect(Math.abs(channel.rmsDbfs! - theirs.rms)).toBeLessThanOrEqual(0.01);
        expect(Math.abs(channel.dcOffset! - theirs.dc)).toBeLessThanOrEqual(1e-6);
        expect(Math.abs(channel.rmsMaxDbfs! - theirs.rmsPeak)).toBeLessThanOrEqual(0.01);
        expect(Math.abs(channel.rmsMinDbfs! - theirs.rmsTrough)).toBeLessThanOrEqual(0.01);
      });
      expect(Math.abs(ours.loudness.integratedLufs! - ffmpeg.integrated)).toBeLessThanOrEqual(0.1);
    });
  });

  it('a range of a file of sox itself', () => {
    const path = readable.get('lena.flac')!;
    const [report] = cli.reports(['--select', '1:2', path]);
    const text = execFileSync('sh', ['-c', 'exec sox "$1" -n trim 1 1 stat 2>&1', 'sh', path], { encoding: 'utf8' });
    const rms = Number(/RMS\s+amplitude:\s+(\S+)/.exec(text)?.[1]);
    expect(Math.abs(10 ** (report!.overall.rmsDbfs! / 20) - rms)).toBeLessThan(1e-6);
  });
});

/** Figures of a selection that are not those of the file cut out; places are of the whole file. */
function differences(selected: Report, whole: Report, startFrame: number): string[] {
  const faults: string[] = [];
  const compare = (path: string, ours: object, theirs: object): void => {
    const others = theirs as Record<string, unknown>;
    for (const [name, value] of Object.entries(ours) as [string, unknown][]) {
      const other = others[name];
      const [a, b] = name.endsWith('Frame') && typeof other === 'number' ? [value, other + startFrame] : [value, other];
      const near = typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b));
      if (a !== b && !near) faults.push(`${path}.${name}: ${String(a)}, cut out ${String(b)}`);
    }
  };
  selected.channels.forEach((channel, c) =>
    compare(`channels[${c}]`, { ...channel, name: '' }, { ...whole.channels[c], name: '' }),
  );
  compare('overall', selected.overall, whole.overall);
  compare('loudness', selected.loudness, whole.loudness);
  compare('stereo', selected.stereo, whole.stereo);
  return faults;
}
