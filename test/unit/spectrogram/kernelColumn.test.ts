import { describe, expect, it } from 'vitest';
import { plainKernel } from '../../../src/core/spectrogram/kernel.ts';
import { levelOfCode } from '../../../src/core/spectrogram/levelCode.ts';
import { mapRows } from '../../../src/core/spectrogram/rows.ts';
import { wasmKernel } from '../../../src/core/spectrogram/wasmKernel.ts';
import { loadPffft } from '../../../src/node/spectrogram/loadKernel.ts';
import { makers, music, RATE } from './support/kernels.ts';

const decibels = (power: number | undefined): number => 10 * Math.log10(power ?? NaN);
const hann = { window: 'hann', padding: 1, combine: 'max' } as const;

describe.each(Object.entries(makers))('a column of the %s kernel', (_, make) => {
  it('reads 0 dBFS at a full-scale sine of every bin, at DC and at Nyquist', () => {
    const size = 256;
    const kernel = make({ ...hann, window: 'rectangular', size });
    const out = new Float32Array(kernel.bins);
    for (let bin = 0; bin < kernel.bins; bin++) {
      const samples = Float32Array.from({ length: size }, (_, i) => Math.cos((2 * Math.PI * bin * i) / size));
      kernel.column(samples, 0, size, 1, out);
      // A constant and the fastest alternation: their peak is their level, and they have no mirror image.
      for (const [k, power] of out.entries()) {
        if (k === bin) expect(decibels(power)).toBeCloseTo(0, 4);
        else expect(decibels(power)).toBeLessThan(-130);
      }
    }
    kernel.free();
  });

  it('is the largest or the mean of its windows', () => {
    const samples = Float32Array.from({ length: 4096 }, (_, i) => (i < 1024 ? 0.5 : 0.1) * Math.sin((Math.PI * i) / 8));
    const powers = (combine: 'max' | 'mean', windows: number, first = 0): number => {
      const kernel = make({ ...hann, combine, size: 1024 });
      const out = new Float32Array(kernel.bins);
      kernel.column(samples, first, 1024, windows, out);
      kernel.free();
      return out[64]!;
    };
    expect(powers('max', 4)).toBeCloseTo(powers('max', 1), 7);
    expect(powers('mean', 4)).toBeCloseTo((powers('max', 1) + 3 * powers('max', 1, 2048)) / 4, 7);
  });

  it('has no level in any bin beside what is not a number, and has one again after it', () => {
    const kernel = make({ ...hann, size: 256 });
    const out = new Float32Array(kernel.bins);
    const samples = music(1024);
    samples[300] = Infinity;
    kernel.column(samples, 0, 128, 4, out);
    expect(out.every(Number.isNaN)).toBe(true);
    kernel.column(samples, 512, 128, 3, out);
    expect(out.every((power) => power >= 0)).toBe(true);
    kernel.free();
  });

  it('may be told to many kernels in turn, each with its own settings', () => {
    const samples = music(1 << 17);
    const sizes = [128, 65536, 2048, 32768];
    const kernels = sizes.map((size) => make({ ...hann, size, padding: 2 }));
    for (let round = 0; round < 2; round++) {
      for (const [i, kernel] of kernels.entries()) {
        const out = new Float32Array(kernel.bins);
        kernel.column(samples, 1000, 64, 3, out);
        const lonely = plainKernel({ ...hann, size: sizes[i]!, padding: 2 });
        const right = new Float32Array(lonely.bins);
        lonely.column(samples, 1000, 64, 3, right);
        const at = right.indexOf(Math.max(...right));
        expect(out[at]! / right[at]!).toBeCloseTo(1, 4);
      }
    }
    for (const kernel of kernels) kernel.free();
  });
});

describe('tiles of the quick kernel', () => {
  it('stand at an offset and a stride, and leave what is beside them', () => {
    const kernel = makers.wasm({ ...hann, size: 256 });
    const map = mapRows({ scale: 'log', low: 50, high: 20000, rows: 40 }, kernel.bins, RATE / 256);
    const samples = music(8192);
    const span = { first: 0, step: 64, hop: 64, windows: 1, count: 100 };
    const whole = new Uint16Array(40 * 100);
    kernel.tile(samples, span, map, whole);
    const parts = new Uint16Array(40 * 110 + 7).fill(77);
    kernel.tile(samples, { ...span, count: 61 }, map, parts, 7, 110);
    kernel.tile(samples, { ...span, first: 61 * 64, count: 39 }, map, parts, 7 + 61, 110);
    for (let row = 0; row < 40; row++) {
      const line = parts.subarray(7 + row * 110, 7 + (row + 1) * 110);
      expect(line.subarray(0, 100)).toEqual(whole.subarray(row * 100, (row + 1) * 100));
      expect(line.subarray(100).every((code) => code === 77)).toBe(true);
    }
    kernel.free();
  });

  it('give all bins without a map', () => {
    const kernel = makers.wasm({ ...hann, size: 512 });
    const samples = music(8192);
    const codes = new Uint16Array(kernel.bins * 20);
    kernel.tile(samples, { first: 100, step: 256, hop: 256, windows: 1, count: 20 }, null, codes);
    const out = new Float32Array(kernel.bins);
    for (let i = 0; i < 20; i++) {
      kernel.column(samples, 100 + i * 256, 256, 1, out);
      for (let k = 0; k < kernel.bins; k++) {
        expect(Math.abs(levelOfCode(codes[k * 20 + i]!) - decibels(out[k]))).toBeLessThan(0.005);
      }
    }
    kernel.free();
  });

  it('free what they took: many long transforms in turn need no more memory than one', async () => {
    const pffft = await loadPffft();
    const make = wasmKernel(pffft);
    const samples = music(65536);
    const span = { first: 0, step: 1, hop: 1, windows: 1, count: 1 };
    let after = 0;
    for (let i = 0; i < 12; i++) {
      const kernel = make({ ...hann, size: 65536, padding: 8 });
      for (const rows of [64, 4096]) {
        const map = mapRows({ scale: 'log', low: 20, high: 24000, rows }, kernel.bins, RATE / 524288);
        kernel.tile(samples, span, map, new Uint16Array(rows));
      }
      kernel.free();
      after ||= pffft.memory.buffer.byteLength;
    }
    expect(pffft.memory.buffer.byteLength).toBe(after);
  });
});

it('what fades out into denormals takes less time than music: it is not transformed', () => {
  const [loud, faint] = [music(48_000), music(48_000).map((x) => x * 1e-39)];
  const kernel = makers.wasm({ ...hann, size: 2048 });
  const span = { first: 0, step: 512, hop: 512, windows: 1, count: 88 };
  const out = new Uint16Array(kernel.bins * 88);
  const best = (samples: Float32Array): number =>
    Math.min(
      ...Array.from({ length: 15 }, () => {
        const start = performance.now();
        kernel.tile(samples, span, null, out);
        return performance.now() - start;
      }),
    );
  const fast = best(faint);
  expect(out.every((code) => code === 0)).toBe(true);
  expect(fast).toBeLessThan(0.8 * best(loud));
  kernel.free();
});
