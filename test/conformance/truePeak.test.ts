import { describe, expect, it } from 'vitest';
import { TruePeak } from '../../src/core/analysis/truePeak.ts';
import { PlainPeakFinder } from '../../src/core/dsp/truePeakFilter.ts';
import { TruePeakKernel } from '../../src/core/dsp/truePeakKernel.ts';
import { measured } from './support/measured.ts';

const RATE = 48000;
const FRAMES = RATE;

/** A sine of fs / divisor. */
const sine = (divisor: number, amplitude: number, degrees: number): Float32Array =>
  Float32Array.from(
    { length: FRAMES },
    (_, i) => amplitude * Math.sin((2 * Math.PI * i) / divisor + (degrees * Math.PI) / 180),
  );

/** A period of fs/4 at full scale in a sine of fs/6 of half of it; made at 4 fs, low-passed, every fourth sample. */
function burst(offset: number): Float32Array {
  const count = 4 * 4800;
  const middle = 24 * 200;
  const fast = Float64Array.from({ length: count }, (_, i) => {
    if (i < middle) return 0.5 * Math.sin((2 * Math.PI * i) / 24);
    if (i < middle + 16) return Math.sin((2 * Math.PI * (i - middle)) / 16);
    return 0.5 * Math.sin((2 * Math.PI * (i - middle - 16)) / 24);
  });
  const half = 256;
  const taps = Float64Array.from({ length: 2 * half + 1 }, (_, k) => {
    const x = (k - half) / 4;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    return (sinc / 4) * (0.5 + 0.5 * Math.cos((Math.PI * (k - half)) / (half + 1)));
  });
  return Float32Array.from({ length: count / 4 }, (_, i) =>
    taps.reduce((sum, tap, k) => sum + tap * (fast[4 * i + offset + k - half] ?? 0), 0),
  );
}

const cases: [number, () => Float32Array, number][] = [
  [15, () => sine(4, 0.5, 0), -6],
  [16, () => sine(4, 0.5, 45), -6],
  [17, () => sine(6, 0.5, 60), -6],
  [18, () => sine(8, 0.5, 67.5), -6],
  [19, () => sine(4, 1.41, 45), 3],
  ...[0, 1, 2, 3].map((offset): [number, () => Float32Array, number] => [20 + offset, () => burst(offset), 0]),
];

/** The middle: at its ends a signal that begins at once is no sine. */
const body = (plane: Float32Array): Float32Array =>
  plane.map((x, i) => x * Math.min(1, i / 500, (plane.length - i) / 500));

describe('EBU Tech 3341, true peak', () => {
  it.each(cases)('case %d', (_, make, expected) => {
    const plane = body(make());
    for (const block of [128, 4096]) {
      for (const finder of [new TruePeakKernel(), new PlainPeakFinder()]) {
        const meter = new TruePeak(finder, 0);
        for (let at = 0; at < plane.length; at += block) meter.add(plane, at, Math.min(block, plane.length - at));
        const { dbtp } = meter.result();
        expect(dbtp).toBeLessThanOrEqual(expected + 0.2);
        expect(dbtp).toBeGreaterThanOrEqual(expected - 0.4);
      }
    }
    const [left, right] = measured([plane, plane], RATE).channels;
    expect(left!.truePeak).toEqual(right!.truePeak);
    expect(Math.abs(left!.truePeak.dbtp! - expected)).toBeLessThan(0.2);
  });

  it('is exact for steady sines: 0.01 dB', () => {
    for (const [, make, expected] of cases.slice(0, 4)) {
      const meter = new TruePeak(new TruePeakKernel(), 0);
      meter.add(body(make()), 0, FRAMES);
      expect(Math.abs(meter.result().dbtp! - (expected - 0.0206))).toBeLessThan(0.01);
    }
  });
});
