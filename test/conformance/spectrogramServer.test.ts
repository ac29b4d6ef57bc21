import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Analysis,
  plainAnalysis,
  type SpectrumResult,
  TILE_COLUMNS,
  type WindowKind,
  windowKinds,
} from '../../src/core/protocol/spectrogram.ts';
import { stepOf } from '../../src/core/spectrogram/columns.ts';
import { codeOfLevel, levelOfCode } from '../../src/core/spectrogram/levelCode.ts';
import { referenceMultiResolution } from '../../src/core/spectrogram/multiResolution.ts';
import { interpolatedPeak } from '../../src/core/spectrogram/peak.ts';
import { PitchTracker } from '../../src/core/spectrogram/pitch.ts';
import { Reassigned } from '../../src/core/spectrogram/reassigned.ts';
import { makeWindow, noiseBandwidth } from '../../src/core/spectrogram/windows.ts';
import { tempFolder } from '../support/cleanup.ts';
import { fill, seededRandom, writeWav } from '../support/signal.ts';
import { lenaPath } from '../unit/formats/lena.ts';
import { serve } from '../unit/node/serve.ts';
import { buildServer } from '../unit/node/support.ts';
import { scipy, type StftCase, voice, VOICE_RATE, writeSamples } from './support/scipy.ts';

const TOLERANCE = 0.1;
const RATE = 48000;
const whole = { tracks: 'channels' as const, channels: [0] };

const caseOf = (window: WindowKind, more: Partial<StftCase> = {}): StftCase => ({
  window,
  size: 2048,
  padding: 1,
  hop: 512,
  combine: [1, 'max'],
  columns: 1000,
  points: 1000,
  ...more,
});
const zoomedOut: StftCase[] = [
  caseOf('hann', { combine: [8, 'max'], columns: 120 }),
  caseOf('hann', { combine: [8, 'mean'], columns: 120 }),
  caseOf('blackmanHarris', { combine: [64, 'max'], size: 512, hop: 64, padding: 4, columns: 120 }),
];
const cases = [...windowKinds.map((window) => caseOf(window)), ...zoomedOut];

describe('what the audio server answers', () => {
  const folder = tempFolder('server-spectra');
  let served: ReturnType<typeof serve>;
  let removeBuild: () => void;
  let points: [column: number, bin: number, level: number][][];
  beforeAll(async () => {
    points = scipy('stft', { samples: writeSamples(`${folder.path}/voice.f32`, voice()), seed: 2, cases });
    const built = await buildServer();
    removeBuild = built.remove;
    served = serve({ worker: built.worker });
  }, 120_000);
  afterAll(() => {
    served.stop();
    removeBuild();
    folder.remove();
  });

  async function open(path: string): Promise<number> {
    const { handle } = await served.client.request('open', { path, name: path });
    await served.end(handle);
    return handle;
  }

  async function compare(handle: number, number: number): Promise<void> {
    const { window, size, padding, hop, combine, columns } = cases[number]!;
    const bins = (size * padding) / 2 + 1;
    const analysis: Analysis = {
      ...plainAnalysis,
      window,
      size,
      padding: padding as Analysis['padding'],
      overlap: (1 - hop / size) as Analysis['overlap'],
      combine: combine[1],
    };
    // Rows of one bin each.
    const axis = { scale: 'linear', low: 0, high: VOICE_RATE / 2, rows: bins } as const;
    const tiles: Uint16Array[] = [];
    for (let start = 0; start < columns; start += TILE_COLUMNS) {
      const request = { analysis, axis, level: Math.log2(combine[0]), start, count: TILE_COLUMNS, draft: false };
      const result = await served.client.request('spectrogram', { handle, ...whole, ...request });
      expect(result.rows).toBe(bins);
      tiles.push(result.data);
    }
    expect(points[number]!.length).toBe(1000);
    for (const [column, bin, level] of points[number]!) {
      const tile = tiles[Math.floor(column / TILE_COLUMNS)]!;
      const code = tile[bin * (tile.length / bins) + (column % TILE_COLUMNS)]!;
      expect(Math.abs(levelOfCode(code) - level)).toBeLessThan(TOLERANCE);
    }
  }

  it.each(windowKinds)('is SciPy’s spectrogram at 1000 random bins, %s window', async (window) => {
    const handle = await open(lenaPath('wav'));
    await compare(handle, windowKinds.indexOf(window));
    await served.client.request('close', { handle });
  });

  it.each(['wav', 'flac'])(
    'is the largest, or the mean, of its windows where columns are wider than a hop: %s',
    async (ending) => {
      const path = `${folder.path}/voice.${ending}`;
      execFileSync('ffmpeg', ['-v', 'error', '-i', lenaPath('wav'), path]);
      const handle = await open(path);
      for (let i = 0; i < zoomedOut.length; i++) await compare(handle, windowKinds.length + i);
      await served.client.request('close', { handle });
    },
  );

  const spectrum = (
    handle: number,
    analysis: Analysis,
    startFrame: number,
    endFrame: number,
  ): Promise<SpectrumResult> => served.client.request('spectrum', { handle, ...whole, analysis, startFrame, endFrame });

  it.each(windowKinds)(
    'has a sine’s level within 0.1 dB and its frequency within 0.1 bin, %s window',
    async (window) => {
      const random = seededRandom(5);
      const path = `${folder.path}/sine-${window}.wav`;
      for (const size of [512, 4096] as const) {
        const analysis = { ...plainAnalysis, window, size };
        const binHz = RATE / size;
        const hertz = (16 + random() * (size / 2 - 32)) * binHz;
        const sine = (n: number): number => 0.1 * Math.sin((2 * Math.PI * hertz * n) / RATE);
        writeWav(path, fill(1, RATE, sine), RATE, 'float32');
        const handle = await open(path);
        for (const [from, to] of [
          [20_000, 20_000 + size],
          [20_000, 20_010],
          [1000, 40_000],
        ] as const) {
          const result = await spectrum(handle, analysis, from, to);
          expect(result.binHz).toBe(binHz);
          const peak = interpolatedPeak(result.bins, hertz / binHz + random() - 0.5, analysis)!;
          expect(Math.abs(peak.level + 20)).toBeLessThan(0.1);
          expect(Math.abs(peak.bin - hertz / binHz)).toBeLessThan(0.1);
        }
        // In the picture: the loudest row is less by the window's scalloping at most, with a flat top by nothing.
        const axis = { scale: 'linear', low: 0, high: RATE / 2, rows: size / 2 + 1 } as const;
        const request = { analysis, axis, level: 0, start: 20, count: 1, draft: false };
        const { data } = await served.client.request('spectrogram', { handle, ...whole, ...request });
        const loudest = data.reduce((best, code, row) => (code > data[best]! ? row : best), 0);
        expect(Math.abs(loudest - hertz / binHz)).toBeLessThan(0.6);
        expect(levelOfCode(data[loudest]!)).toBeLessThan(-19.95);
        expect(levelOfCode(data[loudest]!)).toBeGreaterThan(window === 'flatTop' ? -20.05 : -20 - 4);
        await served.client.request('close', { handle });
      }
    },
  );

  it('has the density of white noise: rms² · 4 B / size in every bin', async () => {
    const random = seededRandom(6);
    const rms = 0.05;
    const path = `${folder.path}/noise.wav`;
    writeWav(
      path,
      fill(1, 20 * RATE, () => rms * Math.sqrt(12) * (random() - 0.5)),
      RATE,
      'float32',
    );
    const handle = await open(path);
    for (const window of windowKinds) {
      const analysis = { ...plainAnalysis, window, size: 1024 };
      const { bins, noiseBins, windows, allWindows } = await spectrum(handle, analysis, 0, 20 * RATE);
      expect(windows).toBe(allWindows);
      expect(noiseBins).toBeCloseTo(noiseBandwidth(makeWindow(window, 1024)), 6);
      const mean = bins.slice(8, -8).reduce((sum, level) => sum + 10 ** (level / 10), 0) / (bins.length - 16);
      const stated = 20 * Math.log10(rms) + 10 * Math.log10((4 * noiseBins) / 1024);
      expect(Math.abs(10 * Math.log10(mean) - stated)).toBeLessThan(0.05);
    }
    await served.client.request('close', { handle });
  });

  it.each([-4, 0, 3])('has the other methods’ pictures as they are defined, at level %i', async (level) => {
    const samples = voice();
    const read = (from: number, frames: number): Float32Array =>
      Float32Array.from({ length: frames }, (_, n) => samples[from + n] ?? 0);
    const axis = { scale: 'mel', low: 0, high: VOICE_RATE / 2, rows: 300 } as const;
    const handle = await open(lenaPath('wav'));
    const step = stepOf(plainAnalysis, level);
    const [start, count] = [Math.round(150_000 / step), 16];
    for (const method of ['multiResolution', 'reassigned'] as const) {
      const analysis: Analysis = { ...plainAnalysis, method };
      const request = { analysis, axis, level, start, count, draft: false };
      const { data } = await served.client.request('spectrogram', { handle, ...whole, ...request });
      const expected = new Uint16Array(axis.rows * count);
      if (method === 'multiResolution')
        expected.set(referenceMultiResolution(read, analysis, axis, VOICE_RATE, { level, start, count }));
      else new Reassigned(analysis, axis, VOICE_RATE).tile(samples, 0, start * step, step, count, expected, 0);
      expect(data.length).toBe(expected.length);
      // −110 dBFS: below, single precision tells.
      for (const [i, code] of expected.entries())
        if (code > codeOfLevel(-110))
          expect(Math.abs(levelOfCode(data[i]!) - levelOfCode(code))).toBeLessThan(TOLERANCE);
    }
    await served.client.request('close', { handle });
  });

  it('has the pitch of the voice, in parts as in the whole', async () => {
    const handle = await open(lenaPath('wav'));
    const alone = new PitchTracker(VOICE_RATE).track(voice(), 0, 0, 1000);
    for (const [start, count] of [
      [0, 400],
      [400, 600],
    ] as const) {
      const { hertz, voiced } = await served.client.request('pitch', { handle, ...whole, start, count });
      const differs = [...hertz].filter((pitch, i) => Math.abs(pitch - alone.hertz[start + i]!) > 0.01);
      expect(differs.length).toBeLessThanOrEqual(count / 100);
      for (let i = 0; i < count; i++) expect(voiced[i]).toBeCloseTo(alone.voiced[start + i]!, 4);
    }
    await served.client.request('close', { handle });
  });
});
