import { describe, expect, it } from 'vitest';
import { Levels } from '../../../src/core/analysis/levels.ts';
import { LevelKernel } from '../../../src/core/dsp/levelKernel.ts';
import { seededRandom } from '../../support/signal.ts';
import { eventful } from './cuts.ts';

const kernel = new LevelKernel();

/** The definitions, one after the other. */
function reference(plane: Float32Array, rate: number) {
  let [sum, squares, peak, peakFrame, crossings, sign, mean] = [0, 0, 0, -1, 0, 0, 0];
  let [min, max] = [Infinity, -Infinity];
  plane.forEach((x, i) => {
    sum += x;
    squares += x * x;
    if (Math.abs(x) > peak) [peak, peakFrame] = [Math.abs(x), i];
    if (x !== 0) {
      if (sign !== 0 && Math.sign(x) !== sign) crossings++;
      sign = Math.sign(x);
    }
    mean += (x * x - mean) * (1 - Math.exp(-1 / (0.05 * rate)));
    if (i >= Math.floor(0.25 * rate + 0.5)) [min, max] = [Math.min(min, mean), Math.max(max, mean)];
  });
  return { sum, squares, peak, peakFrame, crossings, min, max };
}

describe('Levels', () => {
  it.each([8000, 11025, 44100, 48000, 192000])('are by definition at %d Hz', (rate) => {
    for (const of of [kernel, null]) {
      const plane = eventful(rate * 2 + 77, rate);
      const wanted = reference(plane, rate);
      const levels = new Levels(rate, 0, of);
      for (let at = 0; at < plane.length; at += 1111) levels.add(plane, at, Math.min(1111, plane.length - at));
      const result = levels.result();
      expect(result.peak).toBe(wanted.peak);
      expect(result.peakFrame).toBe(wanted.peakFrame);
      expect(result.meanSquare / (wanted.squares / plane.length)).toBeCloseTo(1, 12);
      expect(result.dcOffset).toBeCloseTo(wanted.sum / plane.length, 12);
      expect(result.zeroCrossingRate * plane.length).toBeCloseTo(wanted.crossings, 6);
      expect(result.window!.min / (wanted.min || 1)).toBeCloseTo(wanted.min ? 1 : 0, 9);
      expect(result.window!.max / wanted.max).toBeCloseTo(1, 12);
      expect(result.crest).toBeCloseTo(wanted.peak / Math.sqrt(wanted.squares / plane.length), 9);
    }
  });

  it('leave out samples that are missing', () => {
    const levels = new Levels(48000, 0);
    levels.add(Float32Array.of(0.5, 0, 0.5, 0.5), 0, 4);
    expect(levels.result(1)).toMatchObject({ meanSquare: 0.25, dcOffset: 0.5, window: null });
  });

  it('find the noise under a tone, and how far above it the tone is', () => {
    const random = seededRandom(3);
    const noise = (): number => (random() - 0.5) * Math.sqrt(12) * 1e-3;
    const plane = Float32Array.from({ length: 480_000 }, (_, i) =>
      i % 96_000 < 24_000 ? noise() : noise() + 0.1 * Math.sin(i * 0.05),
    );
    const levels = new Levels(48000, 0, kernel);
    levels.add(plane, 0, plane.length);
    const { floor, snr } = levels.windows.noiseFloor()!;
    expect(Math.abs(floor + 60)).toBeLessThan(0.5);
    expect(Math.abs(snr - 37)).toBeLessThan(0.6);
  });

  it('have no noise floor where nothing is quieter than the rest', () => {
    const levels = new Levels(48000, 0, kernel);
    const plane = Float32Array.from({ length: 96_000 }, (_, i) => 0.5 * Math.sin(i * 0.1));
    levels.add(plane, 0, plane.length);
    expect(levels.windows.noiseFloor()).toBeNull();
    expect(levels.windows.dynamicRange()).toBeNull();
  });

  it('TT DR: of blocks of 3 s the second highest peak, and the RMS of the loudest fifth', () => {
    const rate = 8000;
    const amplitudes = [0.1, 0.5, 0.2, 0.8, 0.1, 0.4, 0.3, 0.1, 0.2, 0.6];
    const plane = Float32Array.from({ length: 30 * rate }, (_, i) => {
      const block = Math.floor(i / (3 * rate));
      return i % (3 * rate) === 5 ? 0.1 * block : amplitudes[block]! * Math.sin(i * 0.7);
    });
    const levels = new Levels(rate, 0, kernel);
    levels.add(plane, 0, plane.length);
    const wanted = 20 * Math.log10(0.8) - 10 * Math.log10((0.8 ** 2 + 0.6 ** 2) / 2);
    expect(levels.windows.dynamicRange()).toBeCloseTo(wanted, 2);
  });

  it('take any sample rate', () => {
    for (const rate of [1, 7, 19, 100, 22.05, 5_644_800]) {
      const levels = new Levels(rate, 0, kernel);
      levels.add(eventful(9000, 1), 0, 9000);
      expect(levels.result().meanSquare).toBeGreaterThan(0);
    }
  });
});
