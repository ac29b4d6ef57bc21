import { PerformanceObserver } from 'node:perf_hooks';
import type { BlockConsumer, QueueShape } from '../../../../src/core/engine/blockQueue.ts';
import { createStateMemory, FIELD, StateTable } from '../../../../src/core/engine/engineState.ts';
import { PlaybackKernel } from '../../../../src/core/engine/playbackKernel.ts';
import { type BlockMessage, PortConsumer } from '../../../../src/core/engine/portQueue.ts';
import { createRingMemory, RingConsumer, RingProducer } from '../../../../src/core/engine/ringQueue.ts';
import { blockOf } from './signal.ts';

/**
 * Many quanta in one synchronous stretch, fed without garbage; prints garbage collections and bytes allocated after the
 * start. A pause, a resume, a seek, a gain change and a dry queue come by again and again. Arguments: transport, channels, context rate, quanta.
 */
const [transport, channelText, rateText, quantaText] = process.argv.slice(2);
const channels = Number(channelText);
const contextRate = Number(rateText);
const QUANTA = Number(quantaText);
const QUANTUM = 128;
const shape: QueueShape = { channels, maxBlockFrames: 4096, blocks: 8 };
const header = { epoch: 0, startFrame: 0, frames: 4096, last: false };
const data = blockOf(0, 4096, channels);

function ring(): { queue: BlockConsumer; feed: () => void } {
  const memory = createRingMemory(shape);
  const producer = new RingProducer(memory, shape.maxBlockFrames);
  return { queue: new RingConsumer(memory), feed: () => producer.write(header, data, 4096) };
}

/** The messages exist already, as if the port had just made them. */
function port(): { queue: BlockConsumer; feed: () => void } {
  const queue = new PortConsumer(shape);
  const messages: BlockMessage[] = Array.from({ length: 64 }, () => ({
    kind: 'block',
    ...header,
    samples: data.slice(),
  }));
  const nowhere = { push: () => 0 } as unknown as Float32Array<ArrayBuffer>[];
  let next = 0;
  const feed = (): void => {
    queue.takeSpent(nowhere);
    const message = messages[next++ % messages.length]!;
    message.epoch = header.epoch;
    message.startFrame = header.startFrame;
    queue.receive(message);
  };
  return { queue, feed };
}

const { queue, feed } = transport === 'ring' ? ring() : port();
const kernel = new PlaybackKernel(queue, { channels, fileRate: 48000, contextRate });
const table = new StateTable(createStateMemory());
const out = Array.from({ length: channels === 7 ? 2 : channels }, () => new Float32Array(QUANTUM));
let contextFrame = 0;

function quanta(count: number): void {
  for (let i = 0; i < count; i++) {
    if (i % 31 === 0 && i % 4096 > 400) {
      feed();
      header.startFrame += 4096;
    }
    if (i % 1000 === 0) kernel.setGain(i % 2000 ? 1 : 0.5);
    if (i % 3000 === 0) kernel.pause();
    if (i % 3000 === 40) kernel.play();
    if (i % 10_000 === 0) {
      header.epoch++;
      header.startFrame = 0;
      kernel.seek(header.epoch, 0);
    }
    kernel.process(out, QUANTUM, contextFrame);
    table.publish(kernel.state);
    contextFrame = (contextFrame + QUANTUM) & 0x3fffffff;
  }
}

let collections = 0;
new PerformanceObserver((list) => (collections += list.getEntries().length)).observe({ entryTypes: ['gc'] });
kernel.play();
quanta(QUANTA / 5);
await new Promise((resolve) => setTimeout(resolve, 50));
globalThis.gc?.();
await new Promise((resolve) => setTimeout(resolve, 50));
collections = 0;
const bytes = process.memoryUsage().heapUsed;
const start = process.cpuUsage();
quanta(QUANTA);
const nanoseconds = (process.cpuUsage(start).user * 1000) / QUANTA;
const allocated = process.memoryUsage().heapUsed - bytes;
await new Promise((resolve) => setTimeout(resolve, 50));
process.stdout.write(
  JSON.stringify({
    collections,
    allocated,
    nanoseconds,
    consumed: kernel.state[FIELD.consumed],
    xruns: kernel.state[FIELD.xruns],
  }),
);
