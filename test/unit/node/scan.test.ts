import { appendFileSync, readdirSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { kCoefficients } from '../../../src/core/analysis/kWeighting.ts';
import { integratedLoudness, LoudnessMeter } from '../../../src/core/analysis/loudness.ts';
import { midSide } from '../../../src/core/dsp/midSide.ts';
import { hasNonFinite, PEAK_VALUES, peaksResult, planePeaks } from '../../../src/core/dsp/peaks.ts';
import { ScanKernel } from '../../../src/core/dsp/scanKernel.ts';
import { blockFrames, type PeaksResult } from '../../../src/core/protocol/audio.ts';
import { RUN_FRAMES } from '../../../src/node/fileScan.ts';
import { tempFolder } from '../../support/cleanup.ts';
import { noise, wavBytes, writeWav } from '../../support/signal.ts';
import { craftWav } from '../formats/bytes.ts';
import { buildServer } from './support.ts';
import { serve } from './serve.ts';

const RATE = 44100;
/** Three runs and a bit, no multiple of anything. */
const FRAMES = 3 * RUN_FRAMES + 12_345;

function directPeaks(planes: readonly Float32Array[], level: number, start: number, count: number): PeaksResult {
  const size = blockFrames(level);
  const stride = planes.length * PEAK_VALUES;
  const there = Math.min(count, Math.ceil(planes[0]!.length / size) - start);
  const records = new Float32Array(there * stride);
  planes.forEach((plane, c) => {
    const part = plane.subarray(start * size, (start + there) * size);
    planePeaks(part, part.length, size, records, c * PEAK_VALUES, stride);
  });
  return peaksResult(records, start, there, planes.length);
}

/** Mid and side of two channels. */
function derived([left, right]: readonly Float32Array[]): Float32Array[] {
  const planes = [new Float32Array(left!.length), new Float32Array(left!.length)] as const;
  midSide(left!, right!, left!.length, ...planes);
  return [...planes];
}

function directLoudness(planes: readonly Float32Array[]): number {
  const frames = planes[0]!.length;
  const kernel = new ScanKernel(2, frames + (4 - (frames % 4)), 1, kCoefficients(RATE));
  const meter = new LoudnessMeter(RATE, [1, 1], kernel);
  meter.start(0, 0);
  planes.forEach((plane, c) => kernel.planes[c]!.set(plane));
  meter.push(frames);
  return integratedLoudness(meter.take().energies, planes[0]!.length, RATE)!;
}

describe('the scan of a file', () => {
  const folder = tempFolder('scan');
  const stops: (() => void)[] = [];
  let worker: URL;
  let removeBuild: () => void;
  const planes = noise(2, FRAMES).map((plane, c) =>
    plane.map((x, i) => x * (0.2 + 0.8 * Math.abs(Math.sin(i * 1e-6 + c)))),
  );
  const path = join(folder.path, 'long.wav');
  beforeAll(async () => {
    ({ worker, remove: removeBuild } = await buildServer());
    writeWav(path, planes, RATE, 'float32');
  });
  afterEach(() => stops.splice(0).forEach((stop) => stop()));
  afterAll(() => {
    removeBuild();
    folder.remove();
  });

  const start = (options: { size?: number; cacheFolder?: string; cacheLimitBytes?: number } = {}) => {
    const served = serve({ worker, ...options });
    stops.push(served.stop);
    return served;
  };

  async function expectScanned(
    { client, end }: ReturnType<typeof serve>,
    handle: number,
    signal: readonly Float32Array[] = planes,
  ) {
    const { scan } = await end(handle);
    const frames = signal[0]!.length;
    const both = [
      ['channels', signal],
      ['midSide', derived(signal)],
    ] as const;
    expect(scan).toMatchObject({ state: 'done', scannedFrames: frames, totalFrames: frames, warnings: [] });
    for (const [level, first, count] of [
      [1, 100, 500],
      [2, 0, 3000],
      [2, RUN_FRAMES / 256 - 10, 20],
      [3, RUN_FRAMES / 1024 - 5, 3000],
      [4, 0, 65536],
      [5, 0, 65536],
      [12, 0, 10],
    ] as const) {
      for (const [tracks, of] of both) {
        const got = await client.request('peaks', { handle, level, start: first, count, tracks });
        const expected = directPeaks(of, level, first, count);
        expect(got).toMatchObject({ count: expected.count, channels: 2 });
        const values = got.count;
        const wrong = expected.data.findIndex((value, i) => {
          const exact = Math.floor(i / values) % PEAK_VALUES < 2;
          return exact ? !Object.is(got.data[i], value) : !(Math.abs(got.data[i]! / value - 1) < 1e-5);
        });
        expect(wrong, `${tracks}, level ${level}: ${got.data[wrong]} is ${expected.data[wrong]}`).toBe(-1);
      }
    }
    return scan;
  }

  it('is the same with one thread, with several, and from the cache', async () => {
    const expected = directLoudness(planes);
    for (const size of [1, 4]) {
      const served = start({ size });
      const { handle, scan } = await served.client.request('open', { path, name: 'long.wav' });
      expect(scan.state).toBe('scanning');
      expect((await expectScanned(served, handle)).integratedLufs).toBeCloseTo(expected, 9);
      await served.client.request('close', { handle });

      const again = await served.client.request('open', { path, name: 'long.wav' });
      expect(again.scan).toMatchObject({ state: 'done', scannedFrames: FRAMES });
      expect((await expectScanned(served, again.handle)).integratedLufs).toBeCloseTo(expected, 9);
    }
  });

  it('is not taken from the cache once the file has changed', async () => {
    const cache = tempFolder('kept');
    const other = join(folder.path, 'changing.wav');
    writeWav(other, noise(1, 50_000), RATE);
    const first = start({ cacheFolder: cache.path });
    const { handle } = await first.client.request('open', { path: other, name: 'a' });
    await first.end(handle);
    await first.client.request('close', { handle });
    expect(readdirSync(cache.path)).toHaveLength(1);

    const silent = wavBytes([new Float32Array(50_000)], RATE);
    writeFileSync(other, silent);
    utimesSync(other, new Date(), new Date(Date.now() + 5000));
    const opened = await first.client.request('open', { path: other, name: 'a' });
    expect(opened.scan.state).toBe('scanning');
    await first.end(opened.handle);
    const { data } = await first.client.request('peaks', { handle: opened.handle, level: 12, start: 0, count: 1 });
    expect([...data]).toEqual([0, 0, 0]);
    cache.remove();
  });

  it('takes a damaged or cut cache entry for none', async () => {
    const cache = tempFolder('bad-cache');
    const served = start({ cacheFolder: cache.path });
    const first = await served.client.request('open', { path, name: 'long.wav' });
    await served.end(first.handle);
    await served.client.request('close', { handle: first.handle });
    // Each time it is kept anew.
    for (const damage of [
      (file: string) => truncateSync(file, statSync(file).size - 5),
      (file: string) => writeFileSync(file, 'earshot1'),
      (file: string) =>
        writeFileSync(file, Buffer.concat([Buffer.alloc(100), Buffer.from('\xff\xff\xff\x7fearshot1', 'latin1')])),
      (file: string) => truncateSync(file, 0),
    ]) {
      const entry = join(
        cache.path,
        readdirSync(cache.path).find((name) => name.endsWith('.scan'))!,
      );
      damage(entry);
      const again = await served.client.request('open', { path, name: 'long.wav' });
      expect(again.scan.state).toBe('scanning');
      await expectScanned(served, again.handle);
      await served.client.request('close', { handle: again.handle });
    }
    cache.remove();
  });

  it('does without a cache where none can be written', async () => {
    const file = join(folder.path, 'no-folder');
    writeFileSync(file, '');
    const served = start({ cacheFolder: join(file, 'cache') });
    const { handle } = await served.client.request('open', { path, name: 'long.wav' });
    await expectScanned(served, handle);
  });

  it('keeps the cache under its limit and leaves no unfinished files', async () => {
    const cache = tempFolder('small-cache');
    const served = start({ cacheFolder: cache.path, cacheLimitBytes: 1_000_000 });
    const bytes = wavBytes(noise(2, 1_500_000), RATE);
    for (let i = 0; i < 6; i++) {
      const copy = join(folder.path, `copy-${i}.wav`);
      writeFileSync(copy, bytes);
      const { handle } = await served.client.request('open', { path: copy, name: 'copy.wav' });
      await served.end(handle);
      await served.client.request('close', { handle });
      rmSync(copy);
    }
    const kept = readdirSync(cache.path).map((name) => statSync(join(cache.path, name)).size);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(1_000_000);
    expect(readdirSync(cache.path).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    cache.remove();
  });

  it('serves what it has not reached yet', async () => {
    const served = start({ size: 1 });
    const { client } = served;
    const { handle } = await client.request('open', { path, name: 'long.wav' });
    await client.request('attend', { handle, attention: 'paused' });
    const first = 3 * RUN_FRAMES;
    const got = await client.request('peaks', { handle, level: 2, start: first / 256, count: 40 });
    expect(got).toEqual(directPeaks(planes, 2, first / 256, 40));
    const parts = planes.map((plane) => plane.subarray(first));
    for (const level of [0, 2, 4]) {
      const start = first / blockFrames(level);
      const ahead = await client.request('peaks', { handle, level, start, count: 2, tracks: 'midSide' });
      expect(ahead).toEqual({ ...directPeaks(derived(parts), level, 0, 2), start });
    }
    await client.request('attend', { handle, attention: 'seen' });
    await expectScanned(served, handle);
  });

  it('has mid and side of two channels only, and leaves out what is not finite in either', async () => {
    const { client, end } = start();
    const odd = noise(2, 20_000);
    odd[0]![5000] = NaN;
    odd[1]![9000] = -Infinity;
    // Too large together.
    for (const plane of odd) plane[12_000] = 3e38;
    const pair = join(folder.path, 'odd.wav');
    writeWav(pair, odd, RATE, 'float32');
    const { handle } = await client.request('open', { path: pair, name: 'odd.wav' });
    const { scan } = await end(handle);
    expect(scan.warnings).toEqual(['2 samples are not numbers (NaN or infinite); the waveform leaves them out.']);
    for (const level of [0, 2, 4]) {
      const ask = { handle, level, start: 0, count: 2000, tracks: 'midSide' } as const;
      const got = await client.request('peaks', ask);
      const expected = directPeaks(derived(odd), level, 0, 2000);
      expect(got.data.length).toBe(expected.data.length);
      for (const [i, value] of expected.data.entries()) {
        if (Math.floor(i / got.count) % PEAK_VALUES < 2) expect(got.data[i]).toBe(value);
        else expect(hasNonFinite(got.data[i]!)).toBe(hasNonFinite(value));
      }
    }
    for (const [channels, words] of [
      [1, 'mono.wav has 1 channel'],
      [3, 'mono.wav has 3 channels'],
    ] as const) {
      const mono = join(folder.path, `mono${channels}.wav`);
      writeWav(mono, noise(channels, 1000), RATE);
      const other = await client.request('open', { path: mono, name: 'mono.wav' });
      const asked = client.request('peaks', { handle: other.handle, level: 2, start: 0, count: 1, tracks: 'midSide' });
      await expect(asked).rejects.toMatchObject({
        code: 'unsupported',
        message: `Mid and side are of two channels; ${words}.`,
      });
    }
  });

  it('waits while it is paused, and prefers files that are seen', async () => {
    const served = start({ size: 1 });
    const { client, progress } = served;
    const first = await client.request('open', { path, name: 'first' });
    await client.request('attend', { handle: first.handle, attention: 'unseen' });
    const second = await client.request('open', { path: join(folder.path, 'changing.wav'), name: 'second' });
    await served.end(second.handle);
    expect(progress.filter(({ handle, scan }) => handle === first.handle && scan.state === 'done')).toEqual([]);
    await expectScanned(served, first.handle);
  });

  it('goes on when a recording grows', async () => {
    const growing = join(folder.path, 'growing.wav');
    const bytes = (from: number, to: number): Buffer =>
      wavBytes(
        planes.map((plane) => plane.subarray(from, to)),
        RATE,
        'float32',
      ).subarray(44);
    const cuts = [70_001, 70_002, 200_000, 1_300_000];
    const header = craftWav({ tag: 3, bits: 32, channels: 2, rate: RATE, dataSize: 0, data: bytes(0, cuts[0]!) });
    writeFileSync(growing, header);
    const served = start();
    const { client, progress } = served;
    const { handle, info } = await client.request('open', { path: growing, name: 'growing.wav' });
    expect(info).toMatchObject({ frames: cuts[0], growing: true });
    await served.end(handle);
    expect(await client.request('refresh', { handle })).toMatchObject({ state: 'same' });
    for (let i = 1; i < cuts.length; i++) {
      appendFileSync(growing, bytes(cuts[i - 1]!, cuts[i]!));
      const seen = progress.length;
      const grown = await client.request('refresh', { handle });
      expect(grown).toMatchObject({ state: 'grown', info: { frames: cuts[i] } });
      const { scan } = await served.end(handle, seen);
      expect(scan).toMatchObject({ state: 'done', scannedFrames: cuts[i], totalFrames: cuts[i] });
      const signal = planes.map((plane) => plane.subarray(0, cuts[i]));
      expect(scan.integratedLufs).toBeCloseTo(directLoudness(signal), 6);
      for (const level of [2, 3, 4, 6, 12]) {
        const got = await client.request('peaks', { handle, level, start: 0, count: 65536 });
        const expected = directPeaks(signal, level, 0, 65536);
        expect(got.count).toBe(expected.count);
        expect(Math.max(...got.data.subarray(0, got.count))).toBe(Math.max(...expected.data.subarray(0, got.count)));
      }
      const pcm = await client.request('pcm', { handle, startFrame: cuts[i]! - 5, frames: 10 });
      expect([...pcm.data.subarray(0, 5)]).toEqual([...planes[0]!.subarray(cuts[i]! - 5, cuts[i])]);
    }
    writeWav(growing, noise(2, 2_000_000), RATE, 'float32');
    expect(await client.request('refresh', { handle })).toMatchObject({ state: 'changed' });
  });
});
