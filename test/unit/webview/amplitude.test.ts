import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amplitudeScale, columnRows, levelAt, plainAmplitude, yOf } from '../../../src/core/picture/lane/amplitude.ts';

describe('the level axis', () => {
  it('puts full scale near the edges and silence in the middle', () => {
    for (const kind of ['linear', 'db'] as const) {
      const scale = amplitudeScale(200, 2, { ...plainAmplitude, kind });
      expect(yOf(scale, 0)).toBe(100.5);
      expect(yOf(scale, 1)).toBeCloseTo(10, 6);
      expect(yOf(scale, -1)).toBeCloseTo(191, 6);
    }
  });

  it('draws half the range of a dB axis half as high', () => {
    const scale = amplitudeScale(200, 1, { kind: 'db', zoom: 1, rangeDb: 60 });
    expect(yOf(scale, 10 ** (-30 / 20))).toBeCloseTo(scale.middle - scale.half / 2, 6);
    expect(yOf(scale, 10 ** (-80 / 20))).toBe(scale.middle);
    expect(yOf(scale, NaN)).toBe(scale.middle);
  });

  it('reads back what it draws', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('linear' as const, 'db' as const),
        fc.double({ min: 1, max: 1000, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.boolean(),
        (kind, zoom, size, negative) => {
          const level = negative ? -size : size;
          const scale = amplitudeScale(301, 1.25, { kind, zoom, rangeDb: 60 });
          expect(levelAt(scale, yOf(scale, level))).toBeCloseTo(level, 9);
        },
      ),
    );
  });
});

describe('a zoomed level axis', () => {
  it('moves a dB axis by the zoom, and keeps a row of what leaves the lane', () => {
    const scale = amplitudeScale(200, 1, { kind: 'db', zoom: 10, rangeDb: 60 });
    expect(yOf(scale, 0.1)).toBeCloseTo(scale.middle - scale.half, 6);
    expect(levelAt(scale, yOf(scale, 0.01))).toBeCloseTo(0.01, 9);
    const columns = {
      min: Float32Array.of(0.8, -0.9),
      max: Float32Array.of(0.9, -0.8),
      quality: Uint8Array.of(2, 2),
      count: 2,
    };
    const [top, bottom] = [new Int32Array(2), new Int32Array(2)];
    columnRows(
      { ...columns, quality: Uint8Array.of(2, 0) },
      amplitudeScale(200, 1, { ...plainAmplitude, zoom: 100 }),
      200,
      top,
      bottom,
    );
    expect([top[0], bottom[0]]).toEqual([0, 1]);
    columnRows(
      { ...columns, quality: Uint8Array.of(0, 2) },
      amplitudeScale(200, 1, { ...plainAmplitude, zoom: 100 }),
      200,
      top,
      bottom,
    );
    expect([top[1], bottom[1]]).toEqual([199, 200]);
  });
});
