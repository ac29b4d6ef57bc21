import { describe, expect, it } from 'vitest';
import { pitchHop, PitchTracker } from '../../src/core/spectrogram/pitch.ts';
import { tempFolder } from '../support/cleanup.ts';
import { seededRandom } from '../support/signal.ts';
import { scipy, voice, VOICE_RATE, writeSamples } from './support/scipy.ts';

const TURN = 2 * Math.PI;

/** What a tracker makes of a signal; off: cents from the truth of entries that are voiced, sorted, without the ends. */
function track(rate: number, seconds: number, sample: (seconds: number) => number, truth: (seconds: number) => number) {
  const samples = Float32Array.from({ length: Math.round(rate * seconds) }, (_, n) => sample(n / rate));
  const [tracker, hop] = [new PitchTracker(rate), pitchHop(rate)];
  const count = Math.floor(samples.length / hop);
  const { hertz, voiced } = tracker.track(samples, 0, 0, count);
  const inner = [...hertz].slice(8, -8);
  const off = inner
    .map((pitch, i) => (pitch > 0 ? Math.abs(1200 * Math.log2(pitch / truth(((i + 8) * hop) / rate))) : NaN))
    .filter((cents) => !Number.isNaN(cents))
    .sort((a, b) => a - b);
  const confidence = voiced.reduce((sum, value) => sum + value, 0) / count;
  return {
    off,
    median: off[off.length >> 1] ?? Infinity,
    worst: off.at(-1) ?? Infinity,
    share: off.length / inner.length,
    confidence,
  };
}

/** Harmonics from … to of a phase, each of them 1/k. */
const harmonics = (phase: number, from: number, to: number): number => {
  let sum = 0;
  for (let k = from; k <= to; k++) sum += Math.sin(k * phase + k * k) / k;
  return 0.3 * sum;
};

describe('pitch', () => {
  it.each([8000, 16000, 22050, 44100, 48000, 96000, 192000, 768000])('of sines at %i Hz', (rate) => {
    for (const hertz of [45, 110, 440, 1100]) {
      const { share, worst, confidence } = track(
        rate,
        1,
        (t) => 0.3 * Math.sin(TURN * hertz * t),
        () => hertz,
      );
      expect(share).toBe(1);
      // At 8 kHz the shortest periods are seven samples long.
      expect(worst).toBeLessThan(rate < 16_000 ? 4 : 1);
      expect(confidence).toBeGreaterThan(0.9);
    }
  });

  it.each([60, 130, 261.6, 523.3, 900])('of voices without their fundamental, %d Hz', (hertz) => {
    for (const [from, to] of [
      [1, 12],
      [2, 8],
      [3, 7],
    ] as const) {
      const { share, worst } = track(
        48000,
        1,
        (t) => harmonics(TURN * hertz * t, from, to),
        () => hertz,
      );
      expect(share).toBe(1);
      expect(worst).toBeLessThan(3);
    }
  });

  it('follows a vibrato of half a semitone at 6 Hz', () => {
    const depth = (50 / 1200) * Math.LN2;
    const phase = (t: number): number => TURN * 220 * (t - (depth / (TURN * 6)) * Math.cos(TURN * 6 * t));
    const found = track(
      44100,
      3,
      (t) => harmonics(phase(t), 1, 6),
      (t) => 220 * (1 + depth * Math.sin(TURN * 6 * t)),
    );
    expect(found.share).toBe(1);
    expect(found.median).toBeLessThan(5);
    expect(found.worst).toBeLessThan(10);
  });

  it('follows a glide through three octaves', () => {
    const phase = (t: number): number => ((TURN * 80) / Math.LN2) * (2 ** t - 1);
    const found = track(
      48000,
      3,
      (t) => harmonics(phase(t), 1, 6),
      (t) => 80 * 2 ** t,
    );
    expect(found.share).toBe(1);
    expect(found.worst).toBeLessThan(8);
  });

  it.each([8000, 48000, 192000])('is not heard in noise at %i Hz', (rate) => {
    const random = seededRandom(3);
    const { share, confidence } = track(
      rate,
      4,
      () => random() - 0.5,
      () => 1,
    );
    expect(share).toBeLessThan(0.1);
    expect(confidence).toBeLessThan(0.1);
  });

  it('is heard in noise 10 dB below the voice, and less surely', () => {
    const random = seededRandom(4);
    const [signal, noise] = [0.3 / Math.SQRT2, Math.sqrt(1 / 12)];
    const scale = (signal / noise) * 10 ** (-10 / 20);
    const found = track(
      48000,
      3,
      (t) => 0.3 * Math.sin(TURN * 200 * t) + scale * (random() - 0.5),
      () => 200,
    );
    expect(found.share).toBeGreaterThan(0.95);
    expect(found.median).toBeLessThan(15);
    expect(found.confidence).toBeLessThan(0.97);
  });

  it.each([
    ['silence', () => 0],
    ['a constant', () => 0.5],
    ['numbers that are none', () => NaN],
    ['a tone below −90 dBFS', (t: number) => 3e-5 * Math.sin(TURN * 200 * t)],
  ])('is not heard in %s', (_, sample) => {
    const { share, confidence } = track(48000, 1, sample, () => 1);
    expect(share).toBe(0);
    expect(confidence).toBe(0);
  });

  it('goes silent between notes, and starts again where they do', () => {
    const on = (t: number): boolean => t % 1 < 0.5;
    const [rate, hop] = [48000, 480];
    const samples = Float32Array.from({ length: 4 * rate }, (_, n) =>
      on(n / rate) ? harmonics((TURN * 150 * n) / rate, 1, 6) : 0,
    );
    const { hertz } = new PitchTracker(rate).track(samples, 0, 0, 400);
    const wrong = [...hertz].filter((pitch, i) => pitch > 0 !== on((i * hop) / rate));
    // Within 30 ms of each of eight ends.
    expect(wrong.length).toBeLessThanOrEqual(24);
  });

  it('of a part is that of the whole', () => {
    const random = seededRandom(6);
    const rate = 44100;
    const samples = Float32Array.from({ length: 6 * rate }, (_, n) => {
      const t = n / rate;
      return (t % 0.7 < 0.45 ? harmonics(TURN * (120 * t + 10 * t * t), 1, 8) : 0) + 0.02 * (random() - 0.5);
    });
    const [tracker, hop] = [new PitchTracker(rate), pitchHop(rate)];
    const whole = tracker.track(samples, 0, 0, 600);
    for (const [start, count] of [
      [0, 100],
      [200, 57],
      [431, 130],
    ] as const) {
      const from = Math.max(0, start * hop - tracker.margin);
      const part = samples.slice(from, (start + count - 1) * hop + tracker.margin + 1);
      const track = tracker.track(part, from, start, count);
      const differs = [...track.hertz].filter((pitch, i) => Math.abs(pitch - whole.hertz[start + i]!) > 0.01);
      expect(differs.length).toBeLessThanOrEqual(count / 50);
      for (let i = 0; i < count; i++) expect(track.voiced[i]).toBeCloseTo(whole.voiced[start + i]!, 4);
    }
  });

  it.each([1, 10, 100, 300])('is not looked for at rates of %i Hz', (rate) => {
    const { hertz, voiced } = new PitchTracker(rate).track(new Float32Array(500).fill(0.5), 0, 0, 4);
    expect([...hertz, ...voiced]).toEqual(new Array(8).fill(0));
  });

  it('of a recorded voice is that of a plain correlation in NumPy', () => {
    const folder = tempFolder('pitch');
    const samples = voice();
    const { hertz, voiced } = new PitchTracker(VOICE_RATE).track(samples, 0, 0, Math.floor(samples.length / 441));
    const entries = [...hertz.keys()].filter((i) => hertz[i]! > 0 && voiced[i]! > 0.8);
    expect(entries.length).toBeGreaterThan(400);
    const theirs = scipy('pitch', {
      samples: writeSamples(`${folder.path}/voice.f32`, samples),
      rate: VOICE_RATE,
      frames: entries.map((i) => i * pitchHop(VOICE_RATE)),
    });
    folder.remove();
    const both = entries.filter((_, n) => theirs[n]! > 0);
    expect(both.length).toBeGreaterThan(entries.length * 0.7);
    const agree = entries.filter((i, n) => theirs[n]! > 0 && Math.abs(1200 * Math.log2(hertz[i]! / theirs[n]!)) < 50);
    expect(agree.length / both.length).toBeGreaterThan(0.95);
  });

  it('takes less than a thirtieth of the time it lasts', () => {
    const random = seededRandom(7);
    const samples = Float32Array.from(
      { length: 480_000 },
      (_, n) => harmonics((TURN * 150 * n) / 48000, 1, 4) + random() * 0.1,
    );
    const tracker = new PitchTracker(48000);
    tracker.track(samples, 0, 0, 100);
    const started = process.cpuUsage();
    tracker.track(samples, 0, 0, 1000);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1e6).toBeLessThan(10 / 30);
  });
});
