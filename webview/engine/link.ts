import { type BlockProducer, type QueueShape, queueShape } from '../../src/core/engine/blockQueue.ts';
import { createStateMemory, STATE_FIELDS, StateTable } from '../../src/core/engine/engineState.ts';
import { outputChannels } from '../../src/core/engine/foldDown.ts';
import {
  type PageMessage,
  parseWorkletMessage,
  type SharedEngineMemory,
  type WorkletMessage,
} from '../../src/core/engine/messages.ts';
import { PortProducer } from '../../src/core/engine/portQueue.ts';
import { createRingMemory, RingProducer } from '../../src/core/engine/ringQueue.ts';
import type { Disposable } from '../../src/core/util/scope.ts';

/** How long shared memory may take to be acknowledged before the port is used instead, and the port before giving up. */
const RING_ANSWER_MS = 1000;
const PORT_ANSWER_MS = 10_000;
/** A poll that got no answer is repeated after this. */
const POLL_AGAIN_MS = 1000;
const CLOSE_MS = 100;

/** The page's end of one processor in the worklet. Main thread. */
export interface Link extends Disposable {
  readonly transport: 'ring' | 'port';
  readonly producer: BlockProducer;
  /** The newest known state of the kernel (see FIELD), and when it arrived, in performance.now(). */
  readonly state: Float64Array;
  readonly stateMs: number;
  send(message: PageMessage): void;
  /** Brings the state up to date; onState tells when: at once with shared memory, else with the answer. */
  poll(): void;
}

export interface LinkOptions {
  context: BaseAudioContext;
  channels: number;
  fileRate: number;
  onState: () => void;
  onCrash: () => void;
}

/** Makes the processor and settles on a transport: shared memory if it really arrives there, else the port. */
export async function openLink(options: LinkOptions): Promise<Link> {
  const { context, channels, fileRate } = options;
  const count = outputChannels(channels);
  const node = new AudioWorkletNode(context, 'earshot-engine', {
    numberOfInputs: 0,
    outputChannelCount: [count],
    channelInterpretation: 'speakers',
  });
  node.onprocessorerror = options.onCrash;
  const { destination } = context;
  if (context instanceof AudioContext && count > 2 && count <= destination.maxChannelCount) {
    destination.channelCount = count;
  }
  const shape = queueShape(channels, fileRate);
  try {
    const memory = shareMemory(shape);
    if (memory && (await attach(node.port, { kind: 'attach', id: 1, shape, fileRate, memory }, RING_ANSWER_MS))) {
      return new RingLink(node, memory, shape, options);
    }
    if (await attach(node.port, { kind: 'attach', id: 2, shape, fileRate, memory: null }, PORT_ANSWER_MS)) {
      return new PortLink(node, shape, options);
    }
    throw new Error('the audio thread did not answer');
  } catch (error) {
    close(node);
    throw error;
  }
}

function shareMemory(shape: QueueShape): SharedEngineMemory | null {
  try {
    return { ring: createRingMemory(shape), state: createStateMemory() };
  } catch {
    // Not isolated (the name is not even defined), or no memory for it.
    return null;
  }
}

function attach(port: MessagePort, message: PageMessage & { kind: 'attach' }, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs);
    const done = (attached: boolean): void => {
      clearTimeout(timer);
      resolve(attached);
    };
    port.onmessage = (event) => {
      const answer = parseWorkletMessage(event.data);
      if (answer?.kind === 'undelivered') done(false);
      if (answer?.kind === 'attached' && answer.id === message.id) done(true);
    };
    try {
      port.postMessage(message);
    } catch {
      done(false);
    }
  });
}

/** What still plays gets the time to fade. */
function close(node: AudioWorkletNode): void {
  node.port.onmessage = null;
  node.onprocessorerror = null;
  node.port.postMessage({ kind: 'pause' } satisfies PageMessage);
  setTimeout(() => {
    node.port.postMessage({ kind: 'close' } satisfies PageMessage);
    node.disconnect();
  }, CLOSE_MS);
}

class RingLink implements Link {
  readonly transport = 'ring';
  readonly producer: BlockProducer;
  readonly state = new Float64Array(STATE_FIELDS);
  stateMs = 0;
  #node: AudioWorkletNode;
  #table: StateTable;
  #onState: () => void;

  constructor(node: AudioWorkletNode, memory: SharedEngineMemory, shape: QueueShape, options: LinkOptions) {
    this.#node = node;
    this.#table = new StateTable(memory.state);
    this.#onState = options.onState;
    this.producer = new RingProducer(memory.ring, shape.maxBlockFrames);
    node.port.onmessage = null;
    node.connect(options.context.destination);
  }

  send(message: PageMessage): void {
    this.#node.port.postMessage(message);
  }

  poll(): void {
    if (!this.#table.read(this.state)) return;
    this.stateMs = performance.now();
    this.#onState();
  }

  dispose(): void {
    close(this.#node);
  }
}

class PortLink implements Link {
  readonly transport = 'port';
  readonly producer: PortProducer;
  readonly state = new Float64Array(STATE_FIELDS);
  stateMs = 0;
  #node: AudioWorkletNode;
  #onState: () => void;
  #askedMs: number | null = null;

  constructor(node: AudioWorkletNode, shape: QueueShape, options: LinkOptions) {
    this.#node = node;
    this.#onState = options.onState;
    this.producer = new PortProducer(shape, (block, transfer) => node.port.postMessage(block, transfer));
    node.port.onmessage = (event) => this.#receive(parseWorkletMessage(event.data));
    node.connect(options.context.destination);
  }

  send(message: PageMessage): void {
    this.#node.port.postMessage(message);
  }

  poll(): void {
    const now = performance.now();
    if (this.#askedMs !== null && now - this.#askedMs < POLL_AGAIN_MS) return;
    this.#askedMs = now;
    this.send({ kind: 'poll' });
  }

  dispose(): void {
    close(this.#node);
  }

  #receive(message: WorkletMessage | null): void {
    if (message?.kind !== 'state') return;
    this.#askedMs = null;
    this.stateMs = performance.now();
    this.state.set(message.state);
    this.producer.recycle(message.spent, message.emptyBlocks);
    this.#onState();
  }
}
