import { describe, expect, it } from 'vitest';
import { type Analysis, type FrequencyRows, plainAnalysis, windowKinds } from '../../src/core/protocol/spectrogram.ts';
import { levelOfCode, NO_LEVEL } from '../../src/core/spectrogram/levelCode.ts';
import { Reassigned } from '../../src/core/spectrogram/reassigned.ts';
import { ReassignedSpectrum } from '../../src/core/spectrogram/reassignedSpectrum.ts';
import { tempFolder } from '../support/cleanup.ts';
import { seededRandom } from '../support/signal.ts';
import { scipy, voice, writeSamples } from './support/scipy.ts';

const RATE = 48000;
const analysis: Analysis = { ...plainAnalysis, method: 'reassigned' };
/** Rows of 93.75 Hz. */
const axis: FrequencyRows = { scale: 'linear', low: 0, high: RATE / 2, rows: 256 };
const ROW = RATE / 2 / axis.rows;
const HOP = 512;

const signal = (frames: number, sample: (frame: number) => number): Float32Array =>
  Float32Array.from({ length: frames }, (_, n) => sample(n));
const sine = (hertz: number, amplitude: number) => (n: number) =>
  amplitude * Math.sin((2 * Math.PI * hertz * n) / RATE + 1);

interface Picture {
  /** dBFS. */
  level: (column: number, row: number) => number;
  /** Energy of a column: all of it, or that of some rows. */
  energy: (column: number, rows?: (row: number) => boolean) => number;
  readonly codes: Uint16Array;
  readonly count: number;
}

function picture(
  samples: Float32Array,
  { step = HOP, start = 0, count = Math.ceil(samples.length / step), settings = analysis, rows = axis } = {},
): Picture {
  const codes = new Uint16Array(rows.rows * count);
  new Reassigned(settings, rows, RATE).tile(samples, 0, start * step, step, count, codes, 0);
  const level = (column: number, row: number): number => levelOfCode(codes[row * count + column]!);
  return {
    codes,
    count,
    level,
    energy(column, wanted = () => true) {
      let sum = 0;
      for (let row = 0; row < rows.rows; row++) if (wanted(row)) sum += 10 ** (level(column, row) / 10);
      return sum;
    },
  };
}

describe('a sine reads its level in the row it lies in', () => {
  it.each(windowKinds)('%s window', (window) => {
    const [amplitude, row] = [0.25, 87];
    const samples = signal(32768, sine((row + 0.4) * ROW, amplitude));
    // A rectangular window's side lobes are mixed with those of the negative frequencies, and stray.
    const [less, stray, sizes] = window === 'rectangular' ? [0.4, 0.09, [2048]] : [0.1, 0.005, [512, 2048]];
    for (const size of sizes) {
      for (const step of [32, 512, 4096]) {
        const { level, energy } = picture(samples, {
          settings: { ...analysis, window, size },
          step,
          start: Math.ceil(8192 / step),
          count: 4,
        });
        for (let column = 0; column < 4; column++) {
          const off = level(column, row) - 20 * Math.log10(amplitude);
          expect(off).toBeLessThan(0.1);
          expect(off).toBeGreaterThan(-less);
          expect(energy(column, (other) => other !== row)).toBeLessThan(amplitude ** 2 * stray);
        }
      }
    }
  });

  it.each([0, 0.5, 0.875])('whatever the overlap (%d), padding and height of the rows', (overlap) => {
    const settings = { ...analysis, overlap: overlap as Analysis['overlap'], padding: 2 as const };
    const step = settings.size * (1 - overlap);
    const samples = signal(65536, sine(1000, 0.5));
    for (const rows of [64, 1000]) {
      const log: FrequencyRows = { scale: 'log', low: 20, high: RATE / 2, rows };
      const { energy } = picture(samples, { settings, step, start: Math.ceil(16384 / step), count: 2, rows: log });
      expect(Math.abs(10 * Math.log10(energy(1)) + 6.0206)).toBeLessThan(0.1);
      const at = Math.floor((Math.log2(1000 / 20) / Math.log2(RATE / 2 / 20)) * rows);
      expect(Math.abs(10 * Math.log10(energy(1, (row) => row === at)) + 6.0206)).toBeLessThan(0.1);
    }
  });
});

describe('energy lies where it was', () => {
  it('of a linear chirp on its line, within one row and one column', () => {
    const sweep = 8000;
    const at = (seconds: number): number => 1000 + sweep * seconds;
    const samples = signal(RATE, (n) => 0.5 * Math.sin(2 * Math.PI * (1000 + (sweep / 2) * (n / RATE)) * (n / RATE)));
    // Padded, so that enough bins of every window lie in each column for an even line.
    const { energy, count } = picture(samples, { settings: { ...analysis, padding: 4 } });
    for (let column = 4; column < count - 5; column++) {
      const [from, to] = [at((column * HOP) / RATE) / ROW, at(((column + 1) * HOP) / RATE) / ROW];
      const near = energy(column, (row) => row >= Math.floor(from) - 1 && row <= Math.floor(to) + 1);
      expect(near / energy(column)).toBeGreaterThan(0.99);
      expect(Math.abs(10 * Math.log10(near) + 6.02)).toBeLessThan(0.2);
    }
  });

  it.each([8, 32, 512, 2048])('of an impulse in its column of %i frames', (step) => {
    const start = Math.floor(16_384 / step);
    for (const frame of [20_000, 20_479, 20_480]) {
      const { energy, count } = picture(
        signal(40_960, (n) => (n === frame ? 1 : 0)),
        { step, start, count: Math.ceil(8192 / step) },
      );
      for (let column = 0; column < count; column++)
        if (column + start === Math.floor(frame / step)) expect(energy(column)).toBeGreaterThan(1e-4);
        else expect(energy(column)).toBe(0);
    }
  });

  it('of two sines in two rows with nothing between them', () => {
    const samples = signal(32768, (n) => sine(60.5 * ROW, 0.5)(n) + sine(64.5 * ROW, 0.05)(n));
    const { level } = picture(samples, { start: 20, count: 8 });
    for (let column = 0; column < 8; column++) {
      expect(Math.abs(level(column, 60) + 6.02)).toBeLessThan(0.1);
      expect(Math.abs(level(column, 64) + 26.02)).toBeLessThan(0.2);
      expect(level(column, 62)).toBeLessThan(-70);
    }
  });

  it('none of it is lost or invented: noise has its mean square', () => {
    const random = seededRandom(5);
    const samples = signal(RATE, () => random() - 0.5);
    const { energy, count } = picture(samples, { settings: { ...analysis, combine: 'mean' }, step: 2048 });
    let sum = 0;
    for (let column = 4; column < count - 4; column++) sum += energy(column) / (count - 8);
    // A sine of amplitude a, which reads a², has a mean square of a²/2.
    expect(Math.abs(10 * Math.log10(sum / (2 / 12)))).toBeLessThan(0.3);
  });
});

describe('of a recorded voice', () => {
  it('every bin goes where NumPy puts it with the Hann window’s own derivative', () => {
    const folder = tempFolder('reassigned');
    const samples = voice();
    const path = writeSamples(`${folder.path}/voice.f32`, samples);
    for (const [size, padding] of [
      [2048, 1],
      [512, 2],
    ] as const) {
      const firsts = Array.from({ length: 40 }, (_, i) => 30_000 + i * 12_345);
      const theirs = scipy('reassigned', { samples: path, size, padding, firsts });
      const spectrum = new ReassignedSpectrum({ window: 'hann', size, padding });
      let [compared, worst] = [0, 0];
      for (const [i, { energy, frames, bins }] of theirs.entries()) {
        expect(spectrum.take(samples, firsts[i]!)).toBe(true);
        const loudest = Math.max(...energy);
        const ours = new Map(Array.from({ length: spectrum.found }, (_, n) => [spectrum.energy[n]!, n]));
        for (const [k, power] of energy.entries()) {
          // Far from where it belongs a bin is nearly nothing, and its place anything.
          if (power < loudest * 1e-5 || k === 0 || Math.abs(frames[k]!) > size / 2) continue;
          if (Math.abs(bins[k]! - k) > 3 * padding) continue;
          const [value, n] = nearest(ours, power);
          expect(Math.abs(10 * Math.log10(value / power))).toBeLessThan(0.001);
          expect(Math.abs(spectrum.frames[n]! - frames[k]!)).toBeLessThan(0.01);
          // A negative frequency is its mirror image's.
          worst = Math.max(worst, Math.abs(spectrum.bins[n]! - Math.abs(bins[k]!)) / padding);
          compared++;
        }
      }
      expect(worst).toBeLessThan(0.02);
      expect(compared).toBeGreaterThan(500);
    }
    folder.remove();
  });
});

/** The entry of nearly this energy: bins are told apart by it. */
function nearest(entries: ReadonlyMap<number, number>, power: number): [number, number] {
  let best: [number, number] = [Infinity, -1];
  for (const [value, n] of entries) if (Math.abs(value - power) < Math.abs(best[0] - power)) best = [value, n];
  return best;
}

describe('columns', () => {
  const random = seededRandom(9);
  const samples = signal(60_000, (n) => random() - 0.5 + sine(3000, 0.3)(n));

  it.each([4, 64, 512, 2048])('of %i frames are the same in whatever part is asked for', (step) => {
    const reassigned = new Reassigned(analysis, axis, RATE);
    const [start, count] = [Math.ceil(20_000 / step) + 1, 7];
    const whole = picture(samples, { step, start: start - 2, count: 12 });
    const from = start * step - reassigned.margin;
    const part = samples.slice(from, (start + count) * step + reassigned.margin);
    const codes = new Uint16Array(10 + axis.rows * count);
    reassigned.tile(part, from, start * step, step, count, codes, 10);
    for (let row = 0; row < axis.rows; row++)
      for (let i = 0; i < count; i++) expect(codes[10 + row * count + i]).toBe(whole.codes[row * 12 + i + 2]);
  });

  it('wider than a hop show the largest of their hops, or the mean', () => {
    const burst = signal(32768, (n) => (n >= 16384 && n < 17408 ? sine(3000, 0.5)(n) : 0));
    const row = Math.floor(3000 / ROW);
    const fine = picture(burst);
    const hops = Array.from({ length: 8 }, (_, i) => 10 ** (fine.level(32 + i, row) / 10));
    const one = (combine: Analysis['combine']): number =>
      picture(burst, { settings: { ...analysis, combine }, step: 4096, start: 4, count: 1 }).level(0, row);
    expect(one('max')).toBeCloseTo(10 * Math.log10(Math.max(...hops)), 1);
    expect(one('mean')).toBeCloseTo(10 * Math.log10(hops.reduce((a, b) => a + b) / 8), 1);
  });

  it('of silence are silent, also before the first frame and after the last', () => {
    expect(picture(new Float32Array(5000)).codes.every((code) => code === 0)).toBe(true);
    expect(picture(new Float32Array(3), { count: 5 }).codes.every((code) => code === 0)).toBe(true);
  });

  it.each([NaN, Infinity])('have no level within half a window of %d', (value) => {
    const [frame, settings] = [30_000, { ...analysis, combine: 'max' as const }];
    const spoiled = samples.map((sample, n) => (n === frame ? value : sample));
    const { codes, count } = picture(spoiled, { settings });
    for (let column = 0; column < count; column++) {
      const centre = column * HOP + HOP / 2;
      const touched = frame >= centre - 1024 && frame < centre + 1024;
      expect(codes[100 * count + column] === NO_LEVEL).toBe(touched);
      expect(codes[0 * count + column] === NO_LEVEL).toBe(touched);
    }
  });
});
