import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { midSide, tracksOf } from '../../../src/core/dsp/midSide.ts';
import { hasNonFinite, PEAK_VALUES, peaksResult, planePeaks } from '../../../src/core/dsp/peaks.ts';
import { ScanKernel } from '../../../src/core/dsp/scanKernel.ts';

/** Straight from the definition, in doubles. */
function brute(samples: Float32Array): [number, number, number] {
  const finite = [...samples].filter(Number.isFinite);
  if (finite.length === 0) return [Infinity, -Infinity, 0];
  const squares = finite.reduce((sum, x) => sum + x * x, 0);
  return [Math.min(...finite), Math.max(...finite), squares / finite.length];
}

describe('planePeaks', () => {
  it('equals the definition', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.array(fc.oneof({ weight: 40, arbitrary: fc.float({ min: -4, max: 4, noNaN: true }) }, fc.float()), {
          minLength: 1,
          maxLength: 600,
        }),
        fc.constantFrom(1, 16, 64, 256),
        (channels, samples, size) => {
          const plane = Float32Array.from(samples);
          const blocks = Math.ceil(plane.length / size);
          const stride = channels * PEAK_VALUES;
          const out = new Float32Array(blocks * stride);
          const bad = planePeaks(plane, plane.length, size, out, (channels - 1) * PEAK_VALUES, stride);
          expect(bad).toBe(plane.filter((x) => !Number.isFinite(x)).length);
          for (let b = 0; b < blocks; b++) {
            const [min, max, square] = brute(plane.subarray(b * size, (b + 1) * size));
            const at = b * stride + (channels - 1) * PEAK_VALUES;
            // The sign of zero says nothing.
            expect(out[at]! + 0).toBe(min + 0);
            expect(out[at + 1]! + 0).toBe(max + 0);
            const expected = Math.min(square, 3.4028234663852886e38);
            const block = plane.subarray(b * size, (b + 1) * size);
            expect(hasNonFinite(out[at + 2]!)).toBe(!block.every(Number.isFinite));
            expect(Math.abs(Math.abs(out[at + 2]!) - expected)).toBeLessThanOrEqual(expected * 1e-6 + 1e-44);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('leaves NaN and infinity out and counts them', () => {
    const plane = Float32Array.of(0.5, NaN, -0.25, Infinity, -Infinity, NaN, NaN, NaN);
    const out = new Float32Array(6);
    expect(planePeaks(plane, 8, 5, out, 0, 3)).toBe(6);
    expect([...out]).toEqual([-0.25, 0.5, -Math.fround((0.25 + 0.0625) / 2), Infinity, -Infinity, -0]);
  });
});

describe('midSide', () => {
  it('is half the sum and half the difference, in Float32', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.float(), fc.float())), (pairs) => {
        const [left, right] = [0, 1].map((c) => Float32Array.from(pairs, (pair) => pair[c]!));
        const [mid, side] = [new Float32Array(pairs.length), new Float32Array(pairs.length)];
        midSide(left!, right!, pairs.length, mid, side);
        pairs.forEach(([l, r], i) => {
          expect(mid[i]).toBe(Math.fround(Math.fround(l + r) / 2));
          expect(side[i]).toBe(Math.fround(Math.fround(l - r) / 2));
        });
      }),
    );
  });
});

describe('peaksResult', () => {
  it('takes some of the tracks', () => {
    const records = Float32Array.from({ length: 24 }, (_, i) => i);
    const { data, ...rest } = peaksResult(records, 3, 2, 4, 2, 2);
    expect(rest).toEqual({ start: 3, count: 2, channels: 2 });
    expect([...data]).toEqual([6, 18, 7, 19, 8, 20, 9, 21, 10, 22, 11, 23]);
  });

  it('sorts records into planes', () => {
    const records = Float32Array.of(1, 2, 3, 11, 12, 13, 4, 5, 6, 14, 15, 16);
    const { data, ...rest } = peaksResult(records, 7, 2, 2);
    expect(rest).toEqual({ start: 7, count: 2, channels: 2 });
    expect([...data]).toEqual([1, 4, 2, 5, 3, 6, 11, 14, 12, 15, 13, 16]);
  });
});

describe('ScanKernel', () => {
  it('measures the same peaks, several channels at a time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 2000 }),
        fc.constantFrom(4, 16, 256),
        fc.array(fc.float(), { minLength: 1, maxLength: 50 }),
        (channels, frames, size, odd) => {
          const stride = tracksOf(channels) * PEAK_VALUES;
          const blocks = Math.ceil(frames / size);
          const kernel = new ScanKernel(channels, 2000, blocks + 1, [1, 0, 0, 0, 0, 0, 0]);
          const expected = new Float32Array((blocks + 1) * stride);
          let bad = 0;
          kernel.planes.forEach((plane, c) => {
            for (let i = 0; i < frames; i++) plane[i] = Math.sin(i * (c + 1));
            // Some of any size, and some that are not numbers.
            odd.forEach((value, k) => (plane[(k * 97 + c) % frames] = value));
            bad += planePeaks(plane, frames, size, expected, stride + c * PEAK_VALUES, stride);
          });
          if (channels === 2) {
            const [left, right] = kernel.planes;
            const derived = [new Float32Array(frames), new Float32Array(frames)] as const;
            midSide(left!, right!, frames, ...derived);
            derived.forEach((plane, i) => {
              planePeaks(plane, frames, size, expected, stride + (2 + i) * PEAK_VALUES, stride);
            });
          }
          expect(kernel.peaks(frames, size, 1)).toBe(bad);
          expected.forEach((value, i) => {
            const got = kernel.records[i]!;
            if (i % PEAK_VALUES < 2) expect(got + 0).toBe(value + 0);
            else expect(Math.abs(got - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-6 + 1e-44);
          });
        },
      ),
      { numRuns: 200 },
    );
  });
});
