import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { type MakeKernel, plainKernel } from '../src/core/spectrogram/kernel.ts';
import { loadKernel } from '../src/node/spectrogram/loadKernel.ts';
import { columnsOf, drawAll, RATE, readStereo, SIZE } from './lib/columns.ts';
import { material } from './lib/material.ts';
import { type BenchContext, compare, ffmpeg, median, type Metrics, spread } from './lib/measure.ts';

/**
 * Every column of stereo at 48 kHz, 2048 frames to a window and 512 to a hop, into codes of rows: on one core; against
 * pictures of like width by ffmpeg (not written) and SoX (as a PNG without axes, which cannot be had otherwise) in the same
 * run, ours with reading the file; and shared by two threads.
 */
export default async function spectrogram({ root, quick }: BenchContext): Promise<Metrics> {
  const seconds = quick ? 60 : 180;
  const repeats = quick ? 2 : 5;
  const file = material(seconds, 'wav');
  const folder = mkdtempSync(join(tmpdir(), 'earshot-spectrogram-'));
  try {
    const make = await loadKernel();
    if (make === plainKernel) throw new Error('the quick kernel did not load');
    const planes = readStereo(file);
    const width = columnsOf(planes[0]!.length);
    const quickly = inTurn(make, planes, repeats);
    const plainly = inTurn(plainKernel, planes, repeats);
    const ours = drawing(make);
    const ffmpegs = await compare(
      repeats,
      () => ffmpeg('-i', file, '-lavfi', `showspectrumpic=s=${width}x2048:legend=0`, '-f', 'null', '-'),
      () => ours(readStereo(file)),
    );
    const png = join(folder, 'picture.png');
    const soxes = await compare(
      repeats,
      () => execFileSync('sox', [file, '-n', 'spectrogram', '-r', '-x', `${width}`, '-y', '1025', '-o', png]),
      () => ours(readStereo(file)),
    );
    // Short runs, many of them: what else the machine does spares some.
    const minute = planes.map((plane) => plane.subarray(0, 60 * RATE));
    const threads = await shared(root, folder, minute, quick ? 10 : 40);
    const speed = (ms: number): number => (seconds * 1000) / ms;
    return {
      perCore: { value: speed(Math.min(...quickly)), unit: '× real time', note: `CPU, ${spread(quickly)} ms` },
      plainPerCore: { value: speed(Math.min(...plainly)), unit: '× real time', note: 'fft.js, the fallback' },
      columnUs: { value: (Math.min(...quickly) * 1000) / (2 * width), unit: 'µs', note: 'of one channel' },
      toFfmpeg: { value: ffmpegs.ratio, unit: '×', note: `${width} columns; ${spread(ffmpegs.ratios)}` },
      ffmpegMs: { value: median(ffmpegs.a), unit: 'ms', note: `ours ${median(ffmpegs.b).toFixed(0)} ms` },
      toSox: { value: soxes.ratio, unit: '×', note: `${width} columns; ${spread(soxes.ratios)}` },
      soxMs: { value: median(soxes.a), unit: 'ms' },
      twoWorkers: {
        value: Math.min(...threads.a) / Math.min(...threads.b),
        unit: '×',
        note: `of one, best of ${threads.a.length} each; pairs ${spread(threads.ratios)}; CPU of two to one ${threads.cpu.toPrecision(3)}`,
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function drawing(make: MakeKernel): (planes: readonly Float32Array[]) => void {
  const kernel = make({ window: 'hann', size: SIZE, padding: 1, combine: 'max' });
  return (planes) => {
    const wanted = planes.length * columnsOf(planes[0]!.length);
    const drawn = drawAll(kernel, planes);
    if (drawn !== wanted) throw new Error(`${drawn} columns of ${wanted}, at ${RATE} Hz`);
  };
}

/** CPU milliseconds of each time all columns are drawn, after one that is not counted. */
function inTurn(make: MakeKernel, planes: readonly Float32Array[], repeats: number): number[] {
  const draw = drawing(make);
  draw(planes);
  return Array.from({ length: repeats }, () => {
    const before = process.cpuUsage();
    draw(planes);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
}

/** One thread that draws all tiles, and two that draw every other one. */
async function shared(root: string, folder: string, planes: Float32Array[], repeats: number) {
  const outfile = join(folder, 'columns.worker.mjs');
  const entry = join(root, 'bench/lib/columns.worker.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20' });
  const workers = [0, 1].map(() => new Worker(outfile, { workerData: { planes } }));
  try {
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    const cpu: Record<number, number> = {};
    const run = async (number: number): Promise<void> => {
      const before = process.cpuUsage();
      const drawn = workers.slice(0, number).map(async (worker, from) => {
        worker.postMessage({ from, step: number });
        return Number((await once(worker, 'message'))[0]);
      });
      const all = (await Promise.all(drawn)).reduce((sum, columns) => sum + columns, 0);
      if (all !== planes.length * columnsOf(planes[0]!.length)) throw new Error(`${all} columns were drawn`);
      const { user, system } = process.cpuUsage(before);
      cpu[number] = Math.min(cpu[number] ?? Infinity, user + system);
    };
    const result = await compare(
      repeats,
      () => run(1),
      () => run(2),
    );
    return { ...result, cpu: cpu[2]! / cpu[1]! };
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
