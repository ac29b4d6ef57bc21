import { describe, expect, it } from 'vitest';
import { Mixer } from '../../../src/core/engine/mixer.ts';
import { bitsOf, inPieces, noise, roughest, sine } from './support/dsp.ts';

const GLIDE = 240;
const silent = (count: number, frames: number): Float32Array[] =>
  Array.from({ length: count }, () => new Float32Array(frames).fill(9));

/** Samples that arithmetic would change: −0, denormals, the largest. */
const awkward = Float32Array.of(-0, 0, 1e-45, -1e-39, 3.4e38, 1 / 3, -1);

describe('Mixer', () => {
  it('is the identity to begin with, where the counts are equal', () => {
    expect(new Mixer(2, 2, GLIDE).identity).toBe(true);
    expect(new Mixer(3, 2, GLIDE).identity).toBe(false);
  });

  it('leaves every bit where a coefficient of 1 stands alone', () => {
    const mixer = new Mixer(2, 3, GLIDE);
    mixer.set(Float64Array.of(0, 1, 1, 0, 0, 1), 0, true);
    const input = [awkward, noise(1, awkward.length)];
    const out = silent(3, awkward.length);
    mixer.apply(input, 0, out, 0, awkward.length);
    expect(bitsOf(out)).toEqual(bitsOf([input[1]!, input[0]!, input[1]!]));
    expect(mixer.identity).toBe(false);
  });

  it('knows the identity when it comes back to it', () => {
    const mixer = new Mixer(2, 2, GLIDE);
    mixer.set(Float64Array.of(0.5, 0.5, 0.5, 0.5), 0, true);
    expect(mixer.identity).toBe(false);
    mixer.set(Float64Array.of(7, 1, 0, 0, 1), 1, false);
    const out = silent(2, GLIDE);
    const input = [noise(1, GLIDE), noise(2, GLIDE)];
    mixer.apply(input, 0, out, 0, GLIDE - 1);
    expect(mixer.identity).toBe(false);
    mixer.apply(input, 0, out, 0, 1);
    expect(mixer.identity).toBe(true);
  });

  it.each([[64, 2], [1, 2], [2, 2], [6, 6], [5, 2]])('sums %i channels to %i as the formula says', (channels, outputs) => {
    const frames = 1000;
    const input = Array.from({ length: channels }, (_, channel) => noise(channel + 1, frames));
    const matrix = noise(99, channels * outputs, 1);
    const mixer = new Mixer(channels, outputs, GLIDE);
    mixer.set(matrix, 0, true);
    const out = silent(outputs, frames + 5);
    inPieces(3, frames, 300, (at, count) => mixer.apply(input, at, out, at + 5, count));
    for (let output = 0; output < outputs; output++) {
      const wanted = new Float32Array(frames + 5).fill(9);
      for (let i = 0; i < frames; i++) {
        let sum = 0;
        for (let channel = 0; channel < channels; channel++) {
          sum += matrix[output * channels + channel]! * input[channel]![i]!;
        }
        wanted[i + 5] = sum;
      }
      expect(out[output]).toEqual(wanted);
    }
  }); // prettier-ignore

  it('does not even look at channels with a coefficient of 0, nor at coefficients that are no numbers', () => {
    const mixer = new Mixer(2, 2, GLIDE);
    mixer.set(Float64Array.of(0, 0.5, NaN, Infinity), 0, true);
    const out = silent(2, 2);
    mixer.apply([Float32Array.of(NaN, Infinity), Float32Array.of(1, -1)], 0, out, 0, 2);
    expect(out).toEqual([Float32Array.of(0.5, -0.5), Float32Array.of(0, 0)]);
  });

  it('glides in a straight line, whatever the pieces, and arrives exactly', () => {
    const mixer = new Mixer(1, 1, GLIDE);
    mixer.set(Float64Array.of(0.3), 0, false);
    const out = silent(1, 400);
    inPieces(8, 400, 50, (at, count) => mixer.apply([new Float32Array(400).fill(1)], at, out, at, count));
    for (let i = 0; i < 400; i++) {
      expect(out[0]![i]).toBeCloseTo(i < GLIDE ? 1 - (0.7 * i) / GLIDE : Math.fround(0.3), 6);
    }
    expect(out[0]![GLIDE]).toBe(Math.fround(0.3));
  });

  it('turns round in the middle of a glide without a step', () => {
    const frames = 2000;
    const tone = sine(200, frames);
    const mixer = new Mixer(1, 1, GLIDE);
    const out = silent(1, frames);
    for (let at = 0; at < frames; at += 100) {
      mixer.set(Float64Array.of((at / 100) % 2), 0, false);
      mixer.apply([tone], at, out, at, 100);
    }
    let step = 0;
    for (let i = 1; i < frames; i++) step = Math.max(step, Math.abs(out[0]![i]! - out[0]![i - 1]!));
    expect(step).toBeLessThan(0.5 / GLIDE + 0.014);
    expect(roughest(out[0]!)).toBeLessThan(0.012);
  });
});
