import { describe, expect, it } from 'vitest';
import type { FrameSource } from '../../../src/core/engine/frameSource.ts';
import { Varispeed } from '../../../src/core/engine/varispeed.ts';
import { fill, noise, seededRandom, sine } from '../../support/signal.ts';
import { ArraySource, bendOf, centsOff, decibels, join, play, sharpestBend, toneOf } from './support/speed.ts';

function varispeed(data: readonly Float32Array[], rate: number, from = 0): { source: ArraySource; speed: Varispeed } {
  const source = new ArraySource(data);
  const speed = new Varispeed(source, data.length, 8, 128);
  speed.setRate(rate);
  speed.rewindTo(from);
  return { source, speed };
}

describe('conversion of the rate', () => {
  it.each([
    [44100, 48000],
    [48000, 44100],
    [96000, 44100],
    [8000, 48000],
  ])('%i to %i Hz: a tone stays that tone and nothing else', (from, to) => {
    const lower = Math.min(from, to);
    for (const hertz of [1000, Math.min(10000, 0.4 * lower)]) {
      const { speed } = varispeed(sine(from, 1, hertz), from / to);
      const [out] = play(speed, 1);
      const tone = toneOf(out!, hertz / to, 1000, out!.length - 1000);
      expect(tone.snr).toBeGreaterThan(90);
      expect(Math.abs(decibels(tone.amplitude / 0.5))).toBeLessThan(0.001);
      // To a millionth of a frame.
      expect(Math.abs(tone.phase)).toBeLessThan((2e-6 * Math.PI * hertz) / to);
    }
  });

  it.each([0.125, 0.5, 0.91875, 1, 48 / 44.1, 2, 4, 8])('at rate %f is flat up to 0.45 of the lower rate', (rate) => {
    const lower = 1 / Math.max(1, rate);
    for (const share of [0.05, 0.25, 0.4, 0.45]) {
      const frequency = share * lower;
      const { speed } = varispeed(sine(1, 20000, frequency), rate);
      const [out] = play(speed, 1, 1800);
      const { amplitude } = toneOf(out!, frequency * rate, 300, 1800);
      expect(Math.abs(decibels(amplitude / 0.5))).toBeLessThan(0.1);
    }
  });

  it.each([48 / 44.1, 2, 4, 8])('at rate %f does not fold back what the lower rate cannot hold', (rate) => {
    for (const frequency of [0.6 / rate, 0.75 / rate, 0.95 / rate].filter((f) => f < 0.5)) {
      const { speed } = varispeed(sine(1, 20000, frequency), rate);
      const [out] = play(speed, 1, 1800);
      expect(decibels(Math.max(...out!.subarray(300, 1800).map(Math.abs)) / 0.5)).toBeLessThan(-85);
    }
  });
});

describe('position', () => {
  it.each([0.25, 0.5, 0.75, 1, 1.5, 2, 3.7, 4])('is exact at rate %f, and so is the length', (rate) => {
    const { speed } = varispeed(noise(1, 48000), rate, 1000);
    const [out] = play(speed, 1, Infinity, (done) => expect(speed.at[0]).toBeCloseTo(1000 + done * rate, 6));
    expect(out!.length).toBe(Math.ceil(47000 / rate - 1e-6));
    expect(speed.ended()).toBe(true);
  });

  it('puts an impulse where it belongs, to a thousandth of a frame', () => {
    for (const rate of [0.25, 0.7, 1.5, 4]) {
      const data = fill(1, 20000, (i) => (i === 10000 ? 1 : 0));
      const [out] = play(varispeed(data, rate, 3000).speed, 1);
      const moment = out!.reduce((sum, y, k) => sum + y * (3000 + k * rate), 0) / out!.reduce((sum, y) => sum + y, 0);
      expect(moment).toBeCloseTo(10000, 3);
    }
  });

  it('does not drift: after an hour it is off by less than 1e-5 frames', () => {
    const rate = 44100 / 48000;
    const at = new Float64Array(1);
    const endless: FrameSource = {
      at,
      ended: () => false,
      rewindTo: (frame) => frame,
      read: (_out, _offset, frames) => {
        at[0]! += frames;
        return frames;
      },
    };
    // No channels: only the counting.
    const speed = new Varispeed(endless, 0, 8, 1 << 16);
    speed.setRate(rate);
    let frames = 0;
    for (; frames < 3600 * 48000; frames += 1 << 16) speed.read([], 0, 1 << 16);
    expect(Math.abs(speed.at[0]! - frames * rate)).toBeLessThan(1e-5);
  });

  it('gives the samples as they are at rate 1', () => {
    const data = noise(3, 5000);
    expect(play(varispeed(data, 1).speed, 3)).toEqual(data);
    expect(play(varispeed(data, 1, 1234).speed, 3)).toEqual(data.map((plane) => plane.subarray(1234)));
  });

  it('goes on from any position as if it had never stopped', () => {
    const data = noise(2, 20000);
    const [whole] = play(varispeed(data, 1.3).speed, 2);
    const { speed } = varispeed(data, 1.3);
    play(speed, 2, 5000);
    const frame = 3001 * 1.3;
    expect(speed.rewindTo(frame)).toBe(frame);
    expect(speed.at[0]).toBe(frame);
    const [again] = play(speed, 2);
    expect(Math.max(...again!.map((y, i) => Math.abs(y - whole![3001 + i]!)))).toBeLessThan(1e-6);
    expect(again!.length).toBe(whole!.length - 3001);
  });
});

describe('speed', () => {
  it.each([0.25, 0.5, 0.75, 1.5, 2, 4])('%f times: pitch and length follow', (rate) => {
    const { speed } = varispeed(sine(48000, 4, 500), rate);
    const [out] = play(speed, 1);
    expect(Math.abs(centsOff(out!, (500 * rate) / 48000, 1000, out!.length - 1000))).toBeLessThan(0.01);
    expect(sharpestBend(out!, 1000, out!.length - 1000)).toBeLessThan(bendOf(0.5, (500 * rate) / 48000) * 1.001 + 1e-6);
  });

  it('glides from one rate to another without a click', () => {
    const { speed } = varispeed(sine(48000, 8, 1000), 1);
    const rates = [2, 0.25, 4, 1, 8, 0.5];
    const out = rates.map((rate) => {
      speed.setRate(rate);
      return play(speed, 1, 4000)[0]!;
    });
    expect(sharpestBend(join(out), 1000, 24000)).toBeLessThan(bendOf(0.5, 8000 / 48000));
    const last = out.at(-1)!;
    expect(toneOf(last, 500 / 48000, 1000, 4000).snr).toBeGreaterThan(90);
  });

  it('runs dry and goes on, and loses nothing', () => {
    const random = seededRandom(1);
    const data = noise(2, 30000);
    const whole = play(varispeed(data, 1.37).speed, 2);
    const { source, speed } = varispeed(data, 1.37);
    source.available = 0;
    const parts: Float32Array[][] = [];
    while (!speed.ended()) {
      source.available = Math.min(30000, source.available + Math.floor(random() * 900));
      parts.push(play(speed, 2));
    }
    expect(whole.map((_, c) => join(parts.map((part) => part[c]!)))).toEqual(whole);
  });

  it.each([1, 2, 3, 5, 8, 64])('%i channels, each by itself', (channels) => {
    const data = noise(channels, 4000);
    const out = play(varispeed(data, 0.8).speed, channels);
    data.forEach((plane, c) => expect(out[c]).toEqual(play(varispeed([plane], 0.8).speed, 1)[0]));
  });

  it('copes with files of no frame, of one, and of a few', () => {
    for (const frames of [0, 1, 2, 30]) {
      const { speed } = varispeed(noise(1, frames), 0.5);
      expect(play(speed, 1)[0]!.length).toBe(frames * 2);
      expect(speed.ended()).toBe(true);
    }
  });

  it('never gives what is not finite', () => {
    const bad = [NaN, Infinity, -Infinity, 3.4e38, -3.4e38];
    const data = fill(2, 4000, (i, c) => (i % 7 === c ? bad[i % 5]! : 0.5));
    for (const rate of [0.5, 1, 2.5]) {
      expect(play(varispeed(data, rate).speed, 2).every((plane) => plane.every(Number.isFinite))).toBe(true);
    }
  });

  it('holds on to its rate when given nonsense', () => {
    const { speed } = varispeed(noise(1, 4000), 2);
    for (const rate of [NaN, 0, -1]) speed.setRate(rate);
    expect(play(speed, 1)[0]!.length).toBe(2000);
    const fastest = varispeed(noise(1, 4000), 1e9).speed;
    expect(play(fastest, 1)[0]!.length).toBe(500);
  });
});
