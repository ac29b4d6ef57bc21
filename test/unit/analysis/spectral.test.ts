import { describe, expect, it } from 'vitest';
import { Pitch } from '../../../src/core/analysis/pitchEstimate.ts';
import { MeanSpectrum, spectralShape } from '../../../src/core/analysis/spectralShape.ts';
import { tempo } from '../../../src/core/analysis/tempo.ts';
import { toneDistortion } from '../../../src/core/analysis/toneDistortion.ts';
import { seededRandom } from '../../support/signal.ts';

const shapeOf = (plane: Float32Array, rate: number) => {
  const spectrum = new MeanSpectrum(rate, 0);
  spectrum.add(plane, 0, plane.length);
  return spectrum.result();
};
const noise = (frames: number, seed = 1): Float32Array => {
  const random = seededRandom(seed);
  return Float32Array.from({ length: frames }, () => random() - 0.5);
};
/** A steep low-pass: what a converter of rates or a lossy codec leaves. */
function lowPassed(plane: Float32Array, share: number): Float32Array {
  const half = 200;
  const taps = Float64Array.from({ length: 2 * half + 1 }, (_, k) => {
    const x = (k - half) * share;
    return (
      share *
      (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)) *
      (0.42 + 0.5 * Math.cos((Math.PI * (k - half)) / half) + 0.08 * Math.cos((2 * Math.PI * (k - half)) / half))
    );
  });
  return plane.map((_, i) => taps.reduce((sum, tap, k) => sum + tap * (plane[i + k - half] ?? 0), 0));
}

describe('the shape of a spectrum', () => {
  it('of white noise is flat, with its centre in the middle', () => {
    const shape = shapeOf(noise(400_000), 48000)!;
    expect(shape.flatness).toBeGreaterThan(0.95);
    expect(Math.abs(shape.centroidHertz - 12_000)).toBeLessThan(200);
    expect(Math.abs(shape.rolloff85Hertz - 0.85 * 24_000)).toBeLessThan(200);
    expect(Math.abs(shape.rolloff99Hertz - 0.99 * 24_000)).toBeLessThan(200);
    expect(shape.bandwidth).toBeNull();
  });

  it('of a tone is a line', () => {
    const shape = shapeOf(
      Float32Array.from({ length: 100_000 }, (_, i) => Math.sin((2 * Math.PI * 3000 * i) / 44100)),
      44100,
    )!;
    expect(shape.flatness).toBeLessThan(1e-4);
    expect(Math.abs(shape.centroidHertz - 3000)).toBeLessThan(10);
    expect(Math.abs(shape.rolloff85Hertz - 3000)).toBeLessThan(25);
  });

  it('a sine that reaches full scale reads 1 in its bin', () => {
    const spectrum = new MeanSpectrum(4096, 0);
    spectrum.add(
      Float32Array.from({ length: 40_960 }, (_, i) => Math.cos((2 * Math.PI * 100 * i) / 4096)),
      0,
      40_960,
    );
    expect(spectrum.mean()![100]).toBeCloseTo(1, 6);
  });

  it.each([0.25, 0.5, 0.7, 0.9])('ends where it is cut off, at %f of half the rate', (share) => {
    const { bandwidth } = shapeOf(lowPassed(noise(60_000), share), 48000)!;
    expect(Math.abs(bandwidth!.share - share)).toBeLessThan(0.02);
    expect(bandwidth!.dropDb).toBeGreaterThan(40);
  });

  it('does not end where it fades by itself', () => {
    const plane = noise(100_000);
    for (let i = 1; i < plane.length; i++) plane[i] = 0.98 * plane[i - 1]! + 0.02 * plane[i]!;
    expect(shapeOf(plane, 48000)!.bandwidth).toBeNull();
  });

  it('exists for less than a block, not for silence', () => {
    expect(shapeOf(noise(1000), 48000)!.flatness).toBeGreaterThan(0.1);
    expect(shapeOf(new Float32Array(10_000), 48000)).toBeNull();
    expect(spectralShape(new Float64Array(2049).fill(Infinity), 48000)).toBeNull();
  });
});

describe('distortion of a tone', () => {
  const random = seededRandom(6);
  it.each([
    [997, 48000, [0.01, 0.003], 1e-5],
    [1000, 44100, [0.0001], 1e-7],
    [5000, 96000, [0.1, 0.05, 0.02], 1e-3],
    [440, 8000, [0.02], 1e-6],
    [60, 48000, [0, 0.001], 1e-6],
  ] as const)('of %d Hz at %d Hz', (hertz, rate, harmonics, noiseLevel) => {
    const plane = Float32Array.from({ length: 100_000 }, (_, i) => {
      const phase = (2 * Math.PI * hertz * i) / rate;
      const sum = harmonics.reduce((total, part, n) => total + part * Math.sin((n + 2) * phase + n), Math.sin(phase));
      return 0.5 * sum + (random() - 0.5) * Math.sqrt(12) * noiseLevel;
    });
    const found = toneDistortion(plane, rate)!;
    const thd = Math.sqrt(harmonics.reduce<number>((sum, part) => sum + part * part, 0));
    const top = Math.min(1, 20_000 / (rate / 2));
    const rest = (thd * 0.5) ** 2 / 2 + noiseLevel ** 2 * top;
    expect(Math.abs(found.hertz / hertz - 1)).toBeLessThan(1e-5);
    expect(found.level).toBeCloseTo(20 * Math.log10(0.5), 2);
    expect(Math.abs(found.thdDb - 20 * Math.log10(thd))).toBeLessThan(0.1);
    expect(found.thdPercent).toBeCloseTo(100 * 10 ** (found.thdDb / 20), 9);
    expect(Math.abs(found.thdnDb - 10 * Math.log10(rest / (0.125 + rest)))).toBeLessThan(0.2);
  });

  it('of a square wave is that of its odd harmonics', () => {
    const plane = Float32Array.from({ length: 65536 }, (_, i) =>
      [1, 3, 5, 7, 9].reduce((sum, n) => sum + Math.sin((2 * Math.PI * 500.5 * n * i) / 48000) / n, 0),
    );
    const wanted = 10 * Math.log10(1 / 9 + 1 / 25 + 1 / 49 + 1 / 81);
    expect(toneDistortion(plane, 48000)!.thdDb).toBeCloseTo(wanted, 2);
  });

  it('of a pure tone in float32 is below −130 dB', () => {
    const plane = Float32Array.from({ length: 65536 }, (_, i) => 0.9 * Math.sin((2 * Math.PI * 997 * i) / 48000));
    expect(toneDistortion(plane, 48000)!.thdDb).toBeLessThan(-130);
    expect(toneDistortion(plane, 48000)!.thdnDb).toBeLessThan(-130);
  });

  it('does not exist for noise, silence and too few samples', () => {
    expect(toneDistortion(noise(65536), 48000)).toBeNull();
    expect(toneDistortion(new Float32Array(65536), 48000)).toBeNull();
    expect(toneDistortion(new Float32Array(1000).fill(0.1), 48000)).toBeNull();
    expect(toneDistortion(new Float32Array(4096).fill(NaN), 48000)).toBeNull();
  });
});

describe('pitch', () => {
  const of = (plane: Float32Array, rate: number) => {
    const pitch = new Pitch(rate, 0);
    pitch.add(plane, 0, plane.length);
    return pitch.result();
  };
  /** Harmonics that get weaker, as a voice or a string has them. */
  const sound = (hertz: number, rate: number, parts: readonly number[]): Float32Array =>
    Float32Array.from({ length: rate * 2 }, (_, i) =>
      parts.reduce((sum, part, n) => sum + 0.2 * part * Math.sin((2 * Math.PI * hertz * (n + 1) * i) / rate + n), 0),
    );

  it.each([
    [110, 48000, [1, 0.8, 0.6, 0.4, 0.2]],
    [440, 44100, [1]],
    [82.41, 44100, [0.3, 1, 0.7, 0.5]],
    [987.77, 48000, [1, 0.5]],
    [220, 16000, [0, 1, 1, 1]],
    [3000, 48000, [1]],
  ] as const)('of %f Hz at %d Hz', (hertz, rate, parts) => {
    const found = of(sound(hertz, rate, parts), rate)!;
    expect(Math.abs(found.hertz / hertz - 1)).toBeLessThan(0.003);
    expect(found.confidence).toBeGreaterThan(0.95);
  });

  it('of less than a window is that of what there is', () => {
    expect(Math.abs(of(sound(440, 48000, [1, 0.5]).slice(0, 2500), 48000)!.hertz / 440 - 1)).toBeLessThan(0.005);
  });

  it('of a glide is its median, less sure', () => {
    let phase = 0;
    const plane = Float32Array.from({ length: 48000 * 4 }, (_, i) => {
      phase += (2 * Math.PI * 200 * 2 ** (i / 48000 / 4)) / 48000;
      return 0.4 * Math.sin(phase);
    });
    const found = of(plane, 48000)!;
    expect(Math.abs(found.hertz / (200 * Math.SQRT2) - 1)).toBeLessThan(0.03);
    expect(found.confidence).toBeLessThan(0.5);
  });

  it('does not exist for noise and silence', () => {
    expect(of(noise(100_000), 48000)).toBeNull();
    expect(of(new Float32Array(100_000), 48000)).toBeNull();
  });
});

describe('tempo', () => {
  /** Energies of slices of beats that decay, every other one softer. */
  const beats = (bpm: number, seconds: number): Float64Array => {
    const random = seededRandom(bpm);
    return Float64Array.from({ length: seconds * 100 }, (_, i) => {
      const beat = (i / 100 / 60) * bpm;
      const loud = Math.floor(beat) % 2 ? 0.5 : 1;
      return loud * Math.exp(-(beat % 1) * 6) + 1e-3 + 1e-3 * random();
    });
  };

  it.each([72, 90, 97.3, 120, 128, 140, 165])('of %f beats a minute', (bpm) => {
    const found = tempo(beats(bpm, 30))!;
    expect(Math.abs(found.beatsPerMinute / bpm - 1)).toBeLessThan(0.01);
    expect(found.confidence).toBeGreaterThan(0.5);
  });

  it('does not exist where nothing recurs, and for less than 4 s', () => {
    const random = seededRandom(2);
    expect(tempo(new Float64Array(3000).fill(1))).toBeNull();
    expect(tempo(new Float64Array(3000))).toBeNull();
    expect(tempo(beats(120, 3))).toBeNull();
    // The energies of a steady tone ripple from slice to slice.
    const slice = (at: number): number =>
      Array.from({ length: 480 }, (_, i) => Math.sin((2 * Math.PI * 997 * (480 * at + i)) / 48_000) ** 2).reduce(
        (sum, square) => sum + square,
      );
    expect(tempo(Float64Array.from({ length: 500 }, (_, at) => slice(at)))).toBeNull();
    expect(tempo(Float64Array.from({ length: 3000 }, () => random()))?.confidence ?? 0).toBeLessThan(0.2);
  });
});
