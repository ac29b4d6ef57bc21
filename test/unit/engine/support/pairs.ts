import type { BlockConsumer, BlockProducer, QueueShape } from '../../../../src/core/engine/blockQueue.ts';
import {
  type CommandConsumer,
  type CommandProducer,
  createCommandMemory,
  PortCommandConsumer,
  PortCommandProducer,
  RingCommandConsumer,
  RingCommandProducer,
} from '../../../../src/core/engine/commandQueue.ts';
import { PortConsumer, PortProducer } from '../../../../src/core/engine/portQueue.ts';
import { createRingMemory, RingConsumer, RingProducer } from '../../../../src/core/engine/ringQueue.ts';

/** Both ends of a queue in one thread. settle(): what the message handlers would have done by now. */
export interface QueuePair {
  producer: BlockProducer;
  consumer: BlockConsumer;
  settle: () => void;
}

/** taken: commands that the consumer has given out since it was made. */
export interface CommandPair {
  producer: CommandProducer;
  consumer: CommandConsumer;
  settle: (taken: number) => void;
}

export const transports = {
  ring: (shape: QueueShape): QueuePair => {
    const memory = createRingMemory(shape);
    return {
      producer: new RingProducer(memory, shape.maxBlockFrames),
      consumer: new RingConsumer(memory),
      settle: () => undefined,
    };
  },
  port: (shape: QueueShape): QueuePair => {
    const consumer = new PortConsumer(shape);
    const producer = new PortProducer(shape, (message, transfer) => {
      // As a port does it: the sender's view is detached.
      if (!consumer.receive(structuredClone(message, { transfer }))) throw new Error('block refused');
    });
    return {
      producer,
      consumer,
      settle: () => {
        const spent: Float32Array<ArrayBuffer>[] = [];
        const empty = consumer.takeSpent(spent);
        producer.recycle(spent, empty);
      },
    };
  },
};

export const commandTransports = {
  ring: (channels: number, outputs: number): CommandPair => {
    const memory = createCommandMemory(channels, outputs);
    return {
      producer: new RingCommandProducer(memory),
      consumer: new RingCommandConsumer(memory),
      settle: () => undefined,
    };
  },
  port: (channels: number, outputs: number): CommandPair => {
    const consumer = new PortCommandConsumer(channels, outputs);
    const producer = new PortCommandProducer(channels, outputs, (message) => {
      if (!consumer.receive(structuredClone(message).record)) throw new Error('command refused');
    });
    return { producer, consumer, settle: (taken) => producer.acknowledge(taken) };
  },
};

export const transportNames = ['ring', 'port'] as const;
