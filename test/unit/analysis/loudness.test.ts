import { describe, expect, it } from 'vitest';
import { kCoefficients, kWeighting } from '../../../src/core/analysis/kWeighting.ts';
import { channelWeights, integratedLoudness, LoudnessMeter, sliceStart } from '../../../src/core/analysis/loudness.ts';
import { ScanKernel } from '../../../src/core/dsp/scanKernel.ts';
import { seededRandom } from '../../support/signal.ts';

const RATE = 48000;

/** A 1 kHz sine at a level in dBFS for some seconds, one after the other, the same in each channel. */
function tone(steps: readonly (readonly [seconds: number, decibels: number])[], rate = RATE): Float32Array {
  const plane = new Float32Array(steps.reduce((sum, [seconds]) => sum + Math.round(seconds * rate), 0));
  let at = 0;
  for (const [seconds, decibels] of steps) {
    const end = at + Math.round(seconds * rate);
    const amplitude = 10 ** (decibels / 20);
    for (; at < end; at++) plane[at] = amplitude * Math.sin((2 * Math.PI * 1000 * at) / rate);
  }
  return plane;
}

/** A meter and what feeds it, in pieces of any size. */
function meterOf(rate: number, weights: readonly number[], room = 1 << 16) {
  const kernel = new ScanKernel(weights.length, room, 1, kCoefficients(rate));
  const meter = new LoudnessMeter(rate, weights, kernel);
  return {
    meter,
    push: (planes: readonly Float32Array[], from: number, to: number): void => {
      for (let at = from; at < to; at += room) {
        const end = Math.min(to, at + room);
        planes.forEach((plane, c) => kernel.planes[c]!.set(plane.subarray(at, end)));
        meter.push(end - at);
      }
    },
  };
}

function integrated(planes: readonly Float32Array[], weights: readonly number[], rate = RATE, piece?: number) {
  const frames = planes[0]!.length;
  const { meter, push } = meterOf(rate, weights, piece);
  meter.start(0, 0);
  push(planes, 0, frames);
  return integratedLoudness(meter.take().energies, frames, rate);
}

describe('K-weighting', () => {
  it('has the coefficients that BS.1770-5 tables 1 and 2 give for 48 kHz', () => {
    const { shelf, highPass } = kWeighting(48000);
    expect(shelf.b0).toBeCloseTo(1.53512485958697, 10);
    expect(shelf.b1).toBeCloseTo(-2.69169618940638, 10);
    expect(shelf.b2).toBeCloseTo(1.19839281085285, 10);
    expect(shelf.a1).toBeCloseTo(-1.69065929318241, 10);
    expect(shelf.a2).toBeCloseTo(0.73248077421585, 10);
    expect(highPass.a1).toBeCloseTo(-1.99004745483398, 10);
    expect(highPass.a2).toBeCloseTo(0.99007225036621, 10);
  });
});

describe('the kernel', () => {
  /** The definition: two filters in series, in doubles, one sample after the other. */
  function reference(plane: Float32Array, rate: number): number {
    const { shelf, highPass } = kWeighting(rate);
    const biquad = (input: Float64Array, b: number[], a: number[]): Float64Array => {
      const out = new Float64Array(input.length);
      for (let i = 0; i < input.length; i++) {
        let sum = 0;
        for (let k = 0; k < 3 && k <= i; k++) sum += b[k]! * input[i - k]!;
        for (let k = 1; k < 3 && k <= i; k++) sum -= a[k]! * out[i - k]!;
        out[i] = sum;
      }
      return out;
    };
    const head = biquad(Float64Array.from(plane), [shelf.b0, shelf.b1, shelf.b2], [1, shelf.a1, shelf.a2]);
    const heard = biquad(head, [1, -2, 1], [1, highPass.a1, highPass.a2]);
    return heard.reduce((sum, x) => sum + x * x, 0);
  }

  it.each([1, 2, 3, 6])('gives the energies of %d channels by the definition', (channels) => {
    const random = seededRandom(channels);
    const planes = Array.from({ length: channels }, () => Float32Array.from({ length: 5000 }, () => random() * 2 - 1));
    for (const rate of [8000, 44100, 192000]) {
      const kernel = new ScanKernel(channels, 5000, 1, kCoefficients(rate));
      planes.forEach((plane, c) => kernel.planes[c]!.set(plane));
      const sums = new Float64Array(channels);
      for (const [from, to] of [
        [0, 1],
        [1, 480],
        [480, 480],
        [480, 5000],
      ] as const) {
        kernel.energy(from, to).forEach((energy, c) => (sums[c]! += energy));
      }
      sums.forEach((energy, c) => expect(energy / reference(planes[c]!, rate)).toBeCloseTo(1, 10));
    }
  });
});

describe('integrated loudness', () => {
  // EBU Tech 3341, table 1, cases 1 to 5: 1 kHz in phase on left and right, ±0.1 LU.
  it.each([
    [1, [[20, -23]], -23],
    [2, [[20, -33]], -33],
    [
      3,
      [
        [10, -36],
        [60, -23],
        [10, -36],
      ],
      -23,
    ],
    [
      4,
      [
        [10, -72],
        [10, -36],
        [60, -23],
        [10, -36],
        [10, -72],
      ],
      -23,
    ],
    [
      5,
      [
        [20, -26],
        [20.1, -20],
        [20, -26],
      ],
      -23,
    ],
  ] as [number, [number, number][], number][])('meets case %d', (_, steps, expected) => {
    for (const rate of [44100, 48000, 11025]) {
      const plane = tone(steps, rate);
      expect(Math.abs(integrated([plane, plane], [1, 1], rate)! - expected)).toBeLessThan(0.1);
    }
  });

  it('meets case 6: five channels, the surrounds weighted', () => {
    const [front, centre, surround] = [-28, -24, -30].map((level) => tone([[20, level]]));
    const planes = [front!, front!, centre!, surround!, surround!];
    expect(Math.abs(integrated(planes, channelWeights(5, undefined))! + 23)).toBeLessThan(0.1);
  });

  it('does not count the LFE', () => {
    const plane = tone([[5, -20]]);
    const silent = new Float32Array(plane.length);
    const planes = [silent, silent, silent, plane, silent, silent];
    expect(integrated(planes, channelWeights(6, undefined))).toBeNull();
    expect(channelWeights(2, ['L', 'LFE'])).toEqual([1, 0]);
  });

  it('has no value for silence and for less than a gating block', () => {
    expect(integrated([new Float32Array(RATE)], [1])).toBeNull();
    expect(integrated([tone([[0.399, -10]])], [1])).toBeNull();
    expect(integrated([tone([[0.4, -10]])], [1])).not.toBeNull();
  });

  it('is the same whatever pieces the audio comes in', () => {
    const random = seededRandom(4);
    const plane = Float32Array.from({ length: 100_000 }, () => random() - 0.5);
    const whole = integrated([plane, plane], [1, 1], 44100);
    for (const piece of [4, 444, 1000, 4100]) {
      expect(integrated([plane, plane], [1, 1], 44100, piece)).toBeCloseTo(whole!, 10);
    }
  });

  it('takes what is not a number for silence, and recovers', () => {
    const plane = tone([[4, -20]]);
    const holed = plane.slice();
    holed.set([NaN, Infinity, -Infinity], 50_000);
    expect(integrated([holed, plane], [1, 1])).toBeCloseTo(integrated([plane, plane], [1, 1])!, 2);
    expect(integrated([holed], [1])).toBeCloseTo(integrated([plane], [1])!, 2);
  });
});

describe('LoudnessMeter', () => {
  it('adds up over stretches that settle their filters first', () => {
    const random = seededRandom(5);
    const rate = 44100;
    const plane = Float32Array.from({ length: 200_000 }, () => random() - 0.5);
    const measure = (from: number, to: number, settle: number) => {
      const { meter, push } = meterOf(rate, [1]);
      meter.start(from - settle, from);
      push([plane], from - settle, to);
      return meter.take();
    };
    const whole = measure(0, 200_000, 0).energies;
    const sum = new Float64Array(whole.length);
    for (const part of [measure(0, 77_777, 0), measure(77_777, 150_000, 8192), measure(150_000, 200_000, 8192)]) {
      part.energies.forEach((energy, i) => (sum[part.first + i]! += energy));
    }
    sum.forEach((energy, i) => expect(Math.abs(energy / whole[i]! - 1)).toBeLessThan(1e-9));
    expect(sliceStart(2, 11025)).toBe(221);
  });
});
