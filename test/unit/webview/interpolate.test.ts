import { describe, expect, it } from 'vitest';
import { interpolate, SINC_HALF } from '../../../src/core/picture/lane/interpolate.ts';

function curve(samples: Float32Array, from: number, step: number, points: number): Float32Array {
  const out = new Float32Array(points);
  interpolate(samples, 0, samples.length, from, step, out, points);
  return out;
}

describe('the curve through samples', () => {
  it('passes through every sample', () => {
    const samples = Float32Array.from({ length: 64 }, (_, i) => Math.sin(i * i));
    expect(curve(samples, 0, 1, 64)).toEqual(samples);
  });

  it.each([0.01, 0.1, 0.25, 0.4])('is the sine itself at %f of the rate', (frequency) => {
    const sine = (frame: number): number => Math.sin(2 * Math.PI * frequency * frame + 0.3);
    const samples = Float32Array.from({ length: 200 }, (_, i) => sine(i));
    const found = curve(samples, 50, 0.13, 700);
    const worst = Math.max(...found.map((value, i) => Math.abs(value - sine(50 + i * 0.13))));
    expect(worst).toBeLessThan(0.002);
  });

  it('shows peaks between the samples', () => {
    // fs/4 at 45°: samples reach 0.7071, the signal 1.
    const samples = Float32Array.from({ length: 100 }, (_, i) => Math.sin((Math.PI / 2) * i + Math.PI / 4));
    expect(Math.max(...curve(samples, 40, 0.05, 200))).toBeCloseTo(1, 2);
  });

  it('keeps a constant, ends included', () => {
    for (const value of curve(new Float32Array(10).fill(0.5), 0, 0.3, 30)) expect(value).toBeCloseTo(0.5, 6);
  });

  it('is not spoilt by NaN beyond its own place', () => {
    const samples = new Float32Array(4 * SINC_HALF).fill(0.25);
    samples[2] = NaN;
    expect(curve(samples, 2 * SINC_HALF + 8, 0.5, 10).every((value) => Math.abs(value - 0.25) < 1e-6)).toBe(true);
    expect(curve(samples, 0, 0.25, 40).every(Number.isFinite)).toBe(true);
  });
});
