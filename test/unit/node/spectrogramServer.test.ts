import {
  appendFileSync,
  closeSync,
  openSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SpectrogramRequest } from '../../../src/core/protocol/spectrogram.ts';
import { stepOf } from '../../../src/core/spectrogram/columns.ts';
import type { AudioServerOptions } from '../../../src/node/audioServer.ts';
import { tempFolder } from '../../support/cleanup.ts';
import { noise, wavBytes, writeWav } from '../../support/signal.ts';
import { craftWav } from '../formats/bytes.ts';
import { buildServer, generate } from './support.ts';
import { expected, quickAnalysis, requestOf, worstDifference } from './spectrogramSupport.ts';
import { serve } from './serve.ts';

const RATE = 48_000;
/** 60 s, and no multiple of anything. */
const FRAMES = 60 * RATE + 1234;
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('the server of spectrograms', () => {
  const folder = tempFolder('spectra');
  const stops: (() => void)[] = [];
  let worker: URL;
  let removeBuild: () => void;
  const planes = noise(2, FRAMES);
  const path = join(folder.path, 'minute.wav');
  beforeAll(async () => {
    ({ worker, remove: removeBuild } = await buildServer());
    writeWav(path, planes, RATE, 'float32');
  });
  afterEach(() => stops.splice(0).forEach((stop) => stop()));
  afterAll(() => {
    removeBuild();
    folder.remove();
  });
  const open = async (file: string, options: Partial<AudioServerOptions> = {}) => {
    const served = serve({ worker, ...options });
    stops.push(served.stop);
    const { handle } = await served.client.request('open', { path: file, name: 'a.wav' });
    const ask = (change: Partial<SpectrogramRequest>, signal?: AbortSignal) =>
      served.client.request('spectrogram', { handle, ...requestOf(RATE, change) }, signal);
    return { ...served, handle, ask };
  };
  const copyOf = (name: string, signal: readonly Float32Array[]): string => {
    const file = join(folder.path, name);
    writeWav(file, signal, RATE, 'float32');
    utimesSync(file, 1_700_000_000, 1_700_000_000);
    return file;
  };
  /** Other samples in the same place; the file looks as it did. */
  const silence = (file: string): void => {
    const { size } = statSync(file);
    const fd = openSync(file, 'r+');
    writeSync(fd, new Uint8Array(size - 44), 0, size - 44, 44);
    closeSync(fd);
    utimesSync(file, 1_700_000_000, 1_700_000_000);
  };
  const spectrumEntries = (cache: string): string[] => readdirSync(cache).filter((name) => name.endsWith('.spectrum'));
  const isSilent = (data: Uint16Array): boolean => data.every((code) => code === 0);
  /** Takes seconds. */
  const heavy = { ...quickAnalysis, size: 65_536, overlap: 0.9375, padding: 4 } as const;

  it('answers again from memory, for any axis, without a look at the samples', async () => {
    const file = copyOf('again.wav', noise(2, 20_000));
    const { ask, end, handle } = await open(file);
    await end(handle);
    const first = await ask({});
    silence(file);
    expect(await ask({})).toEqual(first);
    const zoomed = await ask({ axis: { scale: 'log', low: 500, high: 3000, rows: 20 } });
    expect(isSilent(zoomed.data)).toBe(false);
    expect(isSilent((await ask({ start: 256 })).data)).toBe(true);
  });

  it('keeps what took long on disk, over a restart, and takes what is damaged for none', async () => {
    const file = copyOf('disk.wav', [planes[0]!.subarray(0, 1_500_000)]);
    const cache = tempFolder('spectrum-cache');
    const request = { level: 6, channels: [0] };
    const before = await open(file, { cacheFolder: cache.path });
    await before.end(before.handle);
    const first = await before.ask(request);
    await expect.poll(() => spectrumEntries(cache.path), { timeout: 10_000 }).toHaveLength(1);
    stops.splice(0).forEach((stop) => stop());
    silence(file);
    const ask = async () => {
      const again = await open(file, { cacheFolder: cache.path });
      return again.ask(request);
    };
    expect(await ask()).toEqual(first);
    const entry = join(cache.path, spectrumEntries(cache.path)[0]!);
    for (const at of [4, 20, 5000]) {
      const fd = openSync(entry, 'r+');
      writeSync(fd, new Uint8Array([77]), 0, 1, at);
      closeSync(fd);
      expect(isSilent((await ask()).data)).toBe(true);
      stops.splice(0).forEach((stop) => stop());
      // Written anew, of what the file holds now.
      await wait(50);
    }
    cache.remove();
  });

  it('gives a first look at once, and what it knows exactly as what it is', async () => {
    const { ask } = await open(path);
    const request = { level: 8, analysis: { ...quickAnalysis, padding: 8 as const } };
    const look = await ask({ ...request, draft: true });
    expect(look).toMatchObject({ draft: true, count: Math.ceil(FRAMES / stepOf(quickAnalysis, 8)) });
    const sharp = await ask(request);
    expect(sharp).toMatchObject({ draft: false, count: look.count });
    // Of the first column, which is always looked at, some windows: never more than all, and not much less.
    let [sum, same] = [0, 0];
    for (const [i, code] of look.data.entries()) {
      if (i % look.count === 0) expect(code).toBeLessThanOrEqual(sharp.data[i]! + 3);
      if (code === sharp.data[i]) same++;
      sum += Math.abs(sharp.data[i]! - code) / 256;
    }
    expect(same).toBeLessThan(look.data.length / 2);
    expect(sum / look.data.length).toBeLessThan(20);
    expect(await ask({ ...request, draft: true })).toEqual(sharp);
    // Nothing is quicker than the whole.
    expect((await ask({ level: -2, draft: true })).draft).toBe(false);
  });

  it('repeats columns of a first look that it has no time for', async () => {
    const file = generate(join(folder.path, 'look.flac'), [], { seconds: 60, rate: RATE });
    const { ask, end, handle } = await open(file);
    await end(handle);
    for (const method of ['stft', 'reassigned', 'multiResolution'] as const) {
      const analysis = { ...quickAnalysis, method, size: 8192, padding: 8 } as const;
      const look = await ask({ level: 1, analysis, draft: true });
      expect(look.draft).toBe(true);
      for (let column = 0; column < look.count; column++)
        expect(look.data[20 * look.count + column]).toBeGreaterThan(0);
    }
  });

  it('lets go of what is no longer wanted, whether it waits or runs', async () => {
    const { ask } = await open(path, { pictures: 1 });
    const aborts = Array.from({ length: 12 }, () => new AbortController());
    const asked = aborts.map(({ signal }, i) => ask({ analysis: heavy, start: i * 50, count: 50 }, signal));
    const ends = Promise.allSettled(asked);
    await wait(100);
    const before = performance.now();
    for (const abort of aborts) abort.abort();
    for (const end of await ends) expect(end).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
    const next = await ask({});
    // One of these windows takes some ms, all of them several seconds.
    expect(performance.now() - before).toBeLessThan(2000);
    expect(next.count).toBe(256);
  });

  it('does the newest first, and of those that came together the first', async () => {
    const { ask } = await open(path, { pictures: 1 });
    const order: string[] = [];
    const note = (name: string, start: number): Promise<unknown> =>
      ask({ level: 3, start, count: 256, analysis: { ...quickAnalysis, size: 4096, overlap: 0.9375 } }).then(() =>
        order.push(name),
      );
    const old = [note('running', 0), note('old 1', 256), note('old 2', 512)];
    await wait(30);
    const fresh = [note('new 1', 768), note('new 2', 1024)];
    await Promise.all([...old, ...fresh]);
    expect(order).toEqual(['running', 'new 1', 'new 2', 'old 1', 'old 2']);
  });

  it('stands parameters that change every 16 ms', async () => {
    const { ask } = await open(path);
    const windows = ['hann', 'hamming', 'blackmanHarris', 'kaiser', 'gaussian', 'flatTop', 'rectangular'] as const;
    const memory = (): number => process.memoryUsage().arrayBuffers;
    const before = memory();
    let [abort, most] = [new AbortController(), 0];
    const asked: Promise<unknown>[] = [];
    const tick = (i: number): void => {
      abort.abort();
      abort = new AbortController();
      const analysis = { ...quickAnalysis, window: windows[i % 7]!, size: 2 ** (9 + (i % 4)) } as const;
      for (let tile = 0; tile < 8; tile++) {
        asked.push(ask({ analysis, level: 2, start: tile * 256 }, abort.signal).catch((error: unknown) => error));
      }
      most = Math.max(most, memory());
    };
    for (let i = 0; i < 125; i++) {
      tick(i);
      await wait(16);
    }
    const last = performance.now();
    const request = requestOf(RATE, { level: 1 });
    const got = await ask(request);
    expect(performance.now() - last).toBeLessThan(1500);
    expect(worstDifference(got.data, expected(planes, RATE, request, 256))).toBeLessThan(0.02);
    await Promise.all(asked);
    expect((most - before) / 2 ** 20).toBeLessThan(160);
  });

  it('does a job again whose thread died, and says so where that dies too', async () => {
    for (const deaths of [1, 2]) {
      const script = join(folder.path, `dying${deaths}.mjs`);
      const log = join(folder.path, `deaths${deaths}`);
      writeFileSync(log, '');
      writeFileSync(
        script,
        `import { appendFileSync, statSync } from 'node:fs';
         import { parentPort } from 'node:worker_threads';
         await import(${JSON.stringify(worker.href)});
         parentPort.on('message', ({ method }) => {
           if (method !== 'bins' || statSync(${JSON.stringify(log)}).size >= ${deaths}) return;
           appendFileSync(${JSON.stringify(log)}, '.');
           process.exit(3);
         });`,
      );
      const { ask } = await open(path, { worker: pathToFileURL(script) });
      const asked = ask({});
      if (deaths === 1) expect((await asked).count).toBe(256);
      else await expect(asked).rejects.toMatchObject({ code: 'corrupt', message: expect.stringMatching(/^a\.wav /) });
      const request = requestOf(RATE, { level: 1 });
      const got = await ask(request);
      expect(worstDifference(got.data, expected(planes, RATE, request, 256))).toBeLessThan(0.02);
    }
  });

  it('gives what is decoded so far of a file that cannot be sought, and the rest later', async () => {
    const file = generate(join(folder.path, 'slow.wma'), ['-c:a', 'wmav2'], { seconds: 120, rate: RATE });
    const { ask, client, end, handle } = await open(file);
    const request = { level: 6, channels: [0] };
    const first = await ask(request);
    const { scan } = await end(handle);
    const last = await ask({ ...request, start: 0 });
    const all = Math.ceil(scan.scannedFrames / stepOf(quickAnalysis, 6));
    expect(all).toBeGreaterThan(1300);
    expect(last.count).toBe(256);
    expect(first.count).toBeLessThan(all);
    expect((await ask({ ...request, start: 1280 })).count).toBe(Math.min(256, all - 1280));
    // What was given before its end was known is the same.
    for (let row = 0; row < first.rows; row++) {
      expect(first.data.subarray(row * first.count, (row + 1) * first.count)).toEqual(
        last.data.subarray(row * 256, row * 256 + first.count),
      );
    }
    const closing = expect(ask({ ...request, analysis: heavy })).rejects.toMatchObject({ code: 'cancelled' });
    await client.request('close', { handle });
    await closing;
  });

  it('follows a recording that grows', async () => {
    const file = join(folder.path, 'growing.wav');
    const bytes = (from: number, to: number): Buffer =>
      wavBytes(
        planes.map((plane) => plane.subarray(from, to)),
        RATE,
        'float32',
      ).subarray(44);
    writeFileSync(file, craftWav({ tag: 3, bits: 32, channels: 2, rate: RATE, dataSize: 0, data: bytes(0, 50_000) }));
    const { ask, client, end, handle, progress } = await open(file);
    await end(handle);
    const level = 1;
    const columns = (frames: number): number => Math.ceil(frames / stepOf(quickAnalysis, level)) - 256;
    expect((await ask({ level, start: 256 })).count).toBe(columns(50_000));
    appendFileSync(file, bytes(50_000, 60_001));
    const seen = progress.length;
    expect(await client.request('refresh', { handle })).toMatchObject({ state: 'grown' });
    await end(handle, seen);
    const request = requestOf(RATE, { level, start: 256 });
    const got = await ask(request);
    expect(got.count).toBe(columns(60_001));
    const wanted = expected(
      planes.map((plane) => plane.subarray(0, 60_001)),
      RATE,
      request,
      got.count,
    );
    expect(worstDifference(got.data, wanted)).toBeLessThan(0.02);
  });
});
