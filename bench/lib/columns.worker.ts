// Draws every n-th tile of shared planes when it is told to; see spectrogram.bench.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { loadKernel } from '../../src/node/spectrogram/loadKernel.ts';
import { drawAll, SIZE } from './columns.ts';

const { planes } = workerData as { planes: Float32Array[] };
const make = await loadKernel();
const kernel = make({ window: 'hann', size: SIZE, padding: 1, combine: 'max' });
parentPort?.on('message', ({ from, step }: { from: number; step: number }) => {
  parentPort?.postMessage(drawAll(kernel, planes, from, step));
});
parentPort?.postMessage(0);
