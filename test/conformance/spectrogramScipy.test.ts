import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Analysis, plainAnalysis, type WindowKind, windowKinds } from '../../src/core/protocol/spectrogram.ts';
import { SpectrumSum } from '../../src/core/spectrogram/averageSpectrum.ts';
import { hopOf } from '../../src/core/spectrogram/columns.ts';
import { type MakeKernel, plainKernel } from '../../src/core/spectrogram/kernel.ts';
import { levelOfCode } from '../../src/core/spectrogram/levelCode.ts';
import { lobeLevel } from '../../src/core/spectrogram/mainLobe.ts';
import { interpolatedPeak } from '../../src/core/spectrogram/peak.ts';
import { referenceTile } from '../../src/core/spectrogram/reference.ts';
import { makeWindow, noiseBandwidth } from '../../src/core/spectrogram/windows.ts';
import { loadKernel } from '../../src/node/spectrogram/loadKernel.ts';
import { tempFolder } from '../support/cleanup.ts';
import { seededRandom } from '../support/signal.ts';
import { scipy, type StftCase, voice, VOICE_RATE, writeSamples } from './support/scipy.ts';

const TOLERANCE = 0.1;
const POINTS = 1000;

/** Of each window three pictures of another size, padding and hop. */
const cases = windowKinds.flatMap((window): StftCase[] => [
  { window, size: 2048, padding: 1, hop: 512, combine: [1, 'max'], columns: 1000, points: POINTS },
  { window, size: 256, padding: 4, hop: 128, combine: [1, 'max'], columns: 4000, points: 300 },
  { window, size: 16384, padding: 2, hop: 2048, combine: [1, 'max'], columns: 260, points: 300 },
]);
const analysisOf = ({ window, size, padding, hop }: StftCase): Analysis => ({
  ...plainAnalysis,
  window,
  size,
  padding: padding as Analysis['padding'],
  overlap: (1 - hop / size) as Analysis['overlap'],
});

const samples = voice();
/** Samples of the voice, and silence around it. */
const read = (start: number, frames: number): Float32Array =>
  Float32Array.from({ length: frames }, (_, n) => samples[start + n] ?? 0);

describe('levels of bins are those of SciPy’s spectrogram', () => {
  const folder = tempFolder('scipy');
  let points: [column: number, bin: number, level: number][][];
  let kernels: Record<string, MakeKernel>;
  beforeAll(async () => {
    const path = writeSamples(`${folder.path}/voice.f32`, samples);
    points = scipy('stft', { samples: path, seed: 1, cases });
    kernels = { plain: plainKernel, quick: await loadKernel() };
    // Importing SciPy takes seconds.
  }, 120_000);
  afterAll(folder.remove);

  it.each(windowKinds)('%s window: by the kernels, and as codes of a picture', (window) => {
    let compared = 0;
    for (const [i, each] of cases.entries()) {
      if (each.window !== window) continue;
      const analysis = analysisOf(each);
      expect(hopOf(analysis)).toBe(each.hop);
      const bins = (each.size * each.padding) / 2 + 1;
      const out = new Float32Array(bins);
      for (const make of Object.values(kernels)) {
        const kernel = make({ ...analysis });
        expect(kernel.bins).toBe(bins);
        for (const [column, bin, level] of points[i]!) {
          kernel.column(samples, column * each.hop + each.hop / 2 - each.size / 2, each.hop, 1, out);
          expect(Math.abs(10 * Math.log10(out[bin]!) - level)).toBeLessThan(TOLERANCE / 2);
          compared++;
        }
        kernel.free();
      }
      // Rows of one bin each.
      if (bins > 4096) continue;
      const axis = { scale: 'linear', low: 0, high: VOICE_RATE / 2, rows: bins } as const;
      for (const [column, bin, level] of points[i]!.slice(0, 30)) {
        const codes = referenceTile(read, analysis, axis, VOICE_RATE, { level: 0, start: column, count: 1 });
        expect(Math.abs(levelOfCode(codes[bin]!) - level)).toBeLessThan(TOLERANCE / 2);
      }
    }
    expect(compared).toBeGreaterThanOrEqual(2 * POINTS);
  });

  it('windows have the values of SciPy’s', () => {
    for (const size of [128, 2048]) {
      const theirs = scipy('windows', { kinds: windowKinds, size });
      for (const [i, kind] of windowKinds.entries()) {
        const { values } = makeWindow(kind, size);
        for (let n = 0; n < size; n++) expect(Math.abs(values[n]! - theirs[i]![n]!)).toBeLessThan(1e-9);
      }
    }
  });
});

/** dBFS of the bins of one window of a signal. */
function spectrumOf(
  sample: (frame: number) => number,
  { window, size, padding }: { window: WindowKind; size: number; padding: number },
): Float32Array {
  const kernel = plainKernel({ window, size, padding, combine: 'max' });
  const out = new Float32Array(kernel.bins);
  kernel.column(
    Float32Array.from({ length: size }, (_, n) => sample(n)),
    0,
    size,
    1,
    out,
  );
  kernel.free();
  return out.map((power) => 10 * Math.log10(power));
}

/**
 * Most that a sine half-way between two bins reads too low without interpolation, dB; as stated in
 * docs/MEASUREMENTS.md.
 */
const scalloping: Record<WindowKind, number> = {
  hann: 1.42,
  hamming: 1.75,
  blackmanHarris: 0.83,
  kaiser: 0.82,
  gaussian: 0.67,
  flatTop: 0.01,
  rectangular: 3.92,
};

describe('a sine of known level and frequency', () => {
  const level = -20;
  const amplitude = 10 ** (level / 20);
  it.each(windowKinds)('is read within 0.1 dB and 0.1 bin with the %s window', (window) => {
    const random = seededRandom(7);
    let fallen = 0;
    for (const [size, padding] of [
      [128, 1],
      [2048, 1],
      [2048, 2],
      [1024, 8],
      [65536, 1],
    ] as const) {
      for (let i = 0; i < (size > 4096 ? 10 : 150); i++) {
        // 16 bins of the window away from the ends: nearer, the mirror image is in the way.
        const bin = 16 + random() * (size / 2 - 32);
        const phase = random() * 2 * Math.PI;
        const bins = spectrumOf((n) => amplitude * Math.sin((2 * Math.PI * bin * n) / size + phase), {
          window,
          size,
          padding,
        });
        const peak = interpolatedPeak(bins, bin * padding + (random() - 0.5) * 2, { window, padding })!;
        expect(Math.abs(peak.bin / padding - bin)).toBeLessThan(0.1);
        expect(Math.abs(peak.level - level)).toBeLessThan(0.1);
        if (padding === 1 && size >= 2048) fallen = Math.max(fallen, level - Math.max(...bins));
      }
    }
    expect(fallen).toBeLessThan(scalloping[window] + 0.06);
    const half = spectrumOf((n) => amplitude * Math.sin((2 * Math.PI * 500.5 * n) / 2048), {
      window,
      size: 2048,
      padding: 1,
    });
    expect(Math.abs(level - half[500]! - scalloping[window])).toBeLessThan(0.02);
    expect(Math.abs(lobeLevel(window, 0.5) + scalloping[window])).toBeLessThan(0.01);
  });

  it('is found beside a louder one, where it was looked for', () => {
    const options = { window: 'blackmanHarris', size: 2048, padding: 2 } as const;
    const bins = spectrumOf(
      (n) => Math.sin((2 * Math.PI * 100.3 * n) / 2048) + 0.001 * Math.sin((2 * Math.PI * 140.7 * n) / 2048),
      options,
    );
    const near = (bin: number): { bin: number; level: number } => interpolatedPeak(bins, bin * 2, options)!;
    expect(near(141).bin / 2).toBeCloseTo(140.7, 2);
    expect(near(139).level).toBeCloseTo(-60, 1);
    expect(near(99).bin / 2).toBeCloseTo(100.3, 2);
    expect(near(103).level).toBeCloseTo(0, 2);
  });

  it('reads nothing of what has no level', () => {
    const options = { window: 'hann', padding: 1 } as const;
    expect(interpolatedPeak(new Float32Array(1025).fill(NaN), 50, options)).toBeNull();
    expect(interpolatedPeak(new Float32Array(1025).fill(-Infinity), 50, options)).toEqual({
      bin: 50,
      level: -Infinity,
    });
    const dc = spectrumOf(() => 0.5, { ...options, size: 2048 });
    expect(interpolatedPeak(dc, 0, options)!.level).toBeCloseTo(-6.02, 2);
  });
});

describe('white noise reads its density', () => {
  // Of variance s² a bin's mean |X|² is s² · Σw², and levels are 4|X|²/(Σw)²: s² · 4 · B / size, B the noise bandwidth
  // in bins.
  it.each(windowKinds)('rms² · 4 B / size in every bin with the %s window', (window) => {
    const random = seededRandom(11);
    const rms = 0.1;
    for (const [size, padding] of [
      [1024, 1],
      [256, 4],
    ] as const) {
      const kernel = plainKernel({ window, size, padding, combine: 'mean' });
      const windows = 1500;
      const noise = Float32Array.from(
        { length: (size / 2) * (windows + 1) },
        () => rms * Math.sqrt(12) * (random() - 0.5),
      );
      const [out, sum] = [new Float32Array(kernel.bins), new SpectrumSum(kernel.bins)];
      for (let i = 0; i < windows; i++) {
        kernel.column(noise, (i * size) / 2, size, 1, out);
        sum.add(out);
      }
      kernel.free();
      const bins = sum.result();
      const stated = 20 * Math.log10(rms) + 10 * Math.log10((4 * noiseBandwidth(makeWindow(window, size))) / size);
      // A mean of some thousand bins of as many windows; DC and Nyquist have half the bandwidth, and a quarter of the
      // level's scale.
      let mean = 0;
      const edge = 6 * padding;
      for (let k = edge; k < bins.length - edge; k++) {
        mean += 10 ** (bins[k]! / 10) / (bins.length - 2 * edge);
        expect(Math.abs(bins[k]! - stated)).toBeLessThan(1);
      }
      expect(Math.abs(10 * Math.log10(mean) - stated)).toBeLessThan(0.05);
    }
  });
});
