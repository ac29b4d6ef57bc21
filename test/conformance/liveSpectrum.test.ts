import { describe, expect, it } from 'vitest';
import { bandPowers, mapBands } from '../../src/core/live/bandMap.ts';
import { bandsPerOctave, nominalFrequency, octaveBands } from '../../src/core/live/octaveBands.ts';
import { PairTransform } from '../../src/core/live/pairTransform.ts';
import { PhaseMeter } from '../../src/core/live/phase.ts';
import { weightingPower } from '../../src/core/live/weighting.ts';
import { lobeHalfWidth } from '../../src/core/spectrogram/mainLobe.ts';

const RATE = 48000;
const SIZE = 16384;
const dB = (power: number): number => 10 * Math.log10(power);
const sine = (hertz: number, level: number): Float32Array =>
  Float32Array.from({ length: SIZE }, (_, i) => 10 ** (level / 20) * Math.sin((2 * Math.PI * hertz * i) / RATE));

/** Marsaglia's xorshift32, the same noise at every run; −1 … 1. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  };
}

/** IEC 61672-1:2013, table 3: nominal frequency, A and C in dB. */
const TABLE = [
  [10, -70.4, -14.3],
  [12.5, -63.4, -11.2],
  [16, -56.7, -8.5],
  [20, -50.5, -6.2],
  [25, -44.7, -4.4],
  [31.5, -39.4, -3.0],
  [40, -34.6, -2.0],
  [50, -30.2, -1.3],
  [63, -26.2, -0.8],
  [80, -22.5, -0.5],
  [100, -19.1, -0.3],
  [125, -16.1, -0.2],
  [160, -13.4, -0.1],
  [200, -10.9, 0],
  [250, -8.6, 0],
  [315, -6.6, 0],
  [400, -4.8, 0],
  [500, -3.2, 0],
  [630, -1.9, 0],
  [800, -0.8, 0],
  [1000, 0, 0],
  [1250, 0.6, 0],
  [1600, 1.0, -0.1],
  [2000, 1.2, -0.2],
  [2500, 1.3, -0.3],
  [3150, 1.2, -0.5],
  [4000, 1.0, -0.8],
  [5000, 0.5, -1.3],
  [6300, -0.1, -2.0],
  [8000, -1.1, -3.0],
  [10000, -2.5, -4.4],
  [12500, -4.3, -6.2],
  [16000, -6.6, -8.5],
  [20000, -9.3, -11.2],
] as const;

const transform = new PairTransform('hann', SIZE);
const first = new Float64Array(transform.bins);
const second = new Float64Array(transform.bins);

function bandsOf(b: (typeof bandsPerOctave)[number], gain = (_: number): number => 1) {
  const bands = octaveBands(b, 20, 20000);
  const map = mapBands(bands, {
    ...{ bins: transform.bins, binHz: RATE / SIZE, noiseBandwidth: transform.noiseBandwidth, gain },
    lobe: 2 * lobeHalfWidth.hann,
  });
  return { bands, map, out: new Float64Array(bands.length) };
}

describe('octave bands', () => {
  it('have the nominal frequencies of IEC 61260-1, at 1 kHz and ten octave thirds a decade', () => {
    const thirds = octaveBands(3, 24, 21000);
    expect(thirds.map(({ middle }) => nominalFrequency(middle, 3))).toEqual(
      TABLE.map(([frequency]) => frequency).filter((frequency) => frequency >= 25),
    );
    for (const [i, band] of thirds.entries()) {
      expect(band.middle).toBeCloseTo(1000 * 10 ** ((i - 16) / 10), 6);
      expect(band.high / band.low).toBeCloseTo(10 ** 0.1, 9);
      if (i > 0) expect(band.low).toBeCloseTo(thirds[i - 1]!.high, 6);
    }
  });

  it('have 1 kHz in the middle of a band, or between two where an octave has an even number', () => {
    for (const b of bandsPerOctave) {
      const bands = octaveBands(b, 100, 10000);
      const middle = b % 2 === 1;
      const near = bands.map((band) => (middle ? band.middle : band.low));
      expect(Math.min(...near.map((hertz) => Math.abs(hertz - 1000)))).toBeLessThan(1e-6);
    }
  });

  it.each(bandsPerOctave)('of 1/%i octave read −20.0 dBFS of a sine of −20 dBFS in each that is resolved', (b) => {
    const { bands, map, out } = bandsOf(b);
    const resolved = bands.flatMap((_, i) => (map.resolved[i] ? [i] : []));
    expect(resolved.length).toBeGreaterThan(3);
    // Of 24 bands an octave every fifth: they are alike.
    for (const i of resolved.filter((_, n) => n % Math.ceil(b / 5) === 0)) {
      const samples = sine(bands[i]!.middle, -20);
      expect(transform.powers(samples, samples, first, second)).toBe(true);
      bandPowers(map, first, out);
      expect(dB(out[i]!)).toBeCloseTo(-20, 1);
    }
  });

  it('read 1 kHz of −20 dBFS as −20.0 in all widths: in its band, or in the two that meet there', () => {
    const samples = sine(1000, -20);
    transform.powers(samples, samples, first, second);
    for (const b of bandsPerOctave) {
      const { bands, map, out } = bandsOf(b);
      bandPowers(map, first, out);
      const here = bands.flatMap(({ low, high }, i) => (low < 1001 && high > 999 ? [out[i]!] : []));
      expect(here).toHaveLength(b % 2 === 1 ? 1 : 2);
      expect(dB(here.reduce((sum, each) => sum + each, 0))).toBeCloseTo(-20, 1);
    }
  });
});

describe('noise', () => {
  const WINDOWS = 200;

  function meanOf(make: () => () => number): Float64Array {
    const sum = new Float64Array(transform.bins);
    const next = make();
    for (let n = 0; n < WINDOWS; n += 2) {
      const [a, b] = [0, 1].map(() => Float32Array.from({ length: SIZE }, () => next()));
      transform.powers(a!, b!, first, second);
      for (let k = 0; k < sum.length; k++) sum[k]! += (first[k]! + second[k]!) / WINDOWS;
    }
    return sum;
  }

  /** dB an octave of a straight line through levels at frequencies. */
  function slope(points: readonly (readonly [hertz: number, level: number])[]): number {
    const xs = points.map(([hertz]) => Math.log2(hertz));
    const meanX = xs.reduce((sum, x) => sum + x, 0) / xs.length;
    const meanY = points.reduce((sum, [, y]) => sum + y, 0) / xs.length;
    const [xy, xx] = xs.reduce(
      ([top, under], x, i) => [top + (x - meanX) * (points[i]![1] - meanY), under + (x - meanX) ** 2],
      [0, 0],
    );
    return xy / xx;
  }

  function slopes(powers: Float64Array): { fft: number; bands: number } {
    const { bands, map, out } = bandsOf(3);
    bandPowers(map, powers, out);
    const wide = bands.map(({ middle }, i) => [middle, dB(out[i]!)] as const).filter((_, i) => map.resolved[i]);
    // Mean of the bins of each band, for a line that all octaves count in alike.
    const plain = bands.map(({ low, high, middle }) => {
      const [from, to] = [Math.ceil((low * SIZE) / RATE), Math.floor((high * SIZE) / RATE)];
      const bins = powers.subarray(from, to + 1);
      return [middle, dB(bins.reduce((sum, each) => sum + each, 0) / bins.length)] as const;
    });
    return { fft: slope(plain.filter((_, i) => map.resolved[i])), bands: slope(wide) };
  }

  it('that is white is flat on the FFT and rises by 3 dB an octave on bands, and has the power that it has', () => {
    const powers = meanOf(() => noise(1));
    const { fft, bands } = slopes(powers);
    expect(Math.abs(fft)).toBeLessThan(0.05);
    expect(bands).toBeCloseTo(dB(2), 1);
    // Uniform −1 … 1: a third, and a full-scale sine, which is 1 here, is a half.
    const { map, out } = bandsOf(1);
    bandPowers(map, powers, out);
    const octave = octaveBands(1, 20, 20000).findIndex(({ middle }) => Math.round(middle) === 1000);
    const share = (1000 * (10 ** 0.15 - 10 ** -0.15)) / (RATE / 2);
    expect(dB(out[octave]!)).toBeCloseTo(dB((2 / 3) * share), 1);
  });

  it('that is pink falls by 3 dB an octave on the FFT and is flat on bands', () => {
    // Kellet's filter of white noise: pink to within 0.05 dB above 9 Hz at 44.1 kHz.
    const { fft, bands } = slopes(
      meanOf(() => {
        const white = noise(2);
        const b = new Float64Array(7);
        return () => {
          const w = white();
          b[0] = 0.99886 * b[0]! + w * 0.0555179;
          b[1] = 0.99332 * b[1]! + w * 0.0750759;
          b[2] = 0.969 * b[2]! + w * 0.153852;
          b[3] = 0.8665 * b[3]! + w * 0.3104856;
          b[4] = 0.55 * b[4]! + w * 0.5329522;
          b[5] = -0.7616 * b[5]! - w * 0.016898;
          const pink = b[0] + b[1] + b[2] + b[3] + b[4] + b[5] + b[6]! + w * 0.5362;
          b[6] = w * 0.115926;
          return pink * 0.11;
        };
      }),
    );
    expect(fft).toBeCloseTo(-dB(2), 1);
    expect(Math.abs(bands)).toBeLessThan(0.1);
  });
});

describe('frequency weighting', () => {
  it.each(TABLE)('is that of IEC 61672-1 at %d Hz', (nominal, a, c) => {
    const exact = 1000 * 10 ** (Math.round(10 * Math.log10(nominal / 1000)) / 10);
    expect(Math.abs(dB(weightingPower('A', exact)) - a)).toBeLessThanOrEqual(0.0501);
    expect(Math.abs(dB(weightingPower('C', exact)) - c)).toBeLessThanOrEqual(0.0501);
    expect(weightingPower('Z', exact)).toBe(1);
  });

  it('weighs bands as it weighs a sine in their middle', () => {
    const { bands, map, out } = bandsOf(3, (hertz) => weightingPower('A', hertz));
    const at = bands.findIndex(({ middle }) => Math.round(middle) === 251);
    const samples = sine(bands[at]!.middle, -20);
    transform.powers(samples, samples, first, second);
    bandPowers(map, first, out);
    expect(dB(out[at]!)).toBeCloseTo(-28.6, 1);
  });
});

describe('correlation', () => {
  const read = (left: Float32Array, right: Float32Array): number => {
    const meter = new PhaseMeter();
    meter.add(left, right, 0, left.length, 0.5);
    return meter.correlation;
  };
  const random = noise(3);
  const one = Float32Array.from({ length: 1 << 17 }, random);
  const other = Float32Array.from({ length: 1 << 17 }, random);

  it('is +1, 0 and −1 of equal, independent and inverted channels', () => {
    expect(read(one, one)).toBeCloseTo(1, 9);
    expect(
      read(
        one,
        one.map((sample) => -sample),
      ),
    ).toBeCloseTo(-1, 9);
    expect(Math.abs(read(one, other))).toBeLessThan(0.01);
    expect(read(one, new Float32Array(one.length))).toBe(0);
  });
});
