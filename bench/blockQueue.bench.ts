import {
  type BlockConsumer,
  type BlockHeader,
  type BlockProducer,
  emptyHeader,
  queueShape,
} from '../src/core/engine/blockQueue.ts';
import { type BlockMessage, PortConsumer, PortProducer } from '../src/core/engine/portQueue.ts';
import { createRingMemory, RingConsumer, RingProducer } from '../src/core/engine/ringQueue.ts';
import { type BenchContext, compare, median, type Metrics, spread } from './lib/measure.ts';

const CHANNELS = 2;
const QUANTUM = 128;
const BLOCK = 4096;

/**
 * Frames per second through the queue, stereo, one thread: blocks of 4096 in, quanta of 128 out. The counterpart is the
 * ring with a mutex (Atomics.compareExchange spin, never contended here) taken for every operation.
 */
export default async function blockQueue({ quick }: BenchContext): Promise<Metrics> {
  const frames = quick ? 4_000_000 : 40_000_000;
  const repeats = quick ? 3 : 7;
  const shape = queueShape(CHANNELS, 48000);
  const ring = (): [BlockProducer, BlockConsumer] => {
    const memory = createRingMemory(shape);
    return [new RingProducer(memory, shape.maxBlockFrames), new RingConsumer(memory)];
  };
  const [ringProducer, ringConsumer] = ring();
  const [lockedProducer, lockedConsumer] = ring();
  const lock = new Int32Array(new SharedArrayBuffer(4));
  const plain = await compare(
    repeats,
    () => pump(ringProducer, ringConsumer, frames),
    () => pump(lockedProducer, lockedConsumer, frames, lock),
  );

  const consumer = new PortConsumer(shape);
  const producer: PortProducer = new PortProducer(shape, (message: BlockMessage) => void consumer.receive(message));
  const port = await compare(
    repeats,
    () => pump(producer, consumer, frames, undefined, () => recycle(producer, consumer)),
    () => pump(lockedProducer, lockedConsumer, frames, lock),
  );
  const rate = (times: number[]): number => frames / (median(times) / 1000);
  return {
    ringFramesPerSecond: { value: rate(plain.a), unit: 'frames/s', note: `ms: ${spread(plain.a)}` },
    lockedFramesPerSecond: { value: rate(plain.b), unit: 'frames/s', note: `ms: ${spread(plain.b)}` },
    ringToLocked: { value: plain.ratio, unit: '× time', note: spread(plain.ratios) },
    portFramesPerSecond: {
      value: rate(port.a),
      unit: 'frames/s',
      note: `without the port itself; ms: ${spread(port.a)}`,
    },
  };
}

function recycle(producer: PortProducer, consumer: PortConsumer): void {
  const spent: Float32Array<ArrayBuffer>[] = [];
  producer.recycle(spent, consumer.takeSpent(spent));
}

function pump(
  producer: BlockProducer,
  consumer: BlockConsumer,
  frames: number,
  lock?: Int32Array,
  afterBlock?: () => void,
): void {
  const data = new Float32Array(BLOCK * CHANNELS).fill(0.5);
  const out = Array.from({ length: CHANNELS }, () => new Float32Array(QUANTUM));
  const header: BlockHeader = { ...emptyHeader(), frames: BLOCK };
  const locked = <T>(run: () => T): T => {
    if (!lock) return run();
    while (Atomics.compareExchange(lock, 0, 0, 1) !== 0);
    const result = run();
    Atomics.store(lock, 0, 0);
    return result;
  };
  for (let done = 0; done < frames; done += BLOCK) {
    if (!locked(() => producer.write(header, data, BLOCK))) throw new Error('the queue refused a block');
    locked(() => consumer.next());
    for (let read = 0; read < BLOCK; read += QUANTUM) locked(() => consumer.read(out, 0, QUANTUM));
    // The open block is given back by the next call, so let go of it first.
    locked(() => consumer.next());
    afterBlock?.();
  }
}
