import { describe, expect, it } from 'vitest';
import { paddings, windowKinds } from '../../../src/core/protocol/spectrogram.ts';
import { makers, music, tiles, worstDecibels } from './support/kernels.ts';

/** Codes are 1/256 dB apart. */
const NEAR = 0.02;

describe.each(Object.entries(makers))('the %s kernel equals the reference', (_, make) => {
  it.each(windowKinds)('with the window %s', (window) => {
    for (const size of [128, 512, 2048]) {
      for (const padding of paddings) {
        for (const combine of ['max', 'mean'] as const) {
          for (const level of [-1, 0, 2]) {
            const { found, right } = tiles(make, music(4 * size), { window, size, padding, combine, level });
            expect(worstDecibels(found, right), `${size} · ${padding}, ${combine}, level ${level}`).toBeLessThan(NEAR);
          }
        }
      }
    }
  });

  it('in long windows, and in the longest transforms', () => {
    for (const [size, padding] of [
      [16384, 1],
      [65536, 1],
      [65536, 8],
    ] as const) {
      const { found, right } = tiles(make, music(size * 1.5), { window: 'kaiser', size, padding, count: 2 });
      expect(worstDecibels(found, right), `${size} · ${padding}`).toBeLessThan(NEAR);
    }
  });

  it('at every overlap and depth, and in columns of one frame', () => {
    for (const overlap of [0, 0.5, 0.75, 0.875, 0.9375] as const) {
      for (const level of [-9, -3, 1, 5]) {
        const wanted = { size: 512, overlap, level, start: level < 0 ? 100 : 0, count: level < 2 ? 13 : 2 };
        const { found, right } = tiles(make, music(20_000), wanted);
        expect(worstDecibels(found, right), `overlap ${overlap}, level ${level}`).toBeLessThan(NEAR);
      }
    }
  });

  it('in tiles of any number of columns, some of them wider than what is copied at once', () => {
    for (const count of [1, 2, 7, 8, 9, 33, 256]) {
      const { found, right } = tiles(make, music(256 * 64), { size: 256, count, scale: 'linear', rows: 200 });
      expect(worstDecibels(found, right), `${count} columns`).toBeLessThan(NEAR);
    }
    const { found, right } = tiles(make, music(200_000), { size: 1024, level: 8, count: 3 });
    expect(worstDecibels(found, right)).toBeLessThan(NEAR);
  });

  it('before the beginning and behind the end of the samples, where it is silent', () => {
    const samples = music(3000);
    for (const start of [0, 10, 40]) {
      const { found, right } = tiles(make, samples, { size: 1024, start, count: 9 });
      expect(worstDecibels(found, right), `from column ${start}`).toBeLessThan(NEAR);
    }
  });

  it('of quieter and louder samples, denormals and what is beyond full scale', () => {
    for (const gain of [1e-42, 1e-12, 1e-9, 1e-6, 1, 1000, 1e15]) {
      const samples = music(4096).map((x) => x * gain);
      const { found, right } = tiles(make, samples, { size: 1024, count: 8 });
      expect(worstDecibels(found, right), `gain ${gain}`).toBeLessThan(NEAR);
    }
  });

  it('beside NaN and infinity, which take the level of every window they are in, and no other', () => {
    for (const value of [NaN, Infinity, -Infinity]) {
      for (const level of [-1, 0, 1]) {
        const samples = music(12_000);
        samples[6000] = value;
        const { found, right } = tiles(make, samples, {
          size: 512,
          level,
          count: 40,
          start: Math.floor(6000 / (128 * 2 ** level)) - 20,
        });
        const without = (codes: Uint16Array): number => codes.reduce((sum, code) => sum + (code === 65535 ? 1 : 0), 0);
        expect(without(right)).toBeGreaterThan(0);
        expect(without(right)).toBeLessThan(right.length);
        expect(without(found)).toBe(without(right));
        expect(worstDecibels(found, right), `${value}, level ${level}`).toBeLessThan(NEAR);
      }
    }
  });

  it('in silence', () => {
    const { found } = tiles(make, new Float32Array(9000), { size: 1024, count: 20 });
    expect(found.every((code) => code === 0)).toBe(true);
  });
});
