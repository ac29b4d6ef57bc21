import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amplitudeScale, levelAt, plainAmplitude, yOf } from '../../../webview/render/amplitude.ts';

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
