import { describe, expect, it } from 'vitest';
import { Clicks } from '../../../src/core/analysis/clicks.ts';
import { Clipping, clipLevel } from '../../../src/core/analysis/clipping.ts';
import { SampleFormat } from '../../../src/core/analysis/sampleFormat.ts';
import { SilenceEdges } from '../../../src/core/analysis/silenceEdges.ts';
import { ZeroRuns } from '../../../src/core/analysis/zeroRuns.ts';
import { LevelKernel } from '../../../src/core/dsp/levelKernel.ts';
import { seededRandom, sine } from '../../support/signal.ts';
import { eventful } from './cuts.ts';

const RATE = 48000;
const tone = (frames: number): Float32Array => sine(RATE, frames / RATE, 441, 0.5)[0]!;

describe('Clipping', () => {
  it('finds the runs of each sign', () => {
    const random = seededRandom(5);
    const plane = Float32Array.from({ length: 20_000 }, () => Math.max(-1, Math.min(1, (random() - 0.5) * 2.5)));
    const runs: { start: number; length: number }[] = [];
    plane.forEach((x, i) => {
      if (Math.abs(x) < 1) return;
      const last = runs.at(-1);
      if (last && last.start + last.length === i && plane[i - 1] === x) last.length++;
      else runs.push({ start: i, length: 1 });
    });
    const clipping = new Clipping(1, 0);
    for (let at = 0; at < plane.length; at += 700) clipping.add(plane, at, Math.min(700, plane.length - at));
    const result = clipping.result();
    expect(result.count).toBe(runs.length);
    expect(result.list).toEqual(runs.slice(0, 1000));
    expect(result.frames).toBe(runs.reduce((sum, { length }) => sum + length, 0));
    const longest = Math.max(...runs.map(({ length }) => length));
    expect([result.longest, result.longestAt]).toEqual([longest, runs.find(({ length }) => length === longest)!.start]);
    expect([result.first, result.last]).toEqual([runs[0]!.start, runs.at(-1)!.start]);
  });

  it('takes the highest code of integers for full scale', () => {
    expect(clipLevel(16)).toBe(32767 / 32768);
    expect(clipLevel(24)).toBe(1 - 2 ** -23);
    expect([clipLevel(32), clipLevel(null)]).toEqual([1, 1]);
    const clipping = new Clipping(clipLevel(16), 0);
    clipping.add(Float32Array.of(0, 32766 / 32768, 32767 / 32768, 32767 / 32768, -1, -1, 0), 0, 7);
    expect(clipping.result().list).toEqual([
      { start: 2, length: 2 },
      { start: 4, length: 2 },
    ]);
  });
});

describe('ZeroRuns', () => {
  const of = (plane: Float32Array, rate = RATE) => {
    const zeros = new ZeroRuns(rate, 0);
    for (let at = 0; at < plane.length; at += 997) zeros.add(plane, at, Math.min(997, plane.length - at));
    return zeros.result();
  };

  it('finds dropouts, and no zeros that are meant', () => {
    const plane = tone(RATE * 4).map((x) => x || 1e-6);
    plane.fill(0, 10_000, 10_050);
    plane.fill(0, 20_000, 20_020); // less than 1 ms
    plane.fill(0, 30_000, 40_000);
    for (let i = 0; i < 4000; i++) {
      plane[50_000 - i]! *= i / 4000; // faded out and in
      plane[52_000 + i]! *= i / 4000;
    }
    plane.fill(0, 50_000, 52_000);
    plane.fill(0, 100_000, 160_000); // more than 1 s
    const { dropouts, dropoutCount, silentFrames, silentRuns, silences, longest } = of(plane);
    expect(dropouts).toEqual([
      { start: 10_000, length: 50 },
      { start: 30_000, length: 10_000 },
    ]);
    expect([dropoutCount, silentRuns, silentFrames]).toEqual([2, 2, 70_000]);
    expect(silences).toEqual([
      { start: 30_000, length: 10_000 },
      { start: 100_000, length: 60_000 },
    ]);
    expect(longest).toEqual({ start: 100_000, length: 60_000 });
  });

  it('counts silence at the ends, which is no dropout', () => {
    const plane = tone(RATE);
    plane.fill(0, 0, 5000);
    plane.fill(0, 40_000);
    expect(of(plane)).toEqual({
      ...{ dropouts: [], dropoutCount: 0, silentRuns: 2, silentFrames: 13_000, silences: [] },
      longest: { start: 40_000, length: 8000 },
    });
  });

  it('finds silent runs as one that looks at every sample does', () => {
    for (let seed = 1; seed < 20; seed++) {
      const plane = eventful(30_000, seed);
      let [run, frames, count] = [0, 0, 0];
      const inner: { start: number; length: number }[] = [];
      for (let i = 0; i <= plane.length; i++) {
        if (plane[i] === 0) run++;
        else {
          if (run >= 4800) [frames, count] = [frames + run, count + 1];
          if (run >= 4800 && run < i && i < plane.length) inner.push({ start: i - run, length: run });
          run = 0;
        }
      }
      expect(of(plane)).toMatchObject({ silentFrames: frames, silentRuns: count, silences: inner });
    }
  });
});

describe('SilenceEdges', () => {
  it('tells zeros from what is too soft to hear', () => {
    const plane = new Float32Array(1000);
    plane.fill(1e-4, 100, 900);
    plane.fill(-0.5, 300, 600);
    const silence = new SilenceEdges(0);
    for (let at = 0; at < 1000; at += 77) silence.add(plane, at, Math.min(77, 1000 - at));
    expect(silence.result()).toEqual({
      leadingZeros: 100,
      trailingZeros: 100,
      leadingSilence: 300,
      trailingSilence: 400,
    });
  });
});

describe('Clicks', () => {
  const kernel = new LevelKernel();
  const of = (plane: Float32Array, fast = true) => {
    const clicks = new Clicks(0, fast ? kernel : null);
    for (let at = 0; at < plane.length; at += 1500) clicks.add(plane, at, Math.min(1500, plane.length - at));
    return clicks.result();
  };

  it('finds a spike, a lost sample and a jump', () => {
    const plane = tone(RATE);
    plane[5000]! += 0.2;
    plane.copyWithin(15_000, 15_030);
    for (let i = 30_000; i < RATE; i++) plane[i]! *= -1;
    const { list, count } = of(plane);
    expect(count).toBe(3);
    [5000, 15_000, 30_000].forEach((frame, i) => expect(Math.abs(list[i]! - frame)).toBeLessThanOrEqual(1));
  });

  it('finds none in tones, noise, and sounds that begin at once', () => {
    const random = seededRandom(4);
    const onset = Float32Array.from({ length: RATE }, (_, i) =>
      i % 12_000 < 9000 ? 0.001 * random() : (random() - 0.5) * Math.exp(-(i % 12_000) / 4000),
    );
    const noise = Float32Array.from({ length: RATE }, () => random() - 0.5);
    for (const plane of [tone(RATE), onset, noise]) expect(of(plane).count).toBe(0);
  });

  it('is by definition, whatever the blocks that save time are', () => {
    for (let seed = 1; seed < 12; seed++) {
      const random = seededRandom(seed);
      const plane = eventful(20_000, seed);
      for (let k = 0; k < 60; k++) plane[Math.floor(random() * plane.length)]! += random() * 0.5;
      const bend = (i: number): number => Math.abs(plane[i - 1]! - 2 * plane[i]! + plane[i + 1]!);
      const found: number[] = [];
      for (let i = 65; i + 65 < plane.length; i++) {
        if (bend(i) < 0.02) continue;
        let [most, near] = [0, true];
        for (let d = 4; d <= 64; d++) most = Math.max(most, bend(i - d), bend(i + d));
        for (let d = 1; d < 4; d++) near &&= bend(i - d) < bend(i) && bend(i + d) <= bend(i);
        if (near && most <= bend(i) / 6) found.push(i);
      }
      expect(of(plane).list).toEqual(found);
      expect(of(plane, false).list).toEqual(found);
    }
  });
});

describe('SampleFormat', () => {
  const of = (samples: number[] | Float32Array) => {
    const format = new SampleFormat(0);
    format.add(Float32Array.from(samples), 0, samples.length);
    return format.result();
  };

  it('counts what is no number, and says where the first is', () => {
    const result = of([0.5, NaN, Infinity, -Infinity, 1e-40, -1e-40, 0]);
    expect(result).toMatchObject({ nan: 1, infinite: 2, denormal: 2, firstNonFinite: 1 });
  });

  it.each([8, 12, 16, 20, 24])('%d bits', (bits) => {
    const random = seededRandom(bits);
    const scale = 2 ** (bits - 1);
    const plane = Float32Array.from({ length: 1000 }, () => Math.floor((random() * 2 - 1) * scale) / scale);
    plane[3] = 1;
    expect(of(plane)).toMatchObject({ bitDepth: bits, finer: false });
  });

  it('knows floats, and says nothing of silence', () => {
    expect(of([0.1, 2 ** -40])).toMatchObject({ finer: true, bitDepth: 32 });
    expect(of([0, 0])).toMatchObject({ bitDepth: null, finer: false });
    expect(of([0.5, 1.5, -3])).toMatchObject({ bitDepth: 2 });
  });
});
