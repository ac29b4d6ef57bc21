import { parentPort, workerData } from 'node:worker_threads';
import { type RingMemory, RingConsumer } from '../../src/core/engine/ringQueue.ts';
import { pick, randomOf } from '../unit/engine/support/signal.ts';
import { CHANNELS, type Heard, LARGEST_READ, Pattern } from './queuePattern.ts';

/** Reads the queue empty in pieces of random size, until the last block, and compares every sample. */
const { memory, seed } = workerData as { memory: RingMemory; seed: number };
const random = randomOf(seed);
const consumer = new RingConsumer(memory);
const pattern = new Pattern();
const out = Array.from({ length: CHANNELS }, () => new Float32Array(LARGEST_READ));

const heard: Heard = { frames: 0, faults: 0, dropped: 0 };
for (let last = false; !last;) {
  if (!consumer.next()) continue;
  const { startFrame, frames } = consumer.header;
  last = consumer.header.last;
  if (startFrame !== heard.frames + heard.dropped) heard.faults++;
  // Now and then what is left of a block is dropped, as after a seek.
  const wanted = random() < 0.05 ? Math.floor(random() * frames) : frames;
  for (let done = 0; done < wanted;) {
    const count = consumer.read(out, 0, Math.min(wanted - done, pick(random, 1, LARGEST_READ)));
    if (count === 0) heard.faults++;
    heard.faults += pattern.faults(out, startFrame + done, count);
    done += count;
    heard.frames += count;
  }
  heard.dropped += frames - wanted;
}
parentPort?.postMessage(heard);
