import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  COARSE,
  Columns,
  EXACT,
  framesPerBlock,
  levelFor,
  NOTHING,
  PCM_LEVEL,
  readSamples,
  TILE_FRAMES,
  type TileLookup,
} from '../../../src/core/picture/lane/columns.ts';
import { bruteForce, makeSignal } from '../../browser/editor/testSignal.ts';
import { tilesOfSignal } from './tiles.ts';

const FRAMES = 3_000_017;
const signal = makeSignal(2, FRAMES, 48000, true);
const tiles = tilesOfSignal(signal);

function fill(
  lookup: TileLookup,
  channel: number,
  startFrame: number,
  framesPerColumn: number,
  count: number,
): Columns {
  const columns = new Columns();
  columns.fill(lookup, channel, signal.length, { startFrame, framesPerColumn, count, totalFrames: FRAMES });
  return columns;
}

function expectBruteForce(columns: Columns, channel: number, startFrame: number, framesPerColumn: number): void {
  const block = framesPerBlock(levelFor(framesPerColumn));
  for (let i = 0; i < columns.count; i++) {
    const first = startFrame + i * framesPerColumn;
    const from = Math.floor(first / block) * block;
    if (first >= FRAMES) {
      expect(columns.quality[i]).toBe(NOTHING);
      continue;
    }
    const next = startFrame + (i + 1) * framesPerColumn;
    const end = next > FRAMES - framesPerColumn * 1e-6 ? FRAMES : Math.floor(next / block) * block;
    const { min, max, rms } = bruteForce(signal[channel]!, from, Math.max(end, from + 1));
    expect(columns.quality[i]).toBe(EXACT);
    expect(columns.min[i]).toBe(min);
    expect(columns.max[i]).toBe(max);
    expect(columns.rms[i]).toBeCloseTo(rms, 5);
  }
}

describe('columns', () => {
  it('equal brute force over the whole file', () => {
    for (const width of [1, 7, 360, 1400, 2800]) {
      const columns = fill(tiles, 1, 0, FRAMES / width, width);
      expectBruteForce(columns, 1, 0, FRAMES / width);
      expect(columns.missing).toBe(0);
      expect(Math.max(...columns.max.subarray(0, width))).toBe(bruteForce(signal[1]!, 0, FRAMES).max);
    }
  });

  it('equal brute force in random views, across tile borders and at both ends', () => {
    const view = fc.record({
      channel: fc.constantFrom(0, 1),
      zoom: fc.double({ min: 0, max: 1, noNaN: true }),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(view, ({ channel, zoom, at }) => {
        const count = 160;
        const framesPerColumn = Math.exp(Math.log(0.02) + zoom * Math.log(FRAMES / count / 0.02));
        const startFrame = Math.max(0, at * (FRAMES - count * framesPerColumn));
        expectBruteForce(
          fill(tiles, channel, startFrame, framesPerColumn, count),
          channel,
          startFrame,
          framesPerColumn,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('leave out no block and count none twice', () => {
    const framesPerColumn = 777.3;
    const columns = fill(tiles, 0, 0, framesPerColumn, 3000);
    const block = framesPerBlock(columns.level);
    let squares = 0;
    let end = 0;
    for (let i = 0; i < columns.count; i++) {
      const next = Math.floor(((i + 1) * framesPerColumn) / block) * block;
      squares += columns.rms[i]! ** 2 * (next - end);
      end = next;
    }
    expect(squares / bruteForce(signal[0]!, 0, end).rms ** 2 / end).toBeCloseTo(1, 4);
  });

  it('choose blocks of at most half a column, and samples where blocks are wider than a column', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e7, noNaN: true }), (framesPerColumn) => {
        const level = levelFor(framesPerColumn);
        if (framesPerColumn < 16) {
          expect(level).toBe(PCM_LEVEL);
          return;
        }
        if (framesPerColumn >= 32) expect(framesPerBlock(level)).toBeLessThanOrEqual(framesPerColumn / 2);
        if (level < 12) expect(framesPerBlock(level + 1)).toBeGreaterThan(framesPerColumn / 2);
      }),
    );
  });

  it('show coarser blocks until the right ones are there, and say so', () => {
    const framesPerColumn = 700;
    const level = levelFor(framesPerColumn);
    const coarse = fill(
      tilesOfSignal(signal, (at) => at > level),
      0,
      50_000,
      framesPerColumn,
      300,
    );
    expect(coarse.missing).toBe(300);
    expect(coarse.shown).toBe(300);
    const exact = fill(tiles, 0, 50_000, framesPerColumn, 300);
    for (let i = 0; i < 300; i++) {
      expect(coarse.quality[i]).toBe(COARSE);
      expect(coarse.max[i]).toBeGreaterThanOrEqual(exact.max[i]!);
      expect(coarse.min[i]).toBeLessThanOrEqual(exact.min[i]!);
    }
  });

  it('are the same from the next finer level', () => {
    const framesPerColumn = 700;
    const level = levelFor(framesPerColumn);
    const finer = fill(
      tilesOfSignal(signal, (at) => at < level),
      0,
      50_000,
      framesPerColumn,
      300,
    );
    const exact = fill(tiles, 0, 50_000, framesPerColumn, 300);
    expect(finer.missing).toBe(0);
    expect(finer.min.subarray(0, 300)).toEqual(exact.min.subarray(0, 300));
    expect(finer.max.subarray(0, 300)).toEqual(exact.max.subarray(0, 300));
  });

  it('stay empty where nothing is known', () => {
    const columns = fill(
      tilesOfSignal(signal, () => false),
      0,
      0,
      1000,
      100,
    );
    expect([...columns.quality.subarray(0, 100)].every((quality) => quality === NOTHING)).toBe(true);
    expect([columns.shown, columns.missing]).toEqual([0, 100]);
  });

  it('do not let one NaN or Infinity spoil a column', () => {
    const odd = new Float32Array(64).fill(0.25);
    odd.set([NaN, -0.5, NaN], 10);
    const columns = new Columns();
    columns.fill(tilesOfSignal([odd]), 0, 1, { startFrame: 0, framesPerColumn: 8, count: 8, totalFrames: 64 });
    expect(columns.min[1]).toBe(-0.5);
    expect(columns.max[1]).toBe(0.25);
    expect(columns.rms[1]).toBeGreaterThan(0.25);
    expect([...columns.odd.subarray(0, 3)]).toEqual([0, 1, 0]);
    const nothing = new Columns();
    const range = { startFrame: 0, framesPerColumn: 8, count: 1, totalFrames: 8 };
    nothing.fill(tilesOfSignal([new Float32Array(8).fill(NaN)]), 0, 1, range);
    expect([nothing.quality[0], nothing.odd[0]]).toEqual([NOTHING, 1]);
  });

  it('read samples over tile borders, up to the first gap', () => {
    const out = new Float32Array(20_000);
    expect(readSamples(tiles, 1, TILE_FRAMES - 100, TILE_FRAMES + 10_000, out)).toBe(10_100);
    expect(out.subarray(0, 10_100)).toEqual(signal[1]!.subarray(TILE_FRAMES - 100, TILE_FRAMES + 10_000));
    const gap = tilesOfSignal(signal, (_, index) => index === 0);
    expect(readSamples(gap, 0, TILE_FRAMES - 100, TILE_FRAMES + 100, out)).toBe(100);
  });
});
