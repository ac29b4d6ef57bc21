import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CEILING, Limiter } from '../../../src/core/engine/limiter.ts';
import { bitsOf, copyOf, highest, inPieces, noise, RATE, roughest, sine } from './support/dsp.ts';
import { randomOf } from './support/signal.ts';

const SWITCHED = 480;
const onFor = (buffers: Float32Array[], seed = 1): { out: Float32Array[]; limiter: Limiter } => {
  const limiter = new Limiter(buffers.length, RATE);
  limiter.set(true);
  const out = copyOf(buffers);
  inPieces(seed, out[0]!.length, 300, (at, count) => limiter.apply(out, at, count));
  return { out, limiter };
};

/** Quiet noise with bursts and single peaks far beyond full scale. */
function rough(seed: number, frames: number): Float32Array {
  const random = randomOf(seed);
  const samples = noise(seed + 1, frames, 0.9);
  for (let i = 0; i < frames; i++) if (random() < 0.002) samples[i] = 16 * (random() - 0.5);
  for (let i = frames >> 1; i < frames >> (1 + 500); i++) samples[i]! *= 8;
  return samples;
}

/** The gain by its definition, frame by frame, with nothing remembered but the recovery. */
function gainsByForce(channels: readonly Float32Array[], window: number): Float64Array {
  const frames = channels[0]!.length;
  const need = (i: number): number =>
    i < 0 ? 1 : Math.min(1, ...channels.map((samples) => CEILING / Math.abs(samples[i]!)));
  const release = 1 - Math.exp(-1 / (0.06 * RATE));
  const held = new Float64Array(frames);
  const gains = new Float64Array(frames);
  for (let i = 0; i < frames; i++) {
    let least = 1;
    for (let back = 0; back < window; back++) least = Math.min(least, need(i - back));
    const before = i > 0 ? held[i - 1]! : 1;
    const risen = before + (1 - before) * release;
    held[i] = Math.min(least, risen > 1 - 1e-5 ? 1 : risen);
    let sum = 0;
    for (let back = 0; back < window; back++) sum += i >= back ? held[i - back]! : 1;
    gains[i] = sum / window;
  }
  return gains;
}

describe('Limiter', () => {
  it('has the highest float32 ceiling that is not above −0.1 dBFS', () => {
    const exact = 10 ** (-0.1 / 20);
    expect(Math.fround(CEILING)).toBe(CEILING);
    expect(CEILING).toBeLessThanOrEqual(exact);
    expect(CEILING * (1 + 2 ** -23)).toBeGreaterThan(exact);
  });

  it('off touches nothing', () => {
    const samples = [Float32Array.of(-0, 1e-45, 5, NaN, -Infinity), noise(1, 5)];
    const before = bitsOf(samples);
    const limiter = new Limiter(2, RATE);
    limiter.apply(samples, 0, 5);
    expect(limiter.active).toBe(false);
    expect(limiter.gain).toBe(1);
    expect(bitsOf(samples)).toEqual(before);
  });

  it('on, gives what is below the ceiling bit for bit, late by less than 1.5 ms', () => {
    const input = [noise(1, 5000, CEILING), noise(2, 5000, CEILING)];
    const { out, limiter } = onFor(input);
    expect(limiter.delay / RATE).toBeLessThan(0.0015);
    expect(limiter.active).toBe(true);
    const late = input.map((samples) => samples.subarray(SWITCHED, 5000 - limiter.delay));
    expect(bitsOf(out.map((samples) => samples.subarray(SWITCHED + limiter.delay)))).toEqual(bitsOf(late));
  });

  it.each([1, 2, 5])('is what its definition gives, for %i channels', (channels) => {
    const frames = 12_000;
    const input = Array.from({ length: channels }, (_, channel) => rough(channel + 1, frames));
    const { out, limiter } = onFor(input, 7);
    const gains = gainsByForce(input, limiter.delay + 1);
    for (let channel = 0; channel < channels; channel++) {
      for (let i = SWITCHED; i < frames; i++) {
        const wanted = input[channel]![i - limiter.delay]! * gains[i]!;
        if (Math.abs(out[channel]![i]! - wanted) > 1e-6) expect.fail(`frame ${i}: ${out[channel]![i]} not ${wanted}`);
      }
    }
  });

  it('holds the ceiling from the frame it is switched on, whatever comes and however often it is', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ on: fc.boolean(), frames: fc.integer({ min: 1, max: 700 }), level: fc.double({ min: 0, max: 40, noNaN: true }) }),
          { minLength: 1, maxLength: 30 },
        ),
        fc.integer(),
        (steps, seed) => {
          const limiter = new Limiter(2, RATE);
          let place = 0;
          steps.forEach(({ on, frames, level }, step) => {
            limiter.set(on);
            const buffers = [noise(seed + step, frames, level), noise(seed - step, frames, level / 2)];
            limiter.apply(buffers, 0, frames);
            // Switched off it still holds for 5 ms, or as long as it was on.
            const held = on ? frames : Math.max(0, Math.min(frames, place - 240));
            place = on ? Math.min(480, Math.max(240, place) + frames) : Math.max(0, place - frames);
            for (const samples of buffers) expect(highest(samples.subarray(0, held))).toBeLessThanOrEqual(CEILING);
          });
        },
      ),
      { numRuns: 150 },
    );
  }); // prettier-ignore

  it.each([8000, 44100, 192000])('holds at %i Hz as well', (rate) => {
    const limiter = new Limiter(1, rate);
    limiter.set(true);
    const samples = [rough(3, 20_000)];
    inPieces(2, 20_000, 200, (at, count) => limiter.apply(samples, at, count));
    expect(highest(samples[0]!)).toBeLessThanOrEqual(CEILING);
    expect(highest(samples[0]!)).toBeGreaterThan(CEILING * 0.98);
  });

  it('one peak of one channel lowers all alike, and the gain comes back to exactly 1', () => {
    const frames = 60_000;
    const input = [sine(1000, frames, 0.3), sine(300, frames, 0.3)];
    input[0]![2000] = 2;
    const { out, limiter } = onFor(input);
    const gainOf = (channel: number, i: number): number => out[channel]![i]! / input[channel]![i - limiter.delay]!;
    const at = 2000 + limiter.delay + 7;
    expect(gainOf(0, at)).toBeCloseTo(gainOf(1, at), 6);
    expect(gainOf(1, at)).toBeLessThan(0.6);
    expect(bitsOf([out[1]!.subarray(59_000)])).toEqual(
      bitsOf([input[1]!.subarray(59_000 - limiter.delay, frames - limiter.delay)]),
    );
  });

  it('reports the gain it applies', () => {
    const { limiter } = onFor([noise(1, 2000, 0.5)]);
    expect(limiter.gain).toBe(1);
    const loud = [new Float32Array(500).fill(4)];
    limiter.apply(loud, 0, 500);
    expect(limiter.gain).toBeCloseTo(CEILING / 4, 9);
  });

  it('switches without a click', () => {
    const frames = 12_000;
    for (const amplitude of [0.5, 0.9]) {
      const tone = sine(500, frames, amplitude);
      const out = [tone.slice()];
      const limiter = new Limiter(1, RATE);
      limiter.apply(out, 0, 3001);
      limiter.set(true);
      limiter.apply(out, 3001, 4000);
      limiter.set(false);
      limiter.apply(out, 7001, frames - 7001);
      expect(limiter.active).toBe(false);
      expect(roughest(out[0]!)).toBeLessThan(1.5 * roughest(tone));
      expect(bitsOf([out[0]!.subarray(7001 + SWITCHED)])).toEqual(bitsOf([tone.subarray(7001 + SWITCHED)]));
    }
  });

  it('lets go of a limited sound without a click', () => {
    const frames = 12_000;
    const tone = sine(100, frames, 3);
    const out = [tone.slice()];
    const limiter = new Limiter(1, RATE);
    limiter.set(true);
    limiter.apply(out, 0, 6000);
    limiter.set(false);
    limiter.apply(out, 6000, frames - 6000);
    // The undelayed samples meet the ceiling with a corner; letting go at once would be a step of 2.
    expect(roughest(out[0]!, 5900)).toBeLessThan(0.01);
  });

  it('survives what is no number', () => {
    const samples = [noise(1, 1000, 0.5)];
    samples[0]!.set([NaN, Infinity, -Infinity], 600);
    const { out } = onFor(samples);
    for (const sample of out[0]!) expect(Number.isFinite(sample)).toBe(true);
    expect(highest(out[0]!.subarray(700))).toBeGreaterThan(0.4);
  });
});
