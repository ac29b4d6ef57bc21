import { describe, expect, it } from 'vitest';
import { Thinner } from '../../../src/core/spectrogram/thinner.ts';

const sine = (rate: number, hertz: number, frames: number): Float32Array =>
  Float32Array.from({ length: frames }, (_, n) => Math.sin((2 * Math.PI * hertz * n) / rate));
const loudest = (samples: Float64Array): number => samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe('thinned samples', () => {
  it.each([16000, 22050, 44100, 48000, 96000, 192_000, 768_000])('at %i Hz keep what pitch is made of', (rate) => {
    const thinner = new Thinner(rate);
    expect(thinner.rate).toBeGreaterThan(14_000);
    expect(thinner.rate).toBeLessThan(34_000);
    const count = 500;
    const samples = sine(rate, 1000, (count + 20) * thinner.factor + 2 * thinner.reach);
    const out = thinner.thin(samples, 0, 100, 300);
    for (const [i, value] of out.entries())
      expect(Math.abs(value - Math.sin((2 * Math.PI * 1000 * (100 + i)) / thinner.rate))).toBeLessThan(0.02);
    // What would fold back is gone.
    if (thinner.factor > 1)
      expect(loudest(thinner.thin(sine(rate, thinner.rate - 1000, samples.length), 0, 100, 300))).toBeLessThan(0.02);
  });

  it('are the same in whatever part, over the blocks they are made in', () => {
    const thinner = new Thinner(48000);
    const samples = sine(48000, 700, 20_000);
    const whole = thinner.thin(samples, 0, -10, 9000);
    const part = thinner.thin(samples.subarray(8000, 14_000), 8000, 4050, 2900);
    for (const [i, value] of part.entries()) expect(value).toBeCloseTo(whole[4060 + i]!, 12);
  });

  it('hold no numbers that are none', () => {
    const samples = sine(48000, 700, 2000);
    samples[900] = NaN;
    samples[901] = Infinity;
    expect(new Thinner(48000).thin(samples, 0, 0, 900).every(Number.isFinite)).toBe(true);
  });
});
