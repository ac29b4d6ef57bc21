import { describe, expect, it } from 'vitest';
import type { ScanProgress } from '../../../src/core/protocol/audio.ts';
import { EarshotError } from '../../../src/core/protocol/errors.ts';
import type { AbortSignalLike } from '../../../src/core/util/abort.ts';
import { framesPerBlock, PCM_LEVEL, TILE_BLOCKS, TILE_FRAMES } from '../../../src/core/picture/lane/columns.ts';
import { PeakCache, tilesOf } from '../../../src/core/picture/lane/peakCache.ts';

interface Asked {
  level: number;
  start: number;
  count: number;
  signal: AbortSignalLike;
  answer(there?: number): void;
  fail(error: EarshotError): void;
}

/** A source whose answers come when the test says so. Every value is the index of its block. */
function setUp(options: { channels?: number; maxBytes?: number } = {}) {
  const { channels = 2, maxBytes } = options;
  const asked: Asked[] = [];
  const errors: EarshotError[] = [];
  const timers: (() => void)[] = [];
  let changes = 0;
  const ask = (level: number, start: number, count: number, signal: AbortSignalLike) =>
    new Promise<{ count: number; data: Float32Array }>((resolve, reject) => {
      const rows = channels * (level === PCM_LEVEL ? 1 : 3);
      asked.push({
        level,
        start,
        count,
        signal,
        answer: (there = count) => {
          const data = new Float32Array(rows * there).map((_, i) => start + (i % there));
          resolve({ count: there, data });
        },
        fail: reject,
      });
    });
  const cache = new PeakCache(
    { channels, peaks: ask, pcm: (start, frames, signal) => ask(PCM_LEVEL, start, frames, signal) },
    {
      ...(maxBytes === undefined ? {} : { maxBytes }),
      later: (run) => {
        timers.push(run);
        return { dispose: () => timers.splice(timers.indexOf(run), 1) };
      },
      onError: (error) => errors.push(error),
    },
  );
  cache.changed.on(() => changes++);
  return { cache, asked, errors, timers, changes: () => changes };
}

const scan = (scannedFrames: number, state: ScanProgress['state'] = 'scanning'): ScanProgress => ({
  state,
  scannedFrames,
  totalFrames: 1e9,
  warnings: [],
});
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const TILE = TILE_BLOCKS * framesPerBlock(3);

describe('PeakCache', () => {
  it('shows an overview that came unasked, and asks again where the scan has gone beyond it', () => {
    const { cache, asked, changes } = setUp({ channels: 1 });
    const count = TILE_BLOCKS + 5;
    const data = new Float32Array(3 * count).map((_, i) => i % count);
    cache.put(3, { count, data });
    expect(changes()).toBe(1);
    expect(cache.tile(3, 0)?.count).toBe(TILE_BLOCKS);
    expect(cache.tile(3, 1)?.data.slice(0, 5)).toEqual(Float32Array.from({ length: 5 }, (_, i) => TILE_BLOCKS + i));
    cache.put(3, { count: 2, data: new Float32Array(6) });
    expect(cache.tile(3, 0)?.count).toBe(TILE_BLOCKS);

    cache.setScan(scan(count * framesPerBlock(3)));
    cache.want('lanes', [tilesOf(3, 0, 2 * TILE)]);
    expect(asked).toHaveLength(0);
    cache.setScan(scan(2 * TILE));
    expect(asked.map(({ start }) => start)).toEqual([TILE_BLOCKS]);
  });

  it('asks for neighbours in one request, once, and cuts the answer into tiles', async () => {
    const { cache, asked, changes } = setUp();
    cache.setScan(scan(1e9, 'done'));
    cache.want('lanes', [tilesOf(3, TILE * 2, TILE * 5)]);
    cache.want('minimap', [tilesOf(3, TILE * 2, TILE * 4)]);
    expect(asked.map(({ level, start, count }) => [level, start, count])).toEqual([
      [3, 2 * TILE_BLOCKS, 3 * TILE_BLOCKS],
    ]);
    asked[0]!.answer();
    await settled();
    expect(changes()).toBe(1);
    for (const index of [2, 3, 4]) {
      const tile = cache.tile(3, index)!;
      expect(tile.count).toBe(TILE_BLOCKS);
      expect(tile.data).toHaveLength(6 * TILE_BLOCKS);
      for (let row = 0; row < 6; row++) expect(tile.data[row * TILE_BLOCKS + 5]).toBe(index * TILE_BLOCKS + 5);
    }
    cache.want('lanes', [tilesOf(3, TILE, TILE * 6)]);
    expect(asked.slice(1).map(({ start, count }) => [start, count])).toEqual([
      [TILE_BLOCKS, TILE_BLOCKS],
      [5 * TILE_BLOCKS, TILE_BLOCKS],
    ]);
  });

  it('keeps each answer under a megabyte and the protocol’s limit', () => {
    const { cache, asked } = setUp({ channels: 64 });
    cache.setScan(scan(1e9, 'done'));
    cache.want('lanes', [tilesOf(2, 0, 20 * TILE_BLOCKS * framesPerBlock(2)), tilesOf(PCM_LEVEL, 0, 10 * TILE_FRAMES)]);
    expect(asked).toHaveLength(30);
    const mono = setUp({ channels: 1 });
    mono.cache.setScan(scan(1e9, 'done'));
    mono.cache.want('lanes', [tilesOf(2, 0, 200 * TILE_BLOCKS * framesPerBlock(2))]);
    expect(Math.max(...mono.asked.map(({ count }) => count))).toBeLessThanOrEqual(65536);
  });

  it('cancels what nobody wants any more, and ignores its answer', async () => {
    const { cache, asked, changes } = setUp();
    cache.setScan(scan(1e9, 'done'));
    cache.want('lanes', [tilesOf(3, 0, TILE)]);
    cache.want('minimap', [tilesOf(5, 0, TILE)]);
    cache.want('lanes', [tilesOf(3, TILE * 50, TILE * 51)]);
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false, false]);
    asked[0]!.answer();
    await settled();
    expect(cache.tile(3, 0)).toBeUndefined();
    expect(changes()).toBe(0);
  });

  it('follows the scan: nothing before it, a grown tile again, the last one once more at the end', async () => {
    const { cache, asked } = setUp();
    cache.want('lanes', [tilesOf(3, 0, TILE * 3)]);
    expect(asked).toHaveLength(0);
    cache.setScan(scan(TILE * 1.5));
    expect(asked.map(({ start, count }) => [start, count])).toEqual([[0, 2 * TILE_BLOCKS]]);
    asked[0]!.answer(1.5 * TILE_BLOCKS);
    await settled();
    expect(cache.tile(3, 1)!.count).toBe(TILE_BLOCKS / 2);
    expect(asked).toHaveLength(1);
    cache.setScan(scan(TILE * 1.75));
    expect(asked.slice(1).map(({ start, count }) => [start, count])).toEqual([[TILE_BLOCKS, TILE_BLOCKS]]);
    // Progress while the answer is on its way asks again as soon as it is there.
    cache.setScan(scan(TILE * 1.8));
    expect(asked).toHaveLength(2);
    asked[1]!.answer(0.75 * TILE_BLOCKS);
    await settled();
    expect(asked).toHaveLength(3);
    asked[2]!.answer(0.8 * TILE_BLOCKS);
    await settled();
    cache.setScan(scan(TILE * 1.8, 'done'));
    expect(asked.slice(3).map(({ start, count }) => [start, count])).toEqual([[TILE_BLOCKS, 2 * TILE_BLOCKS]]);
    asked[3]!.answer(0.8 * TILE_BLOCKS);
    await settled();
    cache.setScan(scan(TILE * 1.8, 'done'));
    expect(asked).toHaveLength(4);
  });

  it('forgets the least recently read first, never what is wanted, and stays within its bytes', async () => {
    const tileBytes = 2 * 3 * TILE_BLOCKS * 4;
    const { cache, asked } = setUp({ maxBytes: 4 * tileBytes });
    cache.setScan(scan(1e9, 'done'));
    for (let index = 0; index < 4; index++) {
      cache.want('lanes', [tilesOf(3, TILE * index, TILE * (index + 1))]);
      asked.at(-1)!.answer();
      await settled();
    }
    expect(cache.bytes).toBe(4 * tileBytes);
    cache.tile(3, 0);
    cache.want('lanes', [tilesOf(3, TILE * 10, TILE * 11)]);
    asked.at(-1)!.answer();
    await settled();
    expect(cache.bytes).toBe(4 * tileBytes);
    expect([0, 1, 2, 3, 10].map((index) => cache.tile(3, index) !== undefined)).toEqual([
      true,
      false,
      true,
      true,
      true,
    ]);
    cache.want('lanes', [tilesOf(3, TILE * 20, TILE * 28)]);
    asked.at(-1)!.answer();
    await settled();
    for (let index = 20; index < 28; index++) expect(cache.tile(3, index)).toBeDefined();
    expect(asked).toHaveLength(6);
  });

  it('tries again later after a failure, and says what failed', async () => {
    const { cache, asked, errors, timers } = setUp();
    cache.setScan(scan(1e9, 'done'));
    cache.want('lanes', [tilesOf(3, 0, TILE)]);
    asked[0]!.fail(new EarshotError('server-lost', 'gone'));
    await settled();
    cache.want('lanes', [tilesOf(3, 0, TILE)]);
    expect(asked).toHaveLength(1);
    expect(errors.map(({ code }) => code)).toEqual(['server-lost']);
    timers[0]!();
    expect(asked).toHaveLength(2);
    asked[1]!.answer();
    await settled();
    expect(cache.tile(3, 0)).toBeDefined();
  });

  it('waits for the next document when the file has changed', async () => {
    const { cache, asked, errors, timers } = setUp();
    cache.setScan(scan(1e9, 'done'));
    cache.want('lanes', [tilesOf(3, 0, TILE)]);
    asked[0]!.fail(new EarshotError('changed', 'changed'));
    await settled();
    expect([errors.length, timers.length]).toEqual([0, 0]);
  });

  it('is silent after its end', async () => {
    const { cache, asked, changes } = setUp();
    cache.setScan(scan(1e9, 'done'));
    cache.want('lanes', [tilesOf(3, 0, TILE)]);
    cache.dispose();
    expect(asked[0]!.signal.aborted).toBe(true);
    asked[0]!.answer();
    await settled();
    cache.want('lanes', [tilesOf(3, TILE, TILE * 2)]);
    expect([asked.length, changes(), cache.bytes]).toEqual([1, 0, 0]);
  });

  it('asks again for the end of a file that has grown, and for nothing before it', async () => {
    const { cache, asked } = setUp();
    const end = Math.round(TILE * 2.5) + 7;
    const grown = (scannedFrames: number): ScanProgress => ({
      state: 'done',
      scannedFrames,
      totalFrames: scannedFrames,
      warnings: [],
    });
    cache.setScan(grown(end));
    cache.want('lanes', [tilesOf(3, 0, TILE * 3), tilesOf(PCM_LEVEL, end - 5, end)]);
    const pcm = Math.floor(end / TILE_FRAMES) * TILE_FRAMES;
    // The last block is a part of one.
    asked[0]!.answer(Math.ceil(end / framesPerBlock(3)));
    asked[1]!.answer(end - pcm);
    await settled();
    cache.setScan(grown(end));
    expect(asked).toHaveLength(2);

    const longer = end + 20;
    cache.setScan(grown(longer));
    expect(asked.slice(2).map(({ level, start }) => [level, start])).toEqual([
      [3, 2 * TILE_BLOCKS],
      [PCM_LEVEL, pcm],
    ]);
    asked[2]!.answer(Math.ceil(longer / framesPerBlock(3)) - 2 * TILE_BLOCKS);
    asked[3]!.answer(longer - pcm);
    await settled();
    cache.setScan(grown(longer));
    expect(asked).toHaveLength(4);
    // A tile that was full, but for the frames of its last block.
    cache.setScan(grown(TILE * 3 - 1));
    asked[4]!.answer(TILE_BLOCKS);
    await settled();
    cache.setScan(grown(TILE * 3));
    expect(asked.slice(5).map(({ level, start }) => [level, start])).toContainEqual([3, 2 * TILE_BLOCKS]);
  });
});
