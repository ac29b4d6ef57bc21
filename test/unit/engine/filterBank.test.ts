import { describe, expect, it } from 'vitest';
import { PAIR_STATE, runSections } from '../../../src/core/engine/biquads.ts';
import { designFilters } from '../../../src/core/engine/eqDesign.ts';
import { FilterBank } from '../../../src/core/engine/filterBank.ts';
import type { EqBand } from '../../../src/core/engine/lens.ts';
import { bitsOf, copyOf, highest, inPieces, noise, RATE, roughest, sine } from './support/dsp.ts';

const FADE = 480;
const peak = (frequency: number, gainDb: number, q = 1): EqBand => ({ kind: 'peak', on: true, frequency, gainDb, q });
const designed = (...bands: EqBand[]): Float64Array =>
  designFilters({ on: true, bands, matchLoudness: false }, null, RATE);
const ten = designed(...Array.from({ length: 10 }, (_, i) => peak(31 * 2 ** i * 0.95, i % 2 ? 9 : -7, 1.4)));

/** The difference equation, section after section, one channel, float64. */
function reference(samples: Float32Array, sections: Float64Array): Float32Array {
  let signal = Float64Array.from(samples);
  for (let at = 0; at < sections.length; at += 5) {
    const [b0, b1, b2, a1, a2] = sections.subarray(at, at + 5) as unknown as [number, number, number, number, number];
    const out = new Float64Array(signal.length);
    for (let i = 0; i < signal.length; i++) {
      const x = (back: number): number => (i >= back ? signal[i - back]! : 0);
      const y = (back: number): number => (i >= back ? out[i - back]! : 0);
      out[i] = b0 * x(0) + b1 * x(1) + b2 * x(2) - a1 * y(1) - a2 * y(2);
    }
    signal = out;
  }
  return Float32Array.from(signal);
}

function differ(a: Float32Array, b: Float32Array, from = 0): number {
  let most = 0;
  for (let i = from; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
}

describe('FilterBank', () => {
  it('touches nothing without sections', () => {
    const bank = new FilterBank(2, 32, RATE);
    const samples = [Float32Array.of(-0, 1e-45, 3e38, NaN, 0.1), noise(1, 5)];
    const before = bitsOf(samples);
    bank.apply(samples, 0, 5);
    expect(bank.active).toBe(false);
    expect(bitsOf(samples)).toEqual(before);
  });

  it.each([1, 2, 3, 6])('filters %i channels as the difference equation says, in whatever pieces', (channels) => {
    const frames = 5000;
    const input = Array.from({ length: channels }, (_, channel) => noise(channel + 1, frames));
    const out = copyOf(input);
    const bank = new FilterBank(channels, 32, RATE);
    bank.set(ten, 0, 10, true);
    inPieces(4, frames, 400, (at, count) => bank.apply(out, at, count));
    out.forEach((samples, channel) => expect(differ(samples, reference(input[channel]!, ten))).toBeLessThan(2e-7));
  });

  it('takes its sections from the given place, at most as many as it has room for', () => {
    const bank = new FilterBank(1, 4, RATE);
    const values = Float64Array.of(7, ...ten);
    bank.set(values, 1, 10, true);
    const out = [noise(1, 1000)];
    bank.apply(out, 0, 1000);
    expect(differ(out[0]!, reference(noise(1, 1000), ten.subarray(0, 20)))).toBeLessThan(1e-7);
  });

  it('cross-fades to the new bank within 10 ms and is then where it would always have been', () => {
    const frames = 40_000;
    const input = [sine(100, frames), noise(2, frames)];
    const out = copyOf(input);
    const bank = new FilterBank(2, 32, RATE);
    bank.apply(out, 0, 1000);
    expect(bitsOf([out[0]!.subarray(0, 1000)])).toEqual(bitsOf([input[0]!.subarray(0, 1000)]));
    bank.set(ten, 0, 10, false);
    expect(bank.active).toBe(true);
    bank.apply(out, 1000, frames - 1000);
    expect(roughest(out[0]!, 0, 3000)).toBeLessThan(4 * roughest(input[0]!));
    for (const channel of [0, 1]) {
      expect(differ(out[channel]!, reference(input[channel]!, ten), 30_000)).toBeLessThan(1e-6);
    }
  });

  it('switches off without a click, and then leaves every bit', () => {
    const frames = 4000;
    const input = [sine(80, frames), sine(200, frames)];
    const out = copyOf(input);
    const bank = new FilterBank(2, 32, RATE);
    bank.set(designed(peak(80, 12), peak(1000, -12)), 0, 2, true);
    bank.apply(out, 0, 2000);
    bank.set(ten, 0, 0, false);
    bank.apply(out, 2000, FADE - 1);
    expect(bank.active).toBe(true);
    bank.apply(out, 2000 + FADE - 1, 1);
    expect(bank.active).toBe(false);
    bank.apply(out, 2000 + FADE, frames - 2000 - FADE);
    expect(roughest(out[0]!, 1900)).toBeLessThan(4 * 0.5 * (2 * Math.PI * 80 / RATE) ** 2 * 4);
    const tail = (buffers: Float32Array[]): Float32Array[] => buffers.map((buffer) => buffer.subarray(2000 + FADE));
    expect(bitsOf(tail(out))).toEqual(bitsOf(tail(input)));
  }); // prettier-ignore

  it('keeps a constant steady when sections come in that pass it', () => {
    const bank = new FilterBank(1, 32, RATE);
    const out = [new Float32Array(6000).fill(0.5)];
    bank.apply(out, 0, 1000);
    bank.set(ten, 0, 10, false);
    bank.apply(out, 1000, 2000);
    bank.set(designed(peak(50, 6), ...[100, 200, 400].map((frequency) => peak(frequency, -6))), 0, 4, false);
    bank.apply(out, 3000, 3000);
    for (const sample of out[0]!) expect(Math.abs(sample - 0.5)).toBeLessThan(1e-6);
  });

  it('while it fades only the newest of several changes waits', () => {
    const frames = 20_000;
    const input = noise(5, frames);
    const out = [input.slice()];
    const bank = new FilterBank(1, 32, RATE);
    const lowered = designed(peak(1000, -12, 0.7));
    bank.set(ten, 0, 10, false);
    bank.apply(out, 0, 100);
    bank.set(designed(peak(3000, 24)), 0, 1, false);
    bank.set(lowered, 0, 1, false);
    bank.apply(out, 100, frames - 100);
    expect(differ(out[0]!, reference(input, lowered), 4000)).toBeLessThan(1e-6);
    expect(highest(out[0]!)).toBeLessThan(2);
  });

  it('a drag of a band makes no click', () => {
    const frames = 48_000;
    const tone = sine(440, frames);
    const out = [tone.slice()];
    const bank = new FilterBank(1, 32, RATE);
    for (let at = 0, step = 0; at < frames; at += 480, step++) {
      bank.set(designed(peak(100 * 1.05 ** (step % 60), 12, 3)), 0, 1, at === 0);
      bank.apply(out, at, 480);
    }
    // The tone itself, four times as loud at most, and the slope of the fades.
    expect(roughest(out[0]!)).toBeLessThan(4.5 * roughest(tone));
  });

  it('leaves out sections that are not finite or not stable', () => {
    const bank = new FilterBank(1, 32, RATE);
    const good = designed(peak(1000, 6));
    const bad = [NaN, 0, 0, 0, 0, 1, Infinity, 0, 0, 0, 1, 0, 0, 0, 1.0001, 1, 0, 0, -2.1, 1];
    bank.set(Float64Array.of(...bad, ...good), 0, 5, true);
    const out = [noise(1, 500)];
    bank.apply(out, 0, 500);
    expect(differ(out[0]!, reference(noise(1, 500), good))).toBeLessThan(1e-7);
  });

  it.each([NaN, Infinity, 3.4e38])('heals after %d came in, and never lets it out', (poison) => {
    for (const fading of [false, true]) {
      const bank = new FilterBank(2, 32, RATE);
      bank.set(designed(peak(1000, 24)), 0, 1, true);
      const out = [noise(1, 256), noise(2, 256)];
      out[1]![3] = poison;
      if (fading) bank.set(ten, 0, 10, false);
      bank.apply(out, 0, 128);
      for (const sample of [...out[0]!, ...out[1]!]) expect(Number.isFinite(sample)).toBe(true);
      bank.apply(out, 128, 128);
      expect(highest(out[1]!.subarray(128))).toBeGreaterThan(0.1);
      expect(highest(out[1]!.subarray(128))).toBeLessThan(20);
    }
  });
});

describe('after the sound has stopped', () => {
  it.each([
    ['a narrow, low peak', designed(peak(20, 24, 20))],
    ['ten bands', ten],
    ['a band filter', designFilters({ on: false, bands: [], matchLoudness: false }, { low: 20, high: 400 }, RATE)],
  ])('the memory of %s is exactly zero, never denormal', (_, sections) => {
    const count = sections.length / 5;
    const states = new Float64Array(count * PAIR_STATE);
    const left = new Float64Array(128);
    const right = new Float64Array(128);
    left.set(noise(1, 128));
    right.set(noise(2, 128));
    runSections(sections, count, states, 0, left, right, 128);
    expect(states.every((value) => value !== 0)).toBe(true);
    let quanta = 0;
    while (states.some((value) => value !== 0) && quanta < 20_000) {
      for (const value of states) if (value !== 0) expect(Math.abs(value)).toBeGreaterThan(1e-300);
      left.fill(0);
      right.fill(0);
      runSections(sections, count, states, 0, left, right, 128);
      quanta++;
    }
    expect(states.every((value) => value === 0)).toBe(true);
    left.fill(0);
    right.fill(0);
    runSections(sections, count, states, 0, left, right, 128);
    expect([...left, ...right].every((value) => value === 0)).toBe(true);
  });

  it('a constant that a high-pass holds back leaves no denormals either', () => {
    const sections = designed({ kind: 'highPass', on: true, frequency: 2000, gainDb: 0, q: 0.7 });
    const states = new Float64Array(PAIR_STATE);
    for (let quantum = 0; quantum < 2000; quantum++) {
      runSections(sections, 1, states, 0, new Float64Array(128).fill(0.3), new Float64Array(128), 128);
      for (const value of states) expect(value === 0 || Math.abs(value) > 1e-300).toBe(true);
    }
  });
});
