import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { amplitudeDb, powerDb } from '../../src/core/analysis/decibels.ts';
import type { MeasuresResult } from '../../src/core/analysis/measures.ts';
import { tempFolder } from '../support/cleanup.ts';
import { openForTest } from '../support/decode.ts';
import { writeWav } from '../support/signal.ts';
import { generate } from '../unit/node/support.ts';
import { type Loudness, measured, scannedLoudness } from './support/measured.ts';
import {
  correlations,
  type FfmpegFigures,
  ffmpegFigures,
  rangeOfWindows,
  type SoxFigures,
  soxFigures,
} from './support/meters.ts';
import { realFiles } from './support/realFiles.ts';

const folder = tempFolder('statistics');
afterAll(() => folder.remove());

interface Case {
  planes: Float32Array[];
  sampleRate: number;
  ours: MeasuresResult;
  loudness: Loudness;
  ffmpeg: FfmpegFigures;
  sox: SoxFigures[];
  /** ffmpeg's statistics of 16-bit samples take 32,767 for full scale. */
  sixteen: boolean;
}

/** Lossless files as they are; of the others what we decode, so that the same samples are measured. */
async function judged(path: string, name: string, asIs: boolean): Promise<Case> {
  const decoder = await openForTest(path);
  const planes = await decoder.all();
  const { sampleRate, layout } = { layout: undefined, ...decoder.info } as { sampleRate: number; layout?: string[] };
  await decoder.close();
  const file = asIs ? path : join(folder.path, `${name}.wav`);
  if (!asIs) writeWav(file, planes, sampleRate, 'float32');
  const ffmpeg = ffmpegFigures(file);
  return {
    ...{ planes, sampleRate, ours: measured(planes, sampleRate), ffmpeg, sox: soxFigures(file) },
    loudness: scannedLoudness(planes, sampleRate, { layout }),
    sixteen: asIs && planes.every((plane) => plane.every((x) => Number.isInteger(x * 32768))),
  };
}

function near(ours: number | null | undefined, theirs: number, tolerance: number, what: string): void {
  if (ours === theirs) return;
  expect(Math.abs((ours ?? NaN) - theirs), `${what}: ${ours}, theirs ${theirs}`).toBeLessThanOrEqual(tolerance);
}

function equalStatistics({ ours, ffmpeg, sox, sixteen }: Case): void {
  const scale = sixteen ? 32768 / 32767 : 1;
  ours.channels.forEach((channel, c) => {
    const [{ levels, format }, theirs, sixth] = [channel, ffmpeg.channels[c]!, sox[c]!];
    near(amplitudeDb(levels.peak * scale), theirs.peak, 0.0001, 'peak, astats');
    near(amplitudeDb(levels.peak), sixth.peak, 0.01, 'peak, sox');
    near(powerDb(levels.meanSquare * scale * scale), theirs.rms, 0.0001, 'RMS, astats');
    near(powerDb(levels.meanSquare), sixth.rms, 0.01, 'RMS, sox');
    near(levels.dcOffset * scale, theirs.dc, 1e-6, 'DC, astats');
    near(levels.dcOffset, sixth.dc, 1e-6, 'DC, sox');
    near(levels.crest, theirs.crest, 1e-5, 'crest, astats');
    near(levels.crest, sixth.crest, 0.01, 'crest, sox');
    if (levels.window) {
      near(powerDb(levels.window.max), sixth.rmsPeak, 0.01, 'RMS of the loudest window, sox');
      near(powerDb(levels.window.min), sixth.rmsTrough, 0.01, 'RMS of the quietest window, sox');
      // astats begins after 50 ms, sox and we after 250.
      expect(theirs.rmsPeak).toBeGreaterThan(powerDb(levels.window.max * scale * scale) - 0.001);
      expect(theirs.rmsTrough).toBeLessThan(powerDb(levels.window.min * scale * scale) + 0.001);
    }
    const crossings = Math.round(levels.zeroCrossingRate * channel.frames);
    // astats takes what is before the file for negative.
    expect([crossings, crossings + 1]).toContain(theirs.crossings);
    if (!format.finer && format.bitDepth !== null) expect(format.bitDepth).toBe(sixth.bits);
  });
}

function equalLoudness({ ours, loudness, ffmpeg, sampleRate, planes }: Case): void {
  const seconds = planes[0]!.length / sampleRate;
  if (loudness.integrated !== null) near(loudness.integrated, ffmpeg.integrated, 0.02, 'integrated');
  const curve = (mine: Float32Array, theirs: number[], from: number, what: string): void => {
    for (let i = from; i < Math.min(mine.length, theirs.length); i++) {
      if (mine[i]! > -100) near(mine[i], theirs[i]!, 0.01, `${what} at ${i}`);
    }
  };
  curve(loudness.momentary, ffmpeg.momentary, 3, 'momentary');
  curve(loudness.shortTerm, ffmpeg.shortTerm, 29, 'short-term');
  expect(loudness.momentary.length).toBeGreaterThanOrEqual(seconds < 0.4 ? 0 : ffmpeg.momentary.length);
  // ffmpeg counts windows that are not full yet; of long files they do not decide.
  if (loudness.range !== null) {
    near(loudness.range, rangeOfWindows(ffmpeg.shortTerm.slice(29)), 0.1, 'range, of the same windows');
    if (seconds > 12) near(loudness.range, ffmpeg.range, 0.1, 'range');
  }
  // 0.1 dB where both take four times 48 kHz. Of 44.1 kHz ffmpeg's filter for 192 kHz ends at 0.97 of the band.
  ours.channels.forEach(({ truePeak }, c) => {
    const theirs = ffmpeg.truePeaks[c]!;
    if (theirs > 0.05) near(truePeak.dbtp, amplitudeDb(theirs), 0.1, 'true peak');
  });
}

describe('figures of files that nobody here made', () => {
  it.each(realFiles(36).map((file) => [file.name, file] as const))('%s', async (name, file) => {
    const one = await judged(file.path, name, file.lossless);
    equalStatistics(one);
    equalLoudness(one);
    const { planes, ours } = one;
    if (planes.length !== 2) return;
    const theirs = correlations([{ samples: planes }])[0]!;
    near(ours.stereo!.correlation, theirs, 1e-9, 'correlation, numpy');
  });
});

describe('figures of what is made', () => {
  it.each([
    ['24 bits at 96 kHz', 'a.wav', ['-c:a', 'pcm_s24le'], 96000, 13],
    ['48 kHz, with a swell', 'b.wav', ['-c:a', 'pcm_s24le', '-af', 'tremolo=f=0.1:d=0.97'], 48000, 40],
    ['8 kHz', 'c.wav', ['-c:a', 'pcm_s24le', '-ac', '1'], 8000, 13],
    [
      '5.1 at 48 kHz',
      'd.wav',
      ['-c:a', 'pcm_s24le', '-filter_complex', '[0:a]pan=5.1|FL=c0|FR=c1|FC=0.5*c0|LFE=c1|BL=0.7*c0|BR=c1'],
      48000,
      13,
    ],
  ] as const)('%s', async (_, name, args, rate, seconds) => {
    const path = generate(join(folder.path, name), [...args], { seconds, rate });
    const one = await judged(path, name, true);
    equalStatistics(one);
    equalLoudness(one);
  });

  // Of equal peaks drmeter takes the next lower one for the second, and of equal RMS one only: noise has none.
  it('TT DR is that of drmeter where a fifth of the blocks is a whole number', async () => {
    const path = generate(join(folder.path, 'dr.wav'), ['-af', 'pan=stereo|c0=c0|c1=0.7*c0,tremolo=f=0.137:d=0.9'], {
      seconds: 30,
      rate: 48000,
    });
    const { ours, ffmpeg } = await judged(path, 'dr', true);
    ours.channels.forEach(({ dynamicRange }, c) => near(dynamicRange, ffmpeg.dynamicRange[c]!, 0.02, 'TT DR'));
    expect(ffmpeg.dynamicRange).toHaveLength(2);
  });

  it('silence and very short files have no figures that do not exist', async () => {
    const path = join(folder.path, 'silence.wav');
    writeWav(path, [new Float32Array(48000), new Float32Array(48000)], 48000);
    const { ours, loudness } = await judged(path, 'silence', true);
    expect(loudness).toMatchObject({ integrated: null, momentaryMax: null, shortTermMax: null, range: null });
    expect(ours.stereo).toMatchObject({ correlation: null, midToSide: null, balance: null });
    expect(ours.same).toEqual({ same: [], inverted: [] });
  });
});
