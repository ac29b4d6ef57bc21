import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LevelsResult } from '../../../src/core/protocol/levels.ts';
import { RUN_FRAMES } from '../../../src/node/fileScan.ts';
import { tempFolder } from '../../support/cleanup.ts';
import { noise, seededRandom, writeWav } from '../../support/signal.ts';
import { craftWav } from '../formats/bytes.ts';
import { buildServer, generate } from './support.ts';
import { serve } from './serve.ts';

const RATE = 48000;
const FRAMES = 2 * RUN_FRAMES + 54_321;

/** Straight from the definition, in doubles. */
function brute(plane: Float32Array, startFrame: number, endFrame: number): LevelsResult['channels'][number] {
  let [peak, squares, finite, notFinite] = [0, 0, 0, 0];
  for (const value of plane.subarray(startFrame, endFrame)) {
    if (!Number.isFinite(value)) notFinite++;
    else {
      finite++;
      squares += value * value;
      peak = Math.max(peak, Math.abs(value));
    }
  }
  return { peak, rms: finite ? Math.sqrt(squares / finite) : 0, notFinite };
}

function expectLevels(got: LevelsResult, planes: readonly Float32Array[], startFrame: number, endFrame: number): void {
  expect(got.channels).toHaveLength(planes.length);
  for (const [c, { peak, rms, notFinite }] of got.channels.entries()) {
    const expected = brute(planes[c]!, startFrame, endFrame);
    expect({ peak, notFinite }).toEqual({ peak: expected.peak, notFinite: expected.notFinite });
    expect(Math.abs(rms - expected.rms)).toBeLessThanOrEqual(expected.rms * 1e-6);
  }
}

describe('levels', () => {
  const folder = tempFolder('levels');
  const ends: (() => void)[] = [];
  let worker: URL;
  let removeBuild: () => void;
  const planes = noise(2, FRAMES).map((plane, c) =>
    plane.map((x, i) => x * (0.01 + Math.abs(Math.sin(i * 3e-6 + c))) + (i === 777_777 ? 0.9 : 0)),
  );
  const path = join(folder.path, 'long.wav');
  beforeAll(async () => {
    ({ worker, remove: removeBuild } = await buildServer());
    writeWav(path, planes, RATE, 'float32');
  });
  afterEach(() => ends.splice(0).forEach((end) => end()));
  afterAll(() => {
    removeBuild();
    folder.remove();
  });
  const start = (size = 2) => {
    const served = serve({ worker, size });
    ends.push(served.stop);
    return served;
  };
  const floatWav = (name: string, signal: readonly Float32Array[]): string => {
    writeWav(join(folder.path, name), signal, RATE, 'float32');
    return join(folder.path, name);
  };

  it('equal the definition over ranges of any length, before and after the scan, and from the cache', async () => {
    const { client, end } = start();
    const random = seededRandom(5);
    const ranges: [number, number][] = [
      [0, FRAMES],
      [0, FRAMES + 5000],
      [FRAMES - 1, FRAMES],
      [FRAMES, FRAMES + 1],
      [5, 5],
      [4096, 8192],
      [4095, 8193],
      [777_777, 777_778],
      [RUN_FRAMES - 1, RUN_FRAMES + 1],
    ];
    while (ranges.length < 120) {
      const from = Math.floor(random() * FRAMES);
      ranges.push([from, from + Math.floor((FRAMES - from) * random() ** 3)]);
    }
    const check = async (handle: number, wanted: readonly [number, number][]): Promise<void> => {
      for (const [startFrame, endFrame] of wanted) {
        expectLevels(await client.request('levels', { handle, startFrame, endFrame }), planes, startFrame, endFrame);
      }
    };
    const { handle } = await client.request('open', { path, name: 'long.wav' });
    await client.request('attend', { handle, attention: 'paused' });
    await check(handle, ranges.slice(0, 25));
    await client.request('attend', { handle, attention: 'seen' });
    await end(handle);
    await check(handle, ranges);
    await client.request('close', { handle });
    const again = await client.request('open', { path, name: 'long.wav' });
    expect(again.scan.state).toBe('done');
    await check(again.handle, ranges.slice(0, 30));
  });

  it('leave out and count what is not finite, and keep digits at both ends of Float32', async () => {
    const odd = noise(1, 200_000)[0]!;
    for (const [frame, value] of [
      [3, NaN],
      [50_000, Infinity],
      [50_001, -Infinity],
      [199_999, NaN],
    ] as const) {
      odd[frame] = value;
    }
    const tiny = noise(1, 200_000)[0]!.map((x) => x * 1e-30);
    const huge = noise(1, 200_000)[0]!.map((x, i) => x * (i > 100_000 && i < 100_050 ? 3e38 : 1e3));
    const nothing = new Float32Array(200_000).fill(NaN);
    const signal = [odd, tiny, huge, nothing, new Float32Array(200_000)];
    const { client, end } = start();
    const { handle } = await client.request('open', { path: floatWav('odd.wav', signal), name: 'odd.wav' });
    await end(handle);
    for (const [startFrame, endFrame] of [
      [0, 200_000],
      [4, 50_000],
      [50_000, 50_002],
      [8192, 163_840],
    ] as const) {
      const got = await client.request('levels', { handle, startFrame, endFrame });
      expectLevels(got, signal, startFrame, endFrame);
    }
  });

  it('of packets are those of the samples that are heard', async () => {
    const mp3 = generate(join(folder.path, 'a.mp3'), ['-b:a', '128k'], { seconds: 20, rate: RATE });
    const { client, end } = start();
    const { handle } = await client.request('open', { path: mp3, name: 'a.mp3' });
    const { scan } = await end(handle);
    const { data, frames } = await client.request('pcm', { handle, startFrame: 0, frames: 1 << 20 });
    expect(frames).toBe(scan.scannedFrames);
    const heard = [data.subarray(0, frames), data.subarray(frames)];
    for (const [startFrame, endFrame] of [
      [0, frames],
      [12_345, 700_001],
      [frames - 10, frames],
    ] as const) {
      expectLevels(await client.request('levels', { handle, startFrame, endFrame }), heard, startFrame, endFrame);
    }
  });

  it('of a whole hour take a moment, and can be cancelled where they must be read', async () => {
    const hour = 3600 * 8000;
    const quiet = join(folder.path, 'hour.wav');
    writeFileSync(quiet, craftWav({ tag: 1, bits: 16, channels: 1, rate: 8000, data: new Uint8Array(hour * 2) }));
    const { client, end } = start();
    const { handle } = await client.request('open', { path: quiet, name: 'hour.wav' });
    await client.request('attend', { handle, attention: 'paused' });
    const abort = new AbortController();
    const reading = client.request('levels', { handle, startFrame: 0, endFrame: hour }, abort.signal);
    abort.abort();
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    await client.request('attend', { handle, attention: 'seen' });
    await end(handle);
    const before = performance.now();
    const { channels } = await client.request('levels', { handle, startFrame: 7, endFrame: hour - 7 });
    expect(channels).toEqual([{ peak: 0, rms: 0, notFinite: 0 }]);
    // Reading the hour would take far longer: these are two edges of the file.
    expect(performance.now() - before).toBeLessThan(250);
  });
});
