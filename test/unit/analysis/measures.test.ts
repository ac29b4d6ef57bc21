import { describe, expect, it } from 'vitest';
import { Measures, type MeasuresResult } from '../../../src/core/analysis/measures.ts';
import { overall } from '../../../src/core/analysis/overall.ts';
import { LevelKernel } from '../../../src/core/dsp/levelKernel.ts';
import { TruePeakKernel } from '../../../src/core/dsp/truePeakKernel.ts';
import { scannedLoudness } from '../../conformance/support/measured.ts';
import { seededRandom } from '../../support/signal.ts';
import { eventful, randomCuts, rounded } from './cuts.ts';

const RATE = 48000;
const options = { sampleRate: RATE, clipLevel: 1, finder: new TruePeakKernel(), levels: new LevelKernel() };

function resultOf(planes: readonly Float32Array[], cuts: readonly number[] = [], random = () => 0.5): MeasuresResult {
  const frames = planes[0]!.length;
  const bounds = [0, ...cuts, frames];
  const [first, ...others] = bounds.slice(0, -1).map((start, i) => {
    const measures = new Measures(planes.length, options, start);
    for (let at = start; at < bounds[i + 1]!;) {
      const now = Math.min(1 + Math.floor(random() * 9000), bounds[i + 1]! - at);
      measures.add(planes, at, now);
      at += now;
    }
    return measures;
  });
  for (const later of others) first!.merge(structuredClone(later.state));
  return first!.result();
}

describe('Measures', () => {
  it.each([1, 2, 3, 5, 6, 8])('of %d channels are the same however the audio is cut', (channels) => {
    const planes = Array.from({ length: channels }, (_, c) => eventful(100_000, 10 * channels + c));
    if (channels > 2) planes[2] = planes[0]!.map((x) => -x);
    if (channels > 4) planes[4] = planes[1]!.slice();
    const random = seededRandom(channels);
    for (let i = 0; i < 40; i++) planes[0]![Math.floor(random() * 100_000)] = [NaN, Infinity, -Infinity][i % 3]!;
    const whole = resultOf(planes);
    for (let seed = 1; seed < 4; seed++) {
      const { cuts, random: pieces } = randomCuts(100_000, seed);
      expect(rounded(resultOf(planes, cuts, pieces))).toEqual(rounded(whole));
    }
    expect(whole.channels[0]!.format).toMatchObject({ nan: 14, infinite: 26 });
    expect(whole.stereo === null).toBe(channels !== 2);
    expect(whole.same.inverted).toEqual([]);
    expect(whole.same.same).toEqual(channels > 4 ? [[1, 4]] : []);
  });

  it('what is no number counts as if it were not there', () => {
    const plane = eventful(60_000, 7);
    const holed = plane.slice();
    for (let i = 0; i < 60_000; i += 6000) plane[i] = 0;
    for (let i = 0; i < 60_000; i += 6000) holed[i] = i % 12_000 ? NaN : Infinity;
    const [clean, bad] = [resultOf([plane]).channels[0]!, resultOf([holed]).channels[0]!];
    expect(bad.levels.meanSquare).toBeCloseTo((clean.levels.meanSquare * 60_000) / 59_990, 12);
    expect(bad.truePeak).toEqual(clean.truePeak);
    expect(bad.format).toMatchObject({ nan: 5, infinite: 5, firstNonFinite: 0 });
  });

  it('of nothing but NaN are those of silence', () => {
    const { channels, stereo, pitch } = resultOf([new Float32Array(9000).fill(NaN), new Float32Array(9000)]);
    expect(channels[0]!.levels).toMatchObject({ peak: 0, meanSquare: 0, dcOffset: 0, crest: null });
    expect(channels[0]!.truePeak.dbtp).toBeNull();
    expect(stereo).toMatchObject({ correlation: null, balance: null });
    expect(pitch).toBeNull();
  });

  it('the state of a run of 2^20 frames of stereo is small', () => {
    const random = seededRandom(1);
    const noise = Float32Array.from({ length: 1 << 20 }, () => random() - 0.5);
    const planes = [noise, noise];
    const measures = new Measures(2, options, 1 << 20);
    measures.add(planes, 0, 1 << 20);
    let bytes = 0;
    const text = JSON.stringify(measures.state, (_, value: unknown) => {
      if (!ArrayBuffer.isView(value)) return value;
      bytes += value.byteLength;
      return 0;
    });
    expect(bytes + text.length).toBeLessThan(200_000);
  });
});

describe('of all channels', () => {
  it('the highest peaks and where they are, the RMS of all samples, peaks to loudness', () => {
    const [left, right] = [eventful(100_000, 3), eventful(100_000, 4).map((x) => x * 0.9)];
    const measures = resultOf([left, right]);
    const loudness = scannedLoudness([left, right], RATE);
    const all = overall(measures, loudness);
    const peak = left.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    expect(all.samplePeak).toEqual({
      ...{ decibels: 20 * Math.log10(peak), channel: 0 },
      frame: left.findIndex((x) => Math.abs(x) === peak),
    });
    const squares = [...left, ...right].reduce((sum, x) => sum + x * x, 0);
    expect(all.rmsDbfs).toBeCloseTo(10 * Math.log10(squares / 200_000), 9);
    expect(all.truePeak!.decibels).toBe(Math.max(...measures.channels.map(({ truePeak }) => truePeak.dbtp!)));
    expect(all.plr).toBe(all.truePeak!.decibels - loudness.integrated!);
    expect(all.psr).toBeNull();
    expect(overall(resultOf([new Float32Array(100)]), null)).toEqual({
      ...{ samplePeak: null, truePeak: null, rmsDbfs: null, plr: null, psr: null, dynamicRange: null },
    });
  });
});

describe('of two channels', () => {
  const random = seededRandom(12);
  const noise = Float32Array.from({ length: 50_000 }, () => random() - 0.5);
  const other = Float32Array.from({ length: 50_000 }, () => random() - 0.5);

  it.each([
    ['the same', noise, noise, 1, Infinity, 0],
    ['inverted', noise, noise.map((x) => -x), -1, -Infinity, 0],
    ['half as loud', noise, noise.map((x) => x / 2), 1, 20 * Math.log10(3), 6.0206],
    ['independent', noise, other, 0, 0, 0],
  ] as const)('%s', (_, left, right, correlation, midToSide, balance) => {
    const { stereo, same } = resultOf([left, right]);
    expect(Math.abs(stereo!.correlation! - correlation)).toBeLessThan(0.02);
    if (Number.isFinite(midToSide)) expect(Math.abs(stereo!.midToSide! - midToSide)).toBeLessThan(0.1);
    else expect(stereo!.midToSide).toBe(midToSide);
    expect(Math.abs(stereo!.balance! - balance)).toBeLessThan(0.1);
    expect(same.same).toEqual(correlation === 1 && balance === 0 ? [[0, 1]] : []);
    expect(same.inverted).toEqual(correlation === -1 ? [[0, 1]] : []);
  });

  it('a constant offset is no correlation', () => {
    expect(resultOf([noise.map((x) => x + 0.5), other.map((x) => x + 0.5)]).stereo!.correlation).toBeCloseTo(0, 1);
    expect(resultOf([new Float32Array(9000).fill(0.5), noise.slice(0, 9000)]).stereo!.correlation).toBeNull();
  });
});
