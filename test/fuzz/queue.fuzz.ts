import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { emptyHeader } from '../../src/core/engine/blockQueue.ts';
import { createRingMemory, RingProducer } from '../../src/core/engine/ringQueue.ts';
import { tempFolder } from '../support/cleanup.ts';
import { pick, randomOf } from '../unit/engine/support/signal.ts';
import { CHANNELS, type Heard, Pattern } from './queuePattern.ts';

/** As run.mjs gives them. */
const { seed, stress } = JSON.parse(process.env['EARSHOT_FUZZ'] ?? '{}') as { seed: number; stress: number };

it(`${stress} frames cross the shared queue between two threads without an error`, async () => {
  const folder = tempFolder('queue');
  const reader = `${folder.path}/reader.mjs`;
  const entry = fileURLToPath(new URL('queueReader.worker.ts', import.meta.url));
  await build({ entryPoints: [entry], outfile: reader, bundle: true, format: 'esm', platform: 'node' });
  const shape = { channels: CHANNELS, maxBlockFrames: 4096, blocks: 8 };
  const memory = createRingMemory(shape);
  const producer = new RingProducer(memory, shape.maxBlockFrames);
  const worker = new Worker(reader, { workerData: { memory, seed: seed + 1 } });
  const report = new Promise<Heard>((resolve, reject) => worker.once('message', resolve).once('error', reject));

  const random = randomOf(seed);
  const pattern = new Pattern();
  const data = new Float32Array(shape.maxBlockFrames * CHANNELS);
  for (let at = 0; at < stress;) {
    const frames = Math.min(pick(random, 1, shape.maxBlockFrames), stress - at);
    pattern.fill(data, at, frames);
    const header = { ...emptyHeader(), startFrame: at, frames, last: at + frames === stress };
    while (!producer.write(header, data, frames)) if (random() < 0.01) await turn();
    at += frames;
  }
  const { frames, faults, dropped } = await report;
  await worker.terminate();
  folder.remove();
  expect(faults).toBe(0);
  expect(frames + dropped).toBe(stress);
  expect(frames).toBeGreaterThan(stress * 0.9);
});
