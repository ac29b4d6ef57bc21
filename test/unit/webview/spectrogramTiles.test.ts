import { describe, expect, it } from 'vitest';
import type { ScanProgress } from '../../../src/core/protocol/audio.ts';
import { EarshotError } from '../../../src/core/protocol/errors.ts';
import {
  plainAnalysis,
  type SpectrogramRequest,
  type SpectrogramResult,
} from '../../../src/core/protocol/spectrogram.ts';
import type { AbortSignalLike } from '../../../src/core/util/abort.ts';
import type { PictureKind } from '../../../src/core/picture/spectrogram/planes.ts';
import { SpectrogramTiles, type TileWish } from '../../../src/core/picture/spectrogram/spectrogramTiles.ts';

interface Asked extends SpectrogramRequest {
  aborted(): boolean;
  answer(count?: number, change?: Partial<SpectrogramResult>): void;
  fail(error: Error): void;
}

const ROWS = 10;
/** Of one track. */
const TILE_BYTES = 256 * ROWS * 2;
const STEP = 512;
const TOTAL = 1e7;
const kind: PictureKind = { analysis: plainAnalysis, axis: { scale: 'log', low: 20, high: 24000, rows: ROWS } };

function setUp(maxBytes?: number) {
  const asked: Asked[] = [];
  const errors: EarshotError[] = [];
  const timers: { run: () => void; ms: number }[] = [];
  let changes = 0;
  /** Each look at the clock is a second later, but while the view moves. */
  const clock = { now: 0, moving: false };
  const tiles = new SpectrogramTiles(
    (request: SpectrogramRequest, signal: AbortSignalLike) =>
      new Promise<SpectrogramResult>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new EarshotError('cancelled', 'cancelled')));
        asked.push({
          ...request,
          aborted: () => signal.aborted,
          answer: (count = request.count, change = {}) => {
            const data = new Uint16Array(request.channels.length * request.axis.rows * count);
            request.channels.forEach((channel, i) => {
              data.fill(channel + 1, i * request.axis.rows * count, (i + 1) * request.axis.rows * count);
            });
            resolve({ start: request.start, count, rows: request.axis.rows, draft: request.draft, data, ...change });
          },
          fail: reject,
        });
      }),
    {
      ...(maxBytes === undefined ? {} : { maxBytes }),
      later: (run, ms) => {
        timers.push({ run, ms });
        return { dispose: () => undefined };
      },
      now: () => (clock.now += clock.moving ? 10 : 1000),
      onError: (error) => errors.push(error),
    },
  );
  tiles.changed.on(() => changes++);
  tiles.setScan(scan(TOTAL, 'done'));
  return { tiles, asked, errors, timers, clock, changes: () => changes };
}

const scan = (scannedFrames: number, state: ScanProgress['state'] = 'scanning', totalFrames = TOTAL): ScanProgress => ({
  state,
  scannedFrames,
  totalFrames,
  warnings: [],
});
const wish = (first: number, end: number, change: Partial<TileWish> = {}): TileWish => ({
  ...{ kind, tracks: 'channels', channels: [0], level: 0, first, end, draft: 'none' },
  ...change,
});
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const tileOf = (tiles: SpectrogramTiles, index: number, channel = 0, of = kind, level = 0) =>
  tiles.store.plane({ tracks: 'channels', channel }, of, level)?.tiles.get(index);

describe('SpectrogramTiles', () => {
  it('asks for each tile once, the most urgent first, and channels together', async () => {
    const { tiles, asked, changes } = setUp();
    tiles.want('lanes', [wish(3, 5, { channels: [0, 1] }), wish(5, 6, { channels: [0, 1], ahead: true })]);
    tiles.want('lanes', [wish(3, 5, { channels: [0, 1] }), wish(5, 6, { channels: [0, 1], ahead: true })]);
    expect(asked.map(({ start, channels }) => [start / 256, channels])).toEqual([
      [3, [0, 1]],
      [4, [0, 1]],
    ]);
    asked[0]!.answer();
    await settled();
    expect(changes()).toBe(1);
    expect(tileOf(tiles, 3, 0)?.data[0]).toBe(1);
    expect(tileOf(tiles, 3, 1)?.data[17]).toBe(2);
    expect(tiles.bytes).toBe(2 * TILE_BYTES);
    // Another viewer, the same tile.
    tiles.want('export', [wish(3, 4)]);
    expect(asked).toHaveLength(2);
    // What is seen comes alone.
    asked[1]!.answer();
    await settled();
    expect(asked.slice(2).map(({ start }) => start / 256)).toEqual([5]);
  });

  it('asks for 64 channels in few requests, and never for too much at a time', async () => {
    const { tiles, asked } = setUp();
    const channels = Array.from({ length: 64 }, (_, i) => i);
    tiles.want('lanes', [wish(0, 9, { channels })]);
    expect(asked).toHaveLength(16);
    expect(asked.slice(0, 4).map((each) => [each.start, each.channels.length])).toEqual(Array(4).fill([0, 16]));
    asked[0]!.answer();
    await settled();
    expect(asked).toHaveLength(17);
    const tall: PictureKind = { ...kind, axis: { ...kind.axis, rows: 1024 } };
    const big = setUp();
    big.tiles.want('lanes', [wish(0, 1, { kind: tall, channels: [0, 1, 2] })]);
    expect(big.asked.map((each) => each.channels)).toEqual([[0, 1], [2]]);
  });

  it('cancels what nobody wants any more, and takes no answer to it', async () => {
    const { tiles, asked, errors, changes } = setUp();
    tiles.want('lanes', [wish(0, 2)]);
    tiles.want('export', [wish(1, 2)]);
    tiles.want('lanes', [wish(7, 8)]);
    expect(asked.map((each) => each.aborted())).toEqual([true, false, false]);
    asked[0]!.answer();
    await settled();
    expect(changes()).toBe(0);
    expect(errors).toEqual([]);
    const other: PictureKind = { ...kind, analysis: { ...plainAnalysis, size: 4096 } };
    tiles.want('export', []);
    tiles.want('lanes', [wish(7, 8, { kind: other })]);
    expect(asked.map((each) => each.aborted())).toEqual([true, true, true, false]);
    tiles.dispose();
    expect(asked[3]!.aborted()).toBe(true);
    expect(errors).toEqual([]);
  });

  it('stays within its bytes under parameters that change all the time', async () => {
    const { tiles, asked } = setUp(20 * TILE_BYTES);
    for (let i = 0; i < 200; i++) {
      const rows = { ...kind, axis: { ...kind.axis, low: 20 + i } };
      tiles.want('lanes', [wish(0, 6, { kind: rows }), wish(6, 12, { kind: rows, ahead: true })]);
      for (const each of asked.splice(0)) each.answer();
      await settled();
      expect(tiles.bytes).toBeLessThanOrEqual(20 * TILE_BYTES);
    }
    const planes = [...tiles.store.planes({ tracks: 'channels', channel: 0 })];
    expect(planes.length).toBeLessThanOrEqual(20);
    expect(planes.every((plane) => plane.tiles.size > 0)).toBe(true);
  });

  it('keeps what is seen, however much that is, and leaves out what is ahead', async () => {
    const { tiles, asked } = setUp(8 * TILE_BYTES);
    tiles.want('lanes', [wish(0, 10), wish(10, 20, { ahead: true })]);
    expect(asked.map(({ start }) => start / 256)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const each of asked) each.answer();
    await settled();
    expect(asked).toHaveLength(10);
    expect(tiles.bytes).toBe(10 * TILE_BYTES);
    tiles.want('lanes', [wish(20, 22)]);
    for (const each of asked) each.answer();
    await settled();
    expect(tiles.bytes).toBeLessThanOrEqual(8 * TILE_BYTES);
    expect(tileOf(tiles, 21)).toBeDefined();
  });

  it('takes a rough look first where it is told to, and nothing more where that is enough', async () => {
    const { tiles, asked } = setUp();
    tiles.want('lanes', [wish(0, 1, { draft: 'first' }), wish(0, 1, { level: 9, draft: 'enough', ahead: true })]);
    for (const [level, rough] of [
      [0, true],
      [0, false],
      [9, true],
    ] as const) {
      expect(asked.at(-1)).toMatchObject({ level, draft: rough });
      asked.at(-1)!.answer();
      await settled();
      expect(tileOf(tiles, 0)?.draft).toBe(level === 0 && rough);
    }
    expect(asked).toHaveLength(3);
    // A host that has the exact tile gives that at once.
    tiles.want('lanes', [wish(4, 5, { draft: 'first' })]);
    asked[3]!.answer(256, { draft: false });
    await settled();
    expect(asked).toHaveLength(4);
  });

  it('follows a view that moves now and then, and asks when it rests', async () => {
    const { tiles, asked, timers, clock } = setUp();
    tiles.want('lanes', [wish(0, 1)]);
    clock.moving = true;
    for (let i = 1; i <= 10; i++) tiles.want('lanes', [wish(i, i + 1)]);
    const moving = asked.map(({ start }) => start / 256);
    expect(moving.length).toBeGreaterThan(1);
    expect(moving.length).toBeLessThan(5);
    timers.at(-1)!.run();
    expect(asked.at(-1)!.start / 256).toBe(10);
    expect(asked.at(-1)!.aborted()).toBe(false);
    asked.at(-1)!.answer();
    await settled();
    expect(tileOf(tiles, 10)).toBeDefined();
  });

  it('asks again for what could not be decoded yet, but not at every step of the scan', async () => {
    const { tiles, asked } = setUp();
    tiles.setScan(scan(0));
    tiles.want('lanes', [wish(0, 1)]);
    asked[0]!.answer(0);
    await settled();
    tiles.setScan(scan(STEP));
    expect(asked).toHaveLength(1);
    tiles.setScan(scan(40 * STEP));
    expect(asked).toHaveLength(2);
    asked[1]!.answer(40);
    await settled();
    expect(tileOf(tiles, 0)?.count).toBe(40);
    tiles.setScan(scan(300 * STEP));
    asked[2]!.answer();
    await settled();
    tiles.setScan(scan(TOTAL, 'done'));
    expect(asked).toHaveLength(3);
  });

  it('is content with a short last tile, until the file has grown', async () => {
    const { tiles, asked } = setUp();
    const end = 10 * 256 * STEP + 20 * STEP;
    tiles.setScan(scan(end, 'done', end));
    tiles.want('lanes', [wish(9, 11)]);
    asked[0]!.answer();
    asked[1]!.answer(20);
    await settled();
    tiles.setScan(scan(end, 'done', end));
    expect(asked).toHaveLength(2);
    tiles.setScan(scan(end + 1000, 'done', end + 1000));
    // Windows of the tile before do not reach beyond the old end.
    expect(asked.slice(2).map(({ start }) => start / 256)).toEqual([10]);
    expect(tileOf(tiles, 10)?.count).toBe(20);
  });

  it('tries again after a failure, later each time, with a word', async () => {
    const { tiles, asked, errors, timers } = setUp();
    tiles.want('lanes', [wish(0, 1)]);
    for (const ms of [500, 1000, 2000]) {
      asked.at(-1)!.fail(new EarshotError('internal', 'A worker has died.'));
      await settled();
      tiles.want('lanes', [wish(0, 1)]);
      expect(timers.at(-1)!.ms).toBe(ms);
      timers.at(-1)!.run();
    }
    expect(errors).toHaveLength(3);
    expect(asked).toHaveLength(4);
    asked[3]!.answer();
    await settled();
    expect(tileOf(tiles, 0)).toBeDefined();
    // A size that was not asked for is an error as well.
    tiles.want('lanes', [wish(1, 2)]);
    asked[4]!.answer(256, { rows: 3 });
    await settled();
    expect(errors).toHaveLength(4);
    expect(tileOf(tiles, 1)).toBeUndefined();
  });
});
