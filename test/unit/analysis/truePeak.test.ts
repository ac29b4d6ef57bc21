import { describe, expect, it } from 'vitest';
import { TruePeak } from '../../../src/core/analysis/truePeak.ts';
import { GROWTH, phases, PlainPeakFinder, TAPS } from '../../../src/core/dsp/truePeakFilter.ts';
import { TruePeakKernel } from '../../../src/core/dsp/truePeakKernel.ts';
import { seededRandom } from '../../support/signal.ts';

/** Every interpolated sample of a plane with silence around it, in order. */
function interpolated(plane: Float32Array): number[] {
  const at = (i: number): number => plane[i] ?? 0;
  return Array.from(plane).flatMap((sample, i) => [
    sample,
    ...phases.map((taps) => taps.reduce((sum, tap, k) => sum + tap * at(i + k - (TAPS / 2 - 1)), 0)),
  ]);
}

describe('true peak', () => {
  it('is the largest of all interpolated samples, and where it is', () => {
    const random = seededRandom(8);
    for (const frames of [1, 2, 15, 16, 17, 31, 32, 33, 100, 5000]) {
      for (let turn = 0; turn < 5; turn++) {
        const swell = 1 + Math.floor(random() * frames);
        const plane = Float32Array.from(
          { length: frames },
          (_, i) => (random() - 0.5) * Math.exp(-(((i - swell) / 40) ** 2)),
        );
        const all = interpolated(plane).map(Math.abs);
        const wanted = Math.max(...all);
        for (const finder of [new TruePeakKernel(), new PlainPeakFinder()]) {
          const meter = new TruePeak(finder, 0);
          meter.add(plane, 0, frames);
          const { peak, at } = meter.result();
          expect(peak / wanted).toBeCloseTo(1, 6);
          expect(all[Math.round(at! * 4)]! / wanted).toBeCloseTo(1, 6);
        }
      }
    }
  });

  it('leaves nothing out that could count: the bound is reached', () => {
    // The signs of the taps themselves: the worst that a phase can make of samples of ±1.
    const worst = phases[1]!;
    const plane = new Float32Array(300).fill(0.001);
    plane.set(
      Array.from(worst, (tap) => Math.sign(tap)),
      100,
    );
    for (const finder of [new TruePeakKernel(), new PlainPeakFinder()]) {
      const meter = new TruePeak(finder, 0);
      meter.add(plane, 0, 300);
      expect(meter.result().peak).toBeCloseTo(
        worst.reduce((sum, tap) => sum + Math.abs(tap), 0),
        5,
      );
    }
    expect(GROWTH).toBeGreaterThan(2);
    expect(GROWTH).toBeLessThan(4);
  });

  it('keeps a constant what it is, but for the ends', () => {
    for (const taps of phases) expect(taps.reduce((sum, tap) => sum + tap, 0)).toBeCloseTo(1, 12);
  });

  it('is flat up to 0.45 of the sample rate', () => {
    for (const share of [0.01, 0.1, 0.3, 0.4, 0.45]) {
      const plane = Float32Array.from(
        { length: 20_000 },
        (_, i) => Math.sin(2 * Math.PI * share * i + 0.3) * Math.min(1, i / 2000, (20_000 - i) / 2000),
      );
      const meter = new TruePeak(new TruePeakKernel(), 0);
      meter.add(plane, 0, 20_000);
      expect(Math.abs(meter.result().dbtp!)).toBeLessThan(0.15);
    }
  });

  it('has no value for samples without bounds', () => {
    const meter = new TruePeak(new TruePeakKernel(), 0);
    meter.add(new Float32Array(100).fill(3e38), 0, 100);
    // Sums of float32 overflow.
    expect(meter.result()).toMatchObject({ peak: Infinity, dbtp: null });
  });
});
