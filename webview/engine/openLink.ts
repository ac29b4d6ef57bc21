import { queueShape, type QueueShape } from '../../src/core/engine/blockQueue.ts';
import { createCommandMemory } from '../../src/core/engine/commandQueue.ts';
import { COMMAND } from '../../src/core/engine/commands.ts';
import { createStateMemory } from '../../src/core/engine/engineState.ts';
import { outputChannels } from '../../src/core/engine/foldDown.ts';
import { type AttachMessage, parseWorkletMessage, type SharedEngineMemory } from '../../src/core/engine/messages.ts';
import { createRingMemory } from '../../src/core/engine/ringQueue.ts';
import { Tap } from '../../src/core/engine/tap.ts';
import type { Link, LinkOptions, Post } from './link.ts';
import { PortLink } from './portLink.ts';
import { RingLink } from './ringLink.ts';

/** How long shared memory may take to be acknowledged before the port is used instead, and the port before giving up. */
const RING_ANSWER_MS = 1000;
const PORT_ANSWER_MS = 10_000;
const CLOSE_MS = 100;

/** Makes the processor and settles on a transport: shared memory if it really arrives there, else the port. */
export async function openLink(options: LinkOptions): Promise<Link> {
  const { context, channels, fileRate } = options;
  const outputs = outputChannels(channels);
  const node = new AudioWorkletNode(context, 'earshot-engine', {
    numberOfInputs: 0,
    outputChannelCount: [outputs],
    channelInterpretation: 'speakers',
  });
  node.onprocessorerror = options.onCrash;
  const { destination } = context;
  if (context instanceof AudioContext && outputs > 2 && outputs <= destination.maxChannelCount) {
    destination.channelCount = outputs;
  }
  const shape = queueShape(channels, fileRate);
  const attachMessage = { kind: 'attach', shape, outputs, fileRate } as const;
  const post: Post = (message, transfer = []) => node.port.postMessage(message, transfer);
  const close = (): void => closeNode(node);
  try {
    const memory = shareMemory(shape, outputs);
    const overRing: AttachMessage = { ...attachMessage, id: 1, memory };
    const overPort: AttachMessage = { ...attachMessage, id: 2, memory: null };
    let link: RingLink | PortLink;
    if (memory && (await attached(node.port, overRing, RING_ANSWER_MS))) {
      link = new RingLink(
        memory,
        overRing,
        options,
        post,
        pausing(() => link, close),
      );
    } else if (await attached(node.port, overPort, PORT_ANSWER_MS)) {
      link = new PortLink(
        overPort,
        options,
        post,
        pausing(() => link, close),
      );
    } else {
      throw new Error('the audio thread did not answer');
    }
    node.port.onmessage = (event) => {
      const message = parseWorkletMessage(event.data);
      if (message?.kind === 'stretched') options.onStretch(null);
      else if (message?.kind === 'noStretch') options.onStretch(message.reason);
      else if (link instanceof PortLink) link.receive(message);
    };
    node.connect(destination);
    return link;
  } catch (error) {
    close();
    throw error;
  }
}

function shareMemory(shape: QueueShape, outputs: number): SharedEngineMemory | null {
  try {
    return {
      ring: createRingMemory(shape),
      commands: createCommandMemory(shape.channels, outputs),
      state: createStateMemory(),
      tap: new SharedArrayBuffer(Tap.bytes(outputs)),
    };
  } catch {
    // Not isolated (the name is not even defined), or no memory for it.
    return null;
  }
}

function attached(port: MessagePort, message: AttachMessage, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs);
    const done = (answer: boolean): void => {
      clearTimeout(timer);
      resolve(answer);
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

const pausing = (link: () => Link, close: () => void) => (): void => {
  link().command(COMMAND.pause);
  close();
};

/** What still plays gets the time to fade. */
function closeNode(node: AudioWorkletNode): void {
  node.port.onmessage = null;
  node.onprocessorerror = null;
  setTimeout(() => {
    node.port.postMessage({ kind: 'close' });
    node.disconnect();
  }, CLOSE_MS);
}
