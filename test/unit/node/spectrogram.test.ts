import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SpectrogramRequest } from '../../../src/core/protocol/spectrogram.ts';
import { hopOf, stepOf } from '../../../src/core/spectrogram/columns.ts';
import { NO_LEVEL } from '../../../src/core/spectrogram/levelCode.ts';
import { referenceMultiResolution } from '../../../src/core/spectrogram/multiResolution.ts';
import { Reassigned } from '../../../src/core/spectrogram/reassigned.ts';
import type { AudioServerOptions } from '../../../src/node/audioServer.ts';
import { tempFolder } from '../../support/cleanup.ts';
import { noise, seededRandom, writeWav } from '../../support/signal.ts';
import { buildServer, generate } from './support.ts';
import { expected, plainAxis, quickAnalysis, readerOf, requestOf, worstDifference } from './spectrogramSupport.ts';
import { serve } from './serve.ts';

const RATE = 44100;
/** No multiple of anything. */
const FRAMES = 40_321;
const TOLERANCE = 0.02;

describe('the spectrogram of a file', () => {
  const folder = tempFolder('spectrogram');
  const stops: (() => void)[] = [];
  let worker: URL;
  let removeBuild: () => void;
  // Loudness that rises and falls, so that wrong places show.
  const planes = noise(2, FRAMES).map((plane, c) =>
    plane.map((x, i) => x * (0.05 + Math.abs(Math.sin(i * 3e-4 + c))) + 0.3 * Math.sin(i * (0.2 + 0.3 * c))),
  );
  const midSide = [
    planes[0]!.map((x, i) => (x + planes[1]![i]!) / 2),
    planes[0]!.map((x, i) => (x - planes[1]![i]!) / 2),
  ];
  const path = join(folder.path, 'a.wav');
  beforeAll(async () => {
    ({ worker, remove: removeBuild } = await buildServer());
    writeWav(path, planes, RATE, 'float32');
  });
  afterEach(() => stops.splice(0).forEach((stop) => stop()));
  afterAll(() => {
    removeBuild();
    folder.remove();
  });
  const start = (options: Partial<AudioServerOptions> = {}) => {
    const served = serve({ worker, ...options });
    stops.push(served.stop);
    return served;
  };
  const opened = async (file: string, layout?: Parameters<typeof start>[0]) => {
    const served = start(layout);
    const { handle, info } = await served.client.request('open', { path: file, name: 'a.wav' });
    const ask = (request: SpectrogramRequest) => served.client.request('spectrogram', { handle, ...request });
    return { ...served, handle, info, ask };
  };
  const wav = (name: string, signal: readonly Float32Array[], rate = RATE): string => {
    writeWav(join(folder.path, name), signal, rate, 'float32');
    return join(folder.path, name);
  };

  it('equals the reference at every level, of channels and of mid and side', async () => {
    const { ask } = await opened(path);
    for (const combine of ['max', 'mean'] as const) {
      for (let level = -7; level <= 9; level++) {
        for (const [tracks, of] of [
          ['channels', planes],
          ['midSide', midSide],
        ] as const) {
          const request = requestOf(RATE, { level, tracks, count: 40, analysis: { ...quickAnalysis, combine } });
          const got = await ask(request);
          const columns = Math.ceil(FRAMES / stepOf(quickAnalysis, level));
          expect(got).toMatchObject({ start: 0, count: Math.min(40, columns), rows: 48, draft: false });
          expect(worstDifference(got.data, expected(of, RATE, request, got.count))).toBeLessThan(TOLERANCE);
        }
      }
    }
  });

  it('is the same however it is asked for: any start, count, channels and order', async () => {
    const { ask } = await opened(path);
    const random = seededRandom(3);
    for (let n = 0; n < 40; n++) {
      const level = Math.floor(random() * 5) - 2;
      const columns = Math.ceil(FRAMES / stepOf(quickAnalysis, level));
      const from = Math.floor(random() * columns);
      const request = requestOf(RATE, {
        level,
        start: from,
        count: 1 + Math.floor(random() * 255),
        channels: [[0], [1], [1, 0], [0, 1], [1, 1]][n % 5]!,
        axis: { scale: (['linear', 'log', 'mel', 'bark', 'erb'] as const)[n % 5]!, low: 30, high: 9000, rows: 20 },
      });
      const got = await ask(request);
      expect(got.count).toBe(Math.min(request.count, columns - from));
      // The reference is slow: some of the columns.
      const few = Math.min(got.count, 6);
      const wanted = expected(planes, RATE, request, few);
      const part = new Uint16Array(wanted.length);
      for (let row = 0; row < part.length / few; row++) {
        part.set(got.data.subarray(row * got.count, row * got.count + few), row * few);
      }
      expect(worstDifference(part, wanted)).toBeLessThan(TOLERANCE);
    }
    expect(await ask(requestOf(RATE, { start: 1_000_000 }))).toMatchObject({ count: 0, data: new Uint16Array(0) });
  });

  it('is right for any number of channels, windows longer than the file, and rates from 1 Hz to 768 kHz', async () => {
    for (const [channels, frames, rate, size] of [
      [1, 5000, 1, 256],
      [2, 300, 768_000, 1024],
      [64, 3000, 48_000, 256],
      [3, 1, 8000, 128],
    ] as const) {
      const signal = noise(channels, frames);
      const { ask, handle, client } = await opened(wav(`${channels}-${rate}.wav`, signal, rate));
      for (const level of [-2, 0, 2, 12]) {
        const request = requestOf(rate, {
          level,
          analysis: { ...quickAnalysis, size, padding: 2, window: 'blackmanHarris' },
          channels: Array.from({ length: Math.min(channels, 16) }, (_, i) => (channels - 1 - i * 4 + 4096) % channels),
          count: 10,
        });
        const got = await ask(request);
        expect(got.count).toBe(Math.min(10, Math.ceil(frames / stepOf(request.analysis, level))));
        expect(worstDifference(got.data, expected(signal, rate, request, got.count))).toBeLessThan(TOLERANCE);
      }
      const range = { startFrame: 0, endFrame: frames, tracks: 'channels' as const, channels: [0] };
      const spectrum = await client.request('spectrum', { handle, analysis: quickAnalysis, ...range });
      expect(spectrum.bins).toHaveLength(129);
      expect(spectrum.bins.every(Number.isFinite)).toBe(true);
    }
  });

  it('has no level where samples are no numbers, and silence where they are 0', async () => {
    const odd = [new Float32Array(20_000), noise(1, 20_000)[0]!];
    odd[1]!.fill(NaN, 9000, 9100);
    odd[1]![15_000] = Infinity;
    const { ask } = await opened(wav('odd.wav', odd));
    for (const [level, from] of [
      [-1, 250],
      [0, 1],
      [3, 0],
    ] as const) {
      const got = await ask(requestOf(RATE, { level, start: from }));
      const half = got.data.length / 2;
      expect(got.data.subarray(0, half).every((code) => code === 0)).toBe(true);
      const step = stepOf(quickAnalysis, level);
      const spoilt = (column: number): boolean => {
        for (let at = column * step + Math.min(step, 64) / 2; at < (column + 1) * step; at += 64) {
          if (odd[1]!.subarray(Math.max(0, at - 128), at + 128).some((sample) => !Number.isFinite(sample))) return true;
        }
        return false;
      };
      const columns = Array.from({ length: got.count }, (_, i) => i);
      for (let row = 0; row < got.rows; row++) {
        const line = got.data.subarray(half + row * got.count, half + (row + 1) * got.count);
        expect(columns.filter((i) => line[i] === NO_LEVEL)).toEqual(columns.filter((i) => spoilt(from + i)));
      }
      expect(columns.some((i) => spoilt(from + i))).toBe(true);
    }
  });

  it('puts wider columns together of narrower ones that it has, and that is the same', async () => {
    for (const combine of ['max', 'mean'] as const) {
      const analysis = { ...quickAnalysis, combine };
      const { ask } = await opened(path);
      const fresh = await opened(path);
      for (let tile = 0; tile * 256 < FRAMES / hopOf(analysis); tile++) {
        await ask(requestOf(RATE, { analysis, start: tile * 256 }));
      }
      for (let level = 1; level <= 5; level++) {
        const request = requestOf(RATE, { analysis, level });
        const combined = await ask({ ...request, draft: true });
        const direct = await fresh.ask(request);
        expect(combined).toMatchObject({ draft: false, count: direct.count });
        expect(worstDifference(combined.data, direct.data)).toBeLessThan(combine === 'max' ? 0.005 : TOLERANCE);
      }
    }
  });

  it('has rows of windows of several lengths', async () => {
    const { ask } = await opened(path);
    const analysis = { ...quickAnalysis, method: 'multiResolution', size: 512 } as const;
    const axis = { scale: 'log', low: 60, high: 20_000, rows: 60 } as const;
    for (const level of [-2, 0, 3]) {
      const request = requestOf(RATE, { analysis, axis, level, channels: [1], count: 20 });
      const got = await ask(request);
      const part = { level, start: 0, count: got.count };
      const wanted = referenceMultiResolution(readerOf(planes[1]!), analysis, axis, RATE, part);
      expect(worstDifference(got.data, wanted)).toBeLessThan(TOLERANCE);
    }
  });

  it('has reassigned energy, the same in whatever pieces it is made', async () => {
    const { ask } = await opened(path);
    const analysis = { ...quickAnalysis, method: 'reassigned' } as const;
    const axis = plainAxis(RATE);
    const reassigned = new Reassigned(analysis, axis, RATE);
    for (const level of [-2, 0, 2, 9]) {
      const step = stepOf(analysis, level);
      const got = await ask(requestOf(RATE, { analysis, level, channels: [0], count: 64 }));
      const wanted = new Uint16Array(axis.rows * got.count);
      reassigned.tile(planes[0]!, 0, 0, step, got.count, wanted, 0);
      expect(worstDifference(got.data, wanted, 60)).toBeLessThan(TOLERANCE);
    }
  });

  it('is made of the widest windows there are, in few columns, without being kept', async () => {
    const { ask } = await opened(path);
    const analysis = { ...quickAnalysis, size: 65_536, padding: 8 } as const;
    const axis = { scale: 'log', low: 100, high: 20_000, rows: 16 } as const;
    const request = requestOf(RATE, { analysis, axis, count: 2, channels: [1] });
    const got = await ask(request);
    expect(got.count).toBe(2);
    expect(worstDifference(got.data, expected(planes, RATE, request, 2), 60)).toBeLessThan(TOLERANCE);
  });

  it('says what cannot be had', async () => {
    const { client, handle } = await opened(wav('mono.wav', noise(1, 1000)));
    const ask = (change: Partial<SpectrogramRequest>) =>
      client.request('spectrogram', { handle, ...requestOf(RATE, { channels: [0], ...change }) });
    await expect(ask({ tracks: 'midSide' })).rejects.toMatchObject({
      code: 'unsupported',
      message: 'Mid and side are of two channels; a.wav has 1 channel.',
    });
    await expect(ask({ channels: [3] })).rejects.toMatchObject({
      code: 'internal',
      message: 'a.wav has 1 channel; channel 4 was asked for.',
    });
    await expect(ask({ axis: { scale: 'linear', low: 50, high: 50, rows: 4 } })).rejects.toMatchObject({
      message: 'Frequencies from 50 to 50 Hz are none.',
    });
    expect((await ask({})).count).toBeGreaterThan(0);
  });

  it('of packets is that of the samples that are heard', async () => {
    for (const [name, args] of [
      ['a.flac', []],
      ['a.mp3', ['-b:a', '128k']],
      ['a.ogg', ['-c:a', 'libvorbis']],
      ['a.wma', ['-c:a', 'wmav2']],
    ] as const) {
      const file = generate(join(folder.path, name), [...args], { seconds: 7, rate: RATE });
      const { client, handle, end, ask, info } = await opened(file);
      const { scan } = await end(handle);
      const frames = scan.scannedFrames;
      const pcm = await client.request('pcm', { handle, startFrame: 0, frames: 1 << 20 });
      expect(pcm.frames).toBe(frames);
      const heard = [pcm.data.subarray(0, frames), pcm.data.subarray(frames)];
      expect({ name, channels: info.channels }).toEqual({ name, channels: 2 });
      for (const [level, at, tracks] of [
        [0, Math.floor(frames / 64) - 20, 'channels'],
        [4, 70, 'channels'],
        [9, 0, 'channels'],
        [-1, 5000, 'channels'],
      ] as const) {
        const request = requestOf(RATE, { level, start: at, tracks, count: 12 });
        const got = await ask(request);
        expect(got.count).toBeGreaterThan(5);
        expect(worstDifference(got.data, expected(heard, RATE, request, got.count))).toBeLessThan(TOLERANCE);
      }
    }
  });
});
