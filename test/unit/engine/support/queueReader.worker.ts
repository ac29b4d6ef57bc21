import { parentPort, workerData } from 'node:worker_threads';
import type { BlockConsumer, QueueShape } from '../../../../src/core/engine/blockQueue.ts';
import { type BlockMessage, PortConsumer } from '../../../../src/core/engine/portQueue.ts';
import { RingConsumer, type RingMemory } from '../../../../src/core/engine/ringQueue.ts';
import { pick, randomOf } from './signal.ts';
import { stressTable, TABLE_MASK } from './stressTable.ts';

/** Reads a queue in pieces of random size on a thread of its own and checks every sample. */
const { shape, memory, seed } = workerData as { shape: QueueShape; memory: RingMemory | null; seed: number };
const MOST = 700;
const port = parentPort!;
const random = randomOf(seed);
const table = stressTable();
const out = Array.from({ length: shape.channels }, () => new Float32Array(MOST));
const portQueue = new PortConsumer(shape);
const queue: BlockConsumer = memory ? new RingConsumer(memory) : portQueue;
let blocks = 0;
let frames = 0;
let faults = 0;
let last = false;

/** Until there is nothing to read. */
function drain(): void {
  while (!last) {
    if (queue.left() === 0) {
      if (last || !queue.next()) return;
      const { epoch, startFrame } = queue.header;
      if (epoch !== blocks % 1000 || startFrame !== frames) faults++;
      blocks++;
    }
    const wanted = pick(random, 1, MOST);
    const expected = Math.min(wanted, queue.left());
    const count = queue.read(out, 0, wanted);
    if (count !== expected) faults++;
    for (let channel = 0; channel < shape.channels; channel++) {
      const samples = out[channel]!;
      const from = frames + channel * 77;
      for (let i = 0; i < count; i++) if (samples[i] !== table[(from + i) & TABLE_MASK]) faults++;
    }
    frames += count;
    if (queue.left() === 0 && queue.header.last) last = true;
  }
}

function finish(): void {
  if (last) port.postMessage({ kind: 'report', frames, faults, blocks });
}

if (memory) {
  const turn = (): void => {
    drain();
    if (last) finish();
    else setImmediate(turn);
  };
  turn();
} else {
  port.on('message', (message: BlockMessage) => {
    if (!portQueue.receive(message)) faults++;
    drain();
    const spent: Float32Array<ArrayBuffer>[] = [];
    const emptyBlocks = portQueue.takeSpent(spent);
    const transfer = spent.map((samples) => samples.buffer);
    port.postMessage({ kind: 'spent', spent, emptyBlocks }, transfer);
    finish();
  });
}
