import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OctaveSmoothing } from '../../../src/core/live/octaveSmoothing.ts';
import { PairTransform } from '../../../src/core/live/pairTransform.ts';
import { goniometerPoints, PhaseMeter } from '../../../src/core/live/phase.ts';
import { Traces } from '../../../src/core/live/traces.ts';
import { plainKernel } from '../../../src/core/spectrogram/plainKernel.ts';

describe('PairTransform', () => {
  it('gives the powers that the kernel of spectrograms gives, of both channels', () => {
    const size = 512;
    const [a, b] = [1.7, 40.25].map((cycles, n) =>
      Float32Array.from({ length: size }, (_, i) => 0.5 * Math.sin((2 * Math.PI * cycles * i) / size) + 0.1 * n),
    );
    const transform = new PairTransform('hann', size);
    const [first, second] = [new Float64Array(transform.bins), new Float64Array(transform.bins)];
    expect(transform.powers(a!, b!, first, second)).toBe(true);
    const kernel = plainKernel({ window: 'hann', size, padding: 1, combine: 'max' });
    for (const [samples, powers] of [
      [a!, first],
      [b!, second],
    ] as const) {
      const out = new Float32Array(kernel.bins);
      kernel.column(samples, 0, size, 1, out);
      for (let k = 0; k < out.length; k++) expect(powers[k]! - out[k]!).toBeCloseTo(0, 7);
    }
  });

  it.each([NaN, Infinity, -Infinity])('leaves the powers alone where a sample is %d', (value) => {
    const transform = new PairTransform('hann', 128);
    const [first, second] = [new Float64Array(65).fill(7), new Float64Array(65).fill(7)];
    const spoiled = new Float32Array(128);
    spoiled[5] = value;
    expect(transform.powers(new Float32Array(128), spoiled, first, second)).toBe(false);
    expect(first[3]).toBe(7);
  });
});

describe('OctaveSmoothing', () => {
  it('keeps what is flat, and spreads a line over the part of an octave', () => {
    const smoothing = new OctaveSmoothing(1025, 1 / 3);
    const flat = new Float64Array(1025).fill(0.25);
    smoothing.apply(flat);
    for (const power of flat) expect(power).toBeCloseTo(0.25, 9);
    const line = new Float64Array(1025);
    line[300] = 1;
    smoothing.apply(line);
    const lifted = [...line.keys()].filter((k) => line[k]! > 1e-9);
    expect(lifted[0]! / 300).toBeCloseTo(2 ** (-1 / 6), 1);
    expect(lifted.at(-1)! / 300).toBeCloseTo(2 ** (1 / 6), 1);
  });

  it('gives means: never under the least power, never over the greatest', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 65, maxLength: 65 }), (powers) => {
        const smoothed = Float64Array.from(powers);
        new OctaveSmoothing(65, 1).apply(smoothed);
        const [least, most] = [Math.min(...powers), Math.max(...powers)];
        return smoothed.every((power) => power >= least - 1e-9 && power <= most + 1e-9);
      }),
    );
  });
});

describe('Traces', () => {
  const settings = { attack: 0, release: 0.5, hold: 1, fall: 20 };

  it('rises at once, falls with its time constant, and holds peaks before they fall', () => {
    const traces = new Traces(1);
    traces.add(Float64Array.of(1), 0.1, settings);
    expect(traces.current[0]).toBe(1);
    for (let i = 0; i < 5; i++) traces.add(Float64Array.of(0), 0.1, settings);
    expect(traces.current[0]).toBeCloseTo(Math.exp(-1), 9);
    expect(traces.peak[0]).toBe(1);
    for (let i = 0; i < 10; i++) traces.add(Float64Array.of(0), 0.1, settings);
    // 1.5 s after the peak: half a second of falling by 20 dB a second.
    expect(10 * Math.log10(traces.peak[0]!)).toBeCloseTo(-10, 6);
  });

  it('falls alike however the time is cut', () => {
    const run = (steps: number): Traces => {
      const traces = new Traces(1);
      traces.add(Float64Array.of(1), 0.02, settings);
      for (let i = 0; i < steps; i++) traces.add(Float64Array.of(0), 2 / steps, settings);
      return traces;
    };
    expect(run(3).peak[0]).toBeCloseTo(run(200).peak[0]!, 9);
    expect(run(3).current[0]).toBeCloseTo(run(200).current[0]!, 9);
  });

  it('keeps peaks for ever where told so, and means over the time that powers lasted', () => {
    const traces = new Traces(1);
    traces.add(Float64Array.of(1), 1, { ...settings, hold: Infinity });
    traces.add(Float64Array.of(0), 3, { ...settings, hold: Infinity });
    expect(traces.peak[0]).toBe(1);
    const mean = new Float64Array(1);
    traces.mean(mean);
    expect(mean[0]).toBeCloseTo(0.25, 9);
    traces.reset();
    traces.mean(mean);
    expect([mean[0], traces.peak[0], traces.seconds]).toEqual([0, 0, 0]);
  });
});

describe('PhaseMeter and goniometer', () => {
  it('leave out frames that are no numbers', () => {
    const meter = new PhaseMeter();
    meter.add(Float32Array.of(0.5, NaN, Infinity, -0.5), Float32Array.of(0.5, 1, 1, -0.5), 0, 4, 0);
    expect(meter.correlation).toBeCloseTo(1, 9);
  });

  it('puts mono upright, and a channel alone on its diagonal', () => {
    const out = new Float32Array(4);
    expect(goniometerPoints(Float32Array.of(1, 1), Float32Array.of(1, 0), 0, 2, out)).toBe(2);
    expect(out[0]).toBe(0);
    expect(out[1]).toBeCloseTo(Math.SQRT2, 6);
    expect(out[2]).toBeCloseTo(-Math.SQRT1_2, 6);
    expect(out[3]).toBeCloseTo(Math.SQRT1_2, 6);
  });
});
