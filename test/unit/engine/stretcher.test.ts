import { describe, expect, it } from 'vitest';
import { readStretchWasm } from '../../../scripts/stretch-wasm.mjs';
import { Stretcher } from '../../../src/core/engine/stretcher.ts';
import { compileStretch, StretchCore } from '../../../src/core/engine/stretchWasm.ts';
import { Varispeed } from '../../../src/core/engine/varispeed.ts';
import { fill, noise, seededRandom, sine } from '../../support/signal.ts';
import { ArraySource, bendOf, centsOff, decibels, join, play, sharpestBend, toneOf } from './support/speed.ts';

const RATE = 48000;
const module = compileStretch(readStretchWasm());

function stretcher(
  data: readonly Float32Array[],
  speed: number,
  from = 0,
): { source: ArraySource; stretch: Stretcher } {
  const source = new ArraySource(data);
  const stretch = new Stretcher(source, data.length, RATE, module, 4);
  stretch.setRate(speed);
  stretch.rewindTo(from);
  return { source, stretch };
}

const peak = (plane: Float32Array): number => plane.reduce((most, y) => Math.max(most, Math.abs(y)), 0);

describe('a steady tone', () => {
  it.each([0.25, 0.3, 0.5, 0.75, 0.9, 1.1, 1.5, 2, 3, 4])('at speed %f keeps pitch, level and smoothness', (speed) => {
    for (const hertz of [110, 1000, 7040]) {
      const { stretch } = stretcher(sine(RATE, Math.max(2, 2 * speed), hertz), speed, 24000);
      const out = play(stretch, 1)[0]!;
      // Near the end the tone breaks off.
      const to = out.length - 6000;
      expect(Math.abs(centsOff(out, hertz / RATE, 0, to))).toBeLessThan(0.1);
      for (let at = 0; at + 2400 < to; at += 2400) {
        const { amplitude, snr } = toneOf(out, hertz / RATE, at, at + 2400);
        expect(Math.abs(decibels(amplitude / 0.5))).toBeLessThan(0.5);
        expect(snr).toBeGreaterThan(28);
      }
      // −40 dB beside a bend of full scale in one frame.
      expect(sharpestBend(out, 0, to)).toBeLessThan(bendOf(0.5, hertz / RATE) * 1.02 + 0.01);
    }
  });

  it('has its level from the first frame on', () => {
    for (const speed of [0.5, 2]) {
      const out = play(stretcher(sine(RATE, 2, 1000), speed, 24000).stretch, 1, 480)[0]!;
      const tone = toneOf(out, 1000 / RATE);
      expect(Math.abs(decibels(tone.amplitude / 0.5))).toBeLessThan(0.2);
    }
  });

  it('goes through changes of speed without a break', () => {
    const { stretch } = stretcher(sine(RATE, 12, 1000), 1.5, 24000);
    const parts = [0.5, 2, 0.25, 4, 1.2, 0.8].map((speed) => {
      stretch.setRate(speed);
      return play(stretch, 1, 9000)[0]!;
    });
    const out = join(parts);
    expect(out.length).toBe(54000);
    expect(sharpestBend(out, 0, out.length)).toBeLessThan(bendOf(0.5, 1000 / RATE) * 1.3);
    for (let at = 0; at < out.length; at += 1000) {
      expect(Math.abs(decibels(toneOf(out, 1000 / RATE, at, at + 1000).amplitude / 0.5))).toBeLessThan(1.5);
    }
  });
});

describe('position', () => {
  it.each([0.25, 0.5, 0.75, 1.5, 2, 3.3, 4])('at speed %f counts exactly, and the length fits', (speed) => {
    const { stretch } = stretcher(noise(1, 96000), speed, 1000);
    const out = play(stretch, 1, Infinity, (done) => expect(stretch.at[0]).toBeCloseTo(1000 + done * speed, 6))[0]!;
    expect(out.length).toBe(Math.ceil(95000 / speed - 1e-6));
    expect(stretch.ended()).toBe(true);
    expect(stretch.read([new Float32Array(128)], 0, 128)).toBe(0);
  });

  it.each([0.5, 0.75, 1, 1.5, 2])('at speed %f puts sounds where they belong', (speed) => {
    const random = seededRandom(3);
    const starts = [3000, 50001, 120000, 190000];
    const bursts = fill(1, 240000, (i) => {
      const since = i - (starts.filter((start) => start <= i).at(-1) ?? Infinity);
      return since >= 0 && since < 960 ? (random() - 0.5) * Math.exp(-since / 50) : 0;
    });
    for (const from of [0, 47000]) {
      const out = play(stretcher(bursts, speed, from).stretch, 1)[0]!;
      for (const start of starts.filter((frame) => frame >= from)) {
        const wanted = (start - from) / speed;
        let [energy, moment] = [0, 0];
        for (let i = Math.max(0, Math.round(wanted) - 4000); i < wanted + 6000; i++) {
          energy += out[i]! ** 2;
          moment += out[i]! ** 2 * i;
        }
        // Milliseconds; its own middle lies half a millisecond in.
        expect(Math.abs((moment / energy - wanted) / 48)).toBeLessThan(3);
      }
    }
  });

  it('follows what is heard when the speed changes', () => {
    const { stretch } = stretcher(noise(1, 240000), 1);
    play(stretch, 1, 5120);
    stretch.setRate(2);
    const places: number[] = [];
    play(stretch, 1, 12800, () => places.push(stretch.at[0]!));
    const steps = places.slice(1).map((place, i) => place - places[i]!);
    expect(places[0]).toBeCloseTo(5120, 6);
    expect(steps[0]).toBeCloseTo(128, 6);
    expect(steps.at(-1)).toBeCloseTo(256, 6);
    expect(steps.every((step) => step >= 128 - 1e-6 && step <= 256 + 1e-6)).toBe(true);
  });

  it('is primed afresh where it is rewound to, from fractions of a frame too', () => {
    const { stretch } = stretcher(sine(RATE, 4, 1000), 0.75, 24000);
    play(stretch, 1, 30001);
    const frame = 24000 + 30001 * 0.75;
    expect(stretch.at[0]).toBeCloseTo(frame, 6);
    expect(stretch.rewindTo(frame)).toBe(frame);
    const again = play(stretch, 1, 4800)[0]!;
    const tone = toneOf(again, 1000 / RATE);
    expect(Math.abs(decibels(tone.amplitude / 0.5))).toBeLessThan(0.2);
    expect(stretch.at[0]).toBeCloseTo(frame + 4800 * 0.75, 6);
  });

  it('goes back no further than its reader', () => {
    const { source, stretch } = stretcher(noise(1, 48000), 2);
    source.rewindTo = (frame) => (source.at[0] = Math.min(Math.max(frame, 10000), 48000));
    expect(stretch.rewindTo(2000)).toBe(10000);
    expect(play(stretch, 1)[0]!.length).toBe(19000);
  });
});

describe('starting in parts', () => {
  it('comes to the same as starting at once', () => {
    const data = noise(2, 60000);
    const whole = play(stretcher(data, 1.5, 20000).stretch, 2);
    const { stretch } = stretcher(data, 1.5, 20000);
    let parts = 1;
    while (!stretch.prepare()) parts++;
    expect(parts).toBeGreaterThan(5);
    expect(parts).toBeLessThan(12);
    expect(stretch.at[0]).toBe(20000);
    expect(play(stretch, 2)).toEqual(whole);
  });

  it('waits for the reader', () => {
    const { source, stretch } = stretcher(noise(1, 60000), 2);
    source.available = 5000;
    for (let i = 0; i < 50; i++) expect(stretch.prepare()).toBe(false);
    source.available = 60000;
    for (let i = 0; i < 10; i++) stretch.prepare();
    expect(stretch.prepare()).toBe(true);
    expect(play(stretch, 1)[0]!.length).toBe(30000);
  });
});

describe('whatever comes', () => {
  it.each([0.4, 1.7, 4])('runs dry at speed %f and goes on, and loses nothing', (speed) => {
    const random = seededRandom(1);
    const data = noise(2, 60000);
    const whole = play(stretcher(data, speed).stretch, 2);
    const { source, stretch } = stretcher(data, speed);
    source.available = 0;
    const parts: Float32Array[][] = [];
    while (!stretch.ended()) {
      source.available = Math.min(60000, source.available + Math.floor(random() * 3000));
      parts.push(play(stretch, 2));
    }
    expect(parts.length).toBeGreaterThan(20);
    expect(whole.map((_, c) => join(parts.map((part) => part[c]!)))).toEqual(whole);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('%i channels, and each keeps to its own sound', (channels) => {
    const data = fill(channels, 60000, (i, c) => 0.5 * Math.sin((2 * Math.PI * (c + 1) * 300 * i) / RATE));
    const out = play(stretcher(data, 1.5, 12000).stretch, channels, 20000);
    out.forEach((plane, c) => {
      const tone = toneOf(plane, ((c + 1) * 300) / RATE);
      expect(Math.abs(decibels(tone.amplitude / 0.5))).toBeLessThan(0.5);
      expect(tone.snr).toBeGreaterThan(30);
    });
  });

  it('keeps what both sides share in phase', () => {
    const [mono] = noise(1, 60000);
    const [left, right] = play(stretcher([mono!, mono!], 0.7).stretch, 2);
    expect(peak(left!.map((y, i) => y - right![i]!))).toBeLessThan(1e-4);
  });

  it('copes with files of no frame, of one, and of a few', () => {
    for (const frames of [0, 1, 2, 300]) {
      const { stretch } = stretcher(noise(1, frames), 0.5);
      expect(play(stretch, 1)[0]!.length).toBe(frames * 2);
      expect(stretch.ended()).toBe(true);
    }
  });

  it('is silent where the file is, and sounds again after it', () => {
    const data = fill(1, 300000, (i) => (i > 60000 && i < 240000 ? 0 : 0.5 * Math.sin(i / 10)));
    for (const speed of [0.5, 4]) {
      const out = play(stretcher(data, speed).stretch, 1)[0]!;
      expect(peak(out.subarray(66000 / speed + 6000, 234000 / speed - 6000))).toBe(0);
      expect(peak(out.subarray(250000 / speed, 290000 / speed))).toBeGreaterThan(0.4);
    }
  });

  it('never gives what is not finite, and recovers', () => {
    const bad = [NaN, Infinity, -Infinity, 3.4e38, -3.4e38];
    const data = fill(2, 120000, (i, c) => (i < 30000 && i % 7 === c ? bad[i % 5]! : 0.5 * Math.sin(i / 10)));
    const out = play(stretcher(data, 1.5).stretch, 2);
    expect(out.every((plane) => plane.every(Number.isFinite))).toBe(true);
    expect(toneOf(out[0]!, 1 / (20 * Math.PI), 40000, 70000).snr).toBeGreaterThan(40);
  });

  it('plays what is far too loud', () => {
    const out = play(stretcher(sine(RATE, 2, 1000, 500), 0.8, 24000).stretch, 1, 40000)[0]!;
    expect(Math.abs(decibels(toneOf(out, 1000 / RATE, 0, 40000).amplitude / 500))).toBeLessThan(0.5);
  });

  it('holds on to its speed when given nonsense', () => {
    const { stretch } = stretcher(noise(1, 48000), 2);
    for (const speed of [NaN, 0, -1]) stretch.setRate(speed);
    expect(play(stretch, 1)[0]!.length).toBe(24000);
  });
});

describe('on a device of another rate', () => {
  it('stretches what the resampler gives, in frames of the file', () => {
    const source = new ArraySource(sine(44100, 3, 1000));
    const step = 44100 / RATE;
    const inner = new Varispeed(source, 1, 1, 4096);
    inner.setRate(step);
    const stretch = new Stretcher(inner, 1, RATE, module, 2 * step, step);
    stretch.setRate(1.5 * step);
    stretch.rewindTo(22050);
    const out = play(stretch, 1, Infinity, (done) =>
      expect(stretch.at[0]).toBeCloseTo(22050 + done * 1.5 * step, 6),
    )[0]!;
    expect(out.length).toBe(Math.ceil((3 * 44100 - 22050) / (1.5 * step) - 1e-6));
    expect(Math.abs(centsOff(out, 1000 / RATE, 0, out.length - 6000))).toBeLessThan(0.1);
  });
});

describe('the library', () => {
  it.each([8000, 11025, 44100, 48000, 192000])('at %i Hz has the latencies reckoned with, and room', (rate) => {
    const core = new StretchCore(module, 8, rate, 4);
    expect(core.outputLatency).toBe(3 * core.interval);
    expect(core.span - core.inputLatency).toBe(3 * core.interval);
    const { buffer } = core.inputs[0]!;
    core.process(core.interval);
    expect([core.inputs[0]!.buffer, buffer.byteLength]).toEqual([buffer, 256 * 65536]);
  });
});
