import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Analysis, plainAnalysis, type SpectrumRequest } from '../../../src/core/protocol/spectrogram.ts';
import { plainKernel } from '../../../src/core/spectrogram/plainKernel.ts';
import { tempFolder } from '../../support/cleanup.ts';
import { fill, noise, sine, writeWav } from '../../support/signal.ts';
import { buildServer, generate } from './support.ts';
import { serve } from './serve.ts';

const RATE = 48_000;

/** Of the formats that are written: '<f4' and '<f8', in C order. */
function readNpy(file: string): { shape: number[]; values: Float32Array | Float64Array } {
  const bytes = readFileSync(file);
  expect(bytes.toString('latin1', 0, 8)).toBe('\x93NUMPY\x01\x00');
  const length = bytes.readUInt16LE(8);
  expect((10 + length) % 64).toBe(0);
  const head = bytes.toString('latin1', 10, 10 + length);
  const found = /^\{'descr': '<(f[48])', 'fortran_order': False, 'shape': \(([\d, ]+)\), \} *\n$/.exec(head);
  const shape = found![2]!.split(',').flatMap((part) => (part.trim() ? [Number(part)] : []));
  const data = new Uint8Array(bytes.subarray(10 + length));
  const values = found![1] === 'f4' ? new Float32Array(data.buffer) : new Float64Array(data.buffer);
  expect(values.length).toBe(shape.reduce((a, b) => a * b, 1));
  return { shape, values };
}

/** dBFS of the window that starts at a frame. */
function levels(plane: Float32Array, analysis: Analysis, at: number): Float32Array {
  const kernel = plainKernel(analysis);
  const powers = new Float32Array(kernel.bins);
  kernel.column(plane, at, 1, 1, powers);
  return powers.map((power) => 10 * Math.log10(power));
}

describe('numbers of spectra', () => {
  const folder = tempFolder('spectrum');
  const stops: (() => void)[] = [];
  let worker: URL;
  let removeBuild: () => void;
  beforeAll(async () => {
    ({ worker, remove: removeBuild } = await buildServer());
  });
  afterEach(() => stops.splice(0).forEach((stop) => stop()));
  afterAll(() => {
    removeBuild();
    folder.remove();
  });
  const open = async (name: string, signal: readonly Float32Array[]) => {
    const path = join(folder.path, name);
    writeWav(path, signal, RATE, 'float32');
    const served = serve({ worker });
    stops.push(served.stop);
    const { handle } = await served.client.request('open', { path, name });
    return { ...served, handle, path };
  };

  describe('an averaged spectrum', () => {
    const analysis: Analysis = { ...plainAnalysis, size: 512 };
    const whose = { tracks: 'channels' as const, channels: [0, 1] };

    it('is the mean of the powers of windows that half cover each other', async () => {
      const planes = noise(2, 30_000);
      const { client, handle } = await open('noise.wav', planes);
      const request: SpectrumRequest = { analysis, ...whose, startFrame: 1000, endFrame: 21_001 };
      const got = await client.request('spectrum', { handle, ...request });
      const windows = Math.floor((20_001 - 512) / 256) + 1;
      expect(got).toMatchObject({ windows, allWindows: windows, binHz: RATE / 512 });
      expect(got.noiseBins).toBeCloseTo(1.5, 9);
      for (const [c, plane] of planes.entries()) {
        const sum = new Float64Array(257);
        for (let j = 0; j < windows; j++) {
          levels(plane, analysis, 1000 + j * 256).forEach((level, k) => (sum[k]! += 10 ** (level / 10) / windows));
        }
        const bins = got.bins.subarray(c * 257, (c + 1) * 257);
        for (const [k, level] of bins.entries()) expect(level).toBeCloseTo(10 * Math.log10(sum[k]!), 2);
      }
    });

    it('of less than a window is that of one around the middle, and of nothing silence', async () => {
      const planes = noise(2, 30_000);
      const { client, handle } = await open('short.wav', planes);
      const ask = (startFrame: number, endFrame: number, tracks: 'channels' | 'midSide' = 'channels') =>
        client.request('spectrum', { handle, analysis, tracks, channels: [1], startFrame, endFrame });
      const got = await ask(5000, 5100);
      expect(got).toMatchObject({ windows: 1, allWindows: 1 });
      const wanted = levels(planes[1]!, analysis, 5050 - 256);
      for (const [k, level] of got.bins.entries()) expect(level).toBeCloseTo(wanted[k]!, 2);
      const side = planes[0]!.map((x, i) => (x - planes[1]![i]!) / 2);
      const wantedSide = levels(side, analysis, 5050 - 256);
      for (const [k, level] of (await ask(5000, 5100, 'midSide')).bins.entries()) {
        expect(level).toBeCloseTo(wantedSide[k]!, 2);
      }
      const beyond = await ask(90_000, 100_000);
      expect(beyond.bins.every((level) => level === -Infinity || level < -40)).toBe(true);
    });

    it('leaves out windows with samples that are no numbers, and looks at long ranges evenly', async () => {
      const planes = noise(2, 60 * RATE);
      planes[0]![100_000] = NaN;
      const { client, handle, end } = await open('long.wav', planes);
      await end(handle);
      const request = { analysis: { ...analysis, size: 128 } as const, ...whose, startFrame: 0, endFrame: 60 * RATE };
      const began = performance.now();
      const got = await client.request('spectrum', { handle, ...request });
      expect(performance.now() - began).toBeLessThan(3000);
      expect(got.allWindows).toBe(44_999);
      expect(got.windows).toBeLessThanOrEqual(20_000);
      expect(got.windows).toBeGreaterThan(19_000);
      const spread = [...got.bins.subarray(2, 63)];
      expect(Math.max(...spread) - Math.min(...spread)).toBeLessThan(0.5);
    });
  });

  it('hears a pitch, the same in parts', async () => {
    const { client, handle, end } = await open('tone.wav', sine(RATE, 6, 220, 0.4));
    await end(handle);
    const ask = (start: number, count: number) =>
      client.request('pitch', { handle, tracks: 'channels', channels: [0], start, count });
    const whole = await ask(0, 4096);
    expect(whole.hertz).toHaveLength(600);
    for (let i = 20; i < 580; i++) expect(Math.abs(whole.hertz[i]! / 220 - 1)).toBeLessThan(0.01);
    const part = await ask(100, 50);
    expect(part.hertz).toEqual(whole.hertz.slice(100, 150));
    expect((await ask(600, 10)).hertz).toHaveLength(0);
  });

  describe('a matrix of levels', () => {
    const analysis: Analysis = { ...plainAnalysis, size: 256, overlap: 0.5, padding: 2 };
    const region = { analysis, tracks: 'channels', channel: 1, startFrame: 1000, endFrame: 9000 } as const;
    const planes = fill(2, 20_000, (i, c) => (i < 3000 ? 0 : 0.5 * Math.sin(i * (0.3 + c))));
    planes[1]![6000] = NaN;
    // Windows are centred on (j + ½) · 128: the first in the range is the eighth.
    const first = 8;
    const columns = 62;
    const check = (seconds: number, hertz: ArrayLike<number>, column: ArrayLike<number>, i: number): void => {
      const centre = (first + i + 0.5) * 128;
      expect(seconds).toBeCloseTo(centre / RATE, 12);
      const wanted = levels(planes[1]!, analysis, centre - 128);
      for (let k = 0; k < hertz.length; k++) {
        const bin = (hertz[k]! * 512) / RATE;
        expect(bin).toBe(Math.round(bin));
        const [level, exact] = [column[k]!, wanted[bin]!];
        if (exact > -80) expect(level).toBeCloseTo(exact, 2);
        else if (exact === -Infinity) expect(level).toBe(-Infinity);
        else if (Number.isNaN(exact)) expect(level).toBeNaN();
      }
    };

    it('is a NumPy array with its axes beside it', async () => {
      const { client, handle } = await open('matrix.wav', planes);
      const path = join(folder.path, 'out.npy');
      const ask = { handle, ...region, low: 1000, high: 12_000, path, format: 'npy' } as const;
      const result = await client.request('exportMatrix', ask);
      const rows = 128 - 11 + 1;
      const axes = ['times', 'frequencies'].map((axis) => join(folder.path, `out-${axis}.npy`));
      expect(result).toEqual({ files: [path, ...axes], columns, rows });
      const { shape, values } = readNpy(path);
      const [times, hertz] = axes.map(readNpy);
      expect([shape, times!.shape, hertz!.shape]).toEqual([[columns, rows], [columns], [rows]]);
      expect(hertz!.values[0]).toBeCloseTo(1031.25, 9);
      expect(hertz!.values.at(-1)).toBe(12_000);
      for (const [i, time] of times!.values.entries()) {
        check(time, hertz!.values, values.subarray(i * rows, (i + 1) * rows), i);
      }
      expect([...values].some(Number.isNaN)).toBe(true);
      expect([...values].some((level) => level === -Infinity)).toBe(true);
    });

    it('is text with the frequencies first and the times at the left', async () => {
      const { client, handle } = await open('text.wav', planes);
      const path = join(folder.path, 'out.csv');
      const ask = { handle, ...region, low: 0, high: 24_000, path, format: 'csv' } as const;
      expect(await client.request('exportMatrix', ask)).toEqual({ files: [path], columns, rows: 257 });
      const lines = readFileSync(path, 'utf8').split('\n');
      expect(lines.pop()).toBe('');
      expect(lines).toHaveLength(1 + columns);
      const numbers = (line: string): number[] =>
        line.split(',').map((cell) => (cell === '-inf' ? -Infinity : cell === 'nan' ? NaN : Number(cell)));
      const [head, ...rest] = lines;
      const hertz = numbers(head!).slice(1);
      expect(head).toMatch(/^time \(s\),0,93\.75,/);
      for (const [i, line] of rest.entries()) {
        const [seconds, ...column] = numbers(line);
        check(seconds!, hertz, column, i);
      }
    });

    it('is whole or not there: cancelled, empty or in the way of its own file', async () => {
      const file = generate(join(folder.path, 'long.flac'), [], { seconds: 120, rate: RATE });
      const served = serve({ worker });
      stops.push(served.stop);
      const { client } = served;
      const { handle } = await client.request('open', { path: file, name: 'long.flac' });
      const path = join(folder.path, 'never.npy');
      const ask = { handle, ...region, endFrame: 120 * RATE, low: 0, high: 24_000, path, format: 'npy' } as const;
      const abort = new AbortController();
      const saving = client.request('exportMatrix', ask, abort.signal);
      setTimeout(() => abort.abort(), 60);
      await expect(saving).rejects.toMatchObject({ code: 'cancelled' });
      const left = (): string[] => readdirSync(folder.path).filter((name) => /never|earshot-/.test(name));
      await expect.poll(left, { timeout: 10_000 }).toEqual([]);
      await expect(client.request('exportMatrix', { ...ask, low: 10, high: 20 })).rejects.toMatchObject({
        code: 'no-audio',
        message: 'long.flac: there are no levels to be saved; no frequency of a bin lies in the range.',
      });
      await expect(client.request('exportMatrix', { ...ask, path: file })).rejects.toMatchObject({
        code: 'unsupported',
      });
      expect(left()).toEqual([]);
      writeFileSync(path, 'old');
      await client.request('exportMatrix', { ...ask, endFrame: 5000 });
      expect(readNpy(path).shape).toEqual([31, 257]);
    });
  });
});
