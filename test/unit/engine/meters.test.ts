import { describe, expect, it } from 'vitest';
import { FIELD, STATE_FIELDS } from '../../../src/core/engine/engineState.ts';
import { LoudnessPair } from '../../../src/core/engine/loudnessPair.ts';
import { Meters } from '../../../src/core/engine/meters.ts';
import { inPieces, noise, RATE, sine } from './support/dsp.ts';

function measured(buffers: Float32Array[], state: Float64Array = new Float64Array(STATE_FIELDS)): Float64Array {
  const meters = new Meters(buffers.length, RATE);
  const frames = buffers[0]!.length;
  for (let at = 0; at < frames; at += 128) meters.apply(buffers, at, Math.min(128, frames - at), state);
  return state;
}

describe('Meters', () => {
  it('peaks attack at once, by absolute value, by output', () => {
    const state = measured([Float32Array.of(0.1, -0.7, 0.2), Float32Array.of(0, 0.25, 0)]);
    expect(state[FIELD.peaks]).toBeCloseTo(0.7, 6);
    expect(state[FIELD.peaks + 1]).toBe(0.25);
    expect(state[FIELD.peaks + 2]).toBe(0);
  });

  it('peaks fall by 20 dB in 1.7 s', () => {
    const state = measured([Float32Array.of(1)]);
    measured([new Float32Array(Math.round(1.7 * RATE))], state);
    expect(20 * Math.log10(state[FIELD.peaks]!)).toBeCloseTo(-20, 2);
  });

  it.each([997, 50])('the square of a sine of %i Hz is half its amplitude squared', (frequency) => {
    const state = measured([sine(frequency, 5 * RATE, 0.8)]);
    expect(10 * Math.log10(state[FIELD.squares]! / 0.32)).toBeCloseTo(0, 1);
    // The last peak of either sign is at most half a period ago.
    const fallen = -20 * Math.log10(state[FIELD.peaks]! / 0.8);
    expect(fallen).toBeGreaterThan(-0.001);
    expect(fallen).toBeLessThan((20 / 1.7) * (0.5 / frequency + 128 / RATE));
  });

  it('the square follows a step by its time constant of 300 ms, whatever the pieces', () => {
    const state = new Float64Array(STATE_FIELDS);
    const meters = new Meters(1, RATE);
    const frames = 0.3 * RATE;
    const step = [new Float32Array(frames).fill(0.5)];
    inPieces(1, frames, 500, (at, count) => meters.apply(step, at, count, state));
    expect(state[FIELD.squares]).toBeCloseTo(0.25 * (1 - Math.exp(-1)), 9);
  });

  it('counts a frame beyond full scale once, however many outputs are', () => {
    const left = Float32Array.of(1, 1.001, 0, -2, -1);
    const right = Float32Array.of(-1, 1.5, 1.1, 0, 0.5);
    expect(measured([left, right])[FIELD.overs]).toBe(3);
  });

  it('is zero after silence, not denormal', () => {
    const state = measured([noise(1, RATE)]);
    measured([new Float32Array(60 * RATE)], state);
    expect([state[FIELD.peaks], state[FIELD.squares]]).toEqual([0, 0]);
  });

  it('survives what is no number', () => {
    const state = measured([Float32Array.of(0.5, NaN, 0.5)]);
    measured([new Float32Array(RATE).fill(0.25)], state);
    expect(state[FIELD.peaks]).toBeCloseTo(0.25, 2);
    expect(state[FIELD.squares]).toBeCloseTo(0.0625, 2);
  });

  it('writes no more than the outputs there are places for', () => {
    const state = measured(Array.from({ length: 12 }, () => new Float32Array(128).fill(0.5)));
    expect([...state.subarray(FIELD.peaks, FIELD.peaks + 8)].every((peak) => peak === 0.5)).toBe(true);
    expect(state[FIELD.squares]).toBeLessThan(0.1);
    expect(state[FIELD.histogram]).toBe(0);
  });
});

describe('LoudnessPair', () => {
  const lufs = (square: number): number => -0.691 + 10 * Math.log10(square);
  function loudness(buffers: Float32Array[]): Float64Array {
    const state = new Float64Array(STATE_FIELDS);
    const pair = new LoudnessPair(buffers.length, RATE);
    inPieces(1, buffers[0]!.length, 400, (at, count) => pair.before(buffers, at, count, state));
    return state;
  }

  it('a sine of 997 Hz at full scale in one channel is −3.01 LUFS (ITU-R BS.1770)', () => {
    const seconds = 30;
    const tone = sine(997, seconds * RATE, 1);
    const silence = new Float32Array(tone.length);
    const reached = 10 * Math.log10(1 - Math.exp(-seconds / 3));
    for (const buffers of [[tone], [tone, silence], [silence, tone], [silence, silence, tone]]) {
      const { [FIELD.beforeFilters]: square } = loudness(buffers);
      expect(lufs(square!)).toBeCloseTo(-3.01 + reached, 2);
    }
  });

  it('weighs the channels of 5.1: surrounds 1.41, LFE nothing', () => {
    const tone = sine(997, 3 * RATE, 0.5);
    const of = (channel: number): number => {
      const buffers = Array.from({ length: 6 }, (_, at) => (at === channel ? tone : new Float32Array(tone.length)));
      return loudness(buffers)[FIELD.beforeFilters]!;
    };
    expect(of(3)).toBe(0);
    expect(of(4) / of(0)).toBeCloseTo(1.41, 9);
    expect(of(2) / of(1)).toBeCloseTo(1, 9);
  });

  it('the two sides tell how much louder the filters made it', () => {
    const state = new Float64Array(STATE_FIELDS);
    const pair = new LoudnessPair(2, RATE);
    const before = [noise(1, 128), noise(2, 128)];
    const after = before.map((samples) => samples.map((sample) => sample / 2));
    for (let i = 0; i < 100; i++) {
      pair.before(before, 0, 128, state);
      pair.after(after, 0, 128, state);
    }
    expect(state[FIELD.beforeFilters]! / state[FIELD.afterFilters]!).toBeCloseTo(4, 6);
    pair.reset(state);
    expect([state[FIELD.beforeFilters], state[FIELD.afterFilters]]).toEqual([0, 0]);
  });

  it('survives what is no number', () => {
    const state = new Float64Array(STATE_FIELDS);
    const pair = new LoudnessPair(1, RATE);
    pair.before([Float32Array.of(1, NaN)], 0, 2, state);
    expect(state[FIELD.beforeFilters]).toBe(0);
    pair.before([sine(997, RATE)], 0, RATE, state);
    expect(state[FIELD.beforeFilters]).toBeGreaterThan(0.01);
  });
});
