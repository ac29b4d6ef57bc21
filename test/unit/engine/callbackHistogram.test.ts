import { describe, expect, it } from 'vitest';
import { binEndMs, callbackBin, percentile } from '../../../src/core/engine/callbackHistogram.ts';
import { HISTOGRAM_BINS } from '../../../src/core/engine/engineState.ts';

describe('callbackBin', () => {
  it('spans 1 µs to 100 ms, and takes in what lies outside', () => {
    expect([0, -1, NaN, 0.0005, 0.001].map(callbackBin)).toEqual([0, 0, 0, 0, 0]);
    expect([99, 100, 1e6, Infinity].map(callbackBin)).toEqual(Array(4).fill(HISTOGRAM_BINS - 1));
    expect(binEndMs(HISTOGRAM_BINS - 1)).toBeCloseTo(100, 9);
  });

  it('each duration lies within its bin', () => {
    for (let ms = 0.00101; ms < 99; ms *= 1.013) {
      const bin = callbackBin(ms);
      expect(ms).toBeLessThanOrEqual(binEndMs(bin) * (1 + 1e-12));
      expect(ms).toBeGreaterThanOrEqual(binEndMs(bin - 1) * (1 - 1e-12));
    }
  });
});

describe('percentile', () => {
  it('is the end of the bin in which that share is reached', () => {
    const histogram = new Float64Array(HISTOGRAM_BINS);
    histogram[10] = 990;
    histogram[20] = 9;
    histogram[40] = 1;
    expect(percentile(histogram, 0.5)).toBe(binEndMs(10));
    expect(percentile(histogram, 0.99)).toBe(binEndMs(10));
    expect(percentile(histogram, 0.991)).toBe(binEndMs(20));
    expect(percentile(histogram, 0.999)).toBe(binEndMs(20));
    expect(percentile(histogram, 1)).toBe(binEndMs(40));
    expect(percentile(histogram, 0)).toBe(binEndMs(10));
  });

  it('of nothing is unknown', () => expect(percentile(new Float64Array(HISTOGRAM_BINS), 0.5)).toBeNull());

  it('is within a bin of the true one', () => {
    const times = Array.from({ length: 10_000 }, (_, i) => 0.01 * 1.0004 ** i);
    const histogram = new Float64Array(HISTOGRAM_BINS);
    for (const ms of times) histogram[callbackBin(ms)]!++;
    for (const share of [0.5, 0.95, 0.99, 0.999]) {
      const ratio = percentile(histogram, share)! / times[Math.ceil(share * times.length) - 1]!;
      expect(ratio).toBeGreaterThanOrEqual(1);
      expect(ratio).toBeLessThan(1.28);
    }
  });
});
