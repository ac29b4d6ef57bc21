import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BlockProducer, emptyHeader } from '../../../src/core/engine/blockQueue.ts';
import { PortProducer } from '../../../src/core/engine/portQueue.ts';
import { createRingMemory, RingProducer } from '../../../src/core/engine/ringQueue.ts';
import { bundleForNode } from './support/bundle.ts';
import { transportNames } from './support/pairs.ts';
import { pick, randomOf } from './support/signal.ts';
import { stressTable, TABLE_MASK } from './support/stressTable.ts';

/** 10⁹ in the nightly run. */
const FRAMES = Number(process.env['EARSHOT_STRESS_FRAMES'] ?? 1e7);
const SEED = Number(process.env['EARSHOT_STRESS_SEED'] ?? 1);
const shape = { channels: 2, maxBlockFrames: 4096, blocks: 12 };

describe.each(transportNames)('two threads and a queue over %s', (transport) => {
  let script: Awaited<ReturnType<typeof bundleForNode>>;
  beforeAll(async () => {
    script = await bundleForNode('queueReader.worker.ts');
  });
  afterAll(() => script?.remove());

  it(
    `bring ${FRAMES} frames across in blocks of random size, every sample where it belongs`,
    async () => {
      const memory = transport === 'ring' ? createRingMemory(shape) : null;
      const worker = new Worker(script.file, { workerData: { shape, memory, seed: SEED + 1 } });
      const port = new PortProducer(shape, (message, transfer) => worker.postMessage(message, transfer));
      const producer: BlockProducer = memory ? new RingProducer(memory, shape.maxBlockFrames) : port;
      const report = new Promise<Record<'frames' | 'faults' | 'blocks', number>>((resolve, reject) => {
        worker.on('error', reject);
        worker.on('message', (message) => {
          if (message.kind === 'spent') port.recycle(message.spent, message.emptyBlocks);
          else resolve(message);
        });
      });
      const random = randomOf(SEED);
      const table = stressTable();
      const data = new Float32Array(shape.maxBlockFrames * 2);
      let sent = 0;
      let blocks = 0;
      let waits = 0;
      while (sent < FRAMES) {
        const frames = Math.min(FRAMES - sent, random() < 0.02 ? 0 : pick(random, 1, shape.maxBlockFrames));
        for (let channel = 0; channel < 2; channel++) {
          const at = channel * frames;
          const from = sent + channel * 77;
          for (let i = 0; i < frames; i++) data[at + i] = table[(from + i) & TABLE_MASK]!;
        }
        const last = frames > 0 && sent + frames === FRAMES;
        const header = { ...emptyHeader(), epoch: blocks % 1000, startFrame: sent, frames, last };
        while (!producer.write(header, data, frames)) {
          waits++;
          await turn();
        }
        sent += frames;
        blocks++;
      }
      const result = await report;
      await worker.terminate();
      expect(result).toMatchObject({ frames: FRAMES, faults: 0, blocks });
      // The queue was full at times, so that both ends met.
      expect(waits).toBeGreaterThan(10);
    },
    60_000 + FRAMES / 1000,
  );
});
