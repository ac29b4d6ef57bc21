import { describe, expect, it } from 'vitest';
import { SpectrumSum } from '../../../src/core/spectrogram/averageSpectrum.ts';

const of = (...windows: number[][]): SpectrumSum => {
  const sum = new SpectrumSum(windows[0]?.length ?? 3);
  for (const window of windows) sum.add(Float32Array.from(window));
  return sum;
};

describe('a mean spectrum', () => {
  it('is the mean of powers, in dBFS', () => {
    const sum = of([1, 0.01, 0], [0, 0.03, 0]);
    expect(sum.windows).toBe(2);
    expect(sum.result()[0]).toBeCloseTo(-3.0103, 4);
    expect(sum.result()[1]).toBeCloseTo(10 * Math.log10(0.02), 4);
    expect(sum.result()[2]).toBe(-Infinity);
  });

  it('leaves out windows whose samples are no numbers', () => {
    for (const bad of [NaN, Infinity]) {
      const sum = of([1, 1], [bad, bad], [0.5, bad], [1, 1]);
      expect(sum.windows).toBe(2);
      expect([...sum.result()]).toEqual([0, 0]);
    }
    expect([...of([NaN, NaN]).result()]).toEqual([NaN, NaN]);
  });

  it('of nothing is silence', () => {
    expect([...of().result()]).toEqual([-Infinity, -Infinity, -Infinity]);
  });
});
