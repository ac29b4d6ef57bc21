import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BlockProducer, emptyHeader } from '../../../src/core/engine/blockQueue.ts';
import { createStateMemory, FIELD, PHASE, STATE_FIELDS, StateTable } from '../../../src/core/engine/engineState.ts';
import { parseWorkletMessage, type SharedEngineMemory } from '../../../src/core/engine/messages.ts';
import {
  type CommandProducer,
  createCommandMemory,
  PortCommandProducer,
  RingCommandProducer,
} from '../../../src/core/engine/commandQueue.ts';
import { COMMAND } from '../../../src/core/engine/commands.ts';
import { PortProducer } from '../../../src/core/engine/portQueue.ts';
import { createRingMemory, RingProducer } from '../../../src/core/engine/ringQueue.ts';
import { Tap } from '../../../src/core/engine/tap.ts';
import { bundleForNode } from './support/bundle.ts';
import { transportNames } from './support/pairs.ts';
import { blockOf, pick, randomOf } from './support/signal.ts';

const FRAMES = 2_000_000;
const shape = { channels: 2, maxBlockFrames: 4096, blocks: 8 };

describe.each(transportNames)('a real second thread over %s', (transport) => {
  let script: Awaited<ReturnType<typeof bundleForNode>>;
  beforeAll(async () => {
    script = await bundleForNode('audioThread.worker.ts');
  });
  afterAll(() => script?.remove());

  it('plays every frame of every epoch once, whatever the timing', async () => {
    const random = randomOf(5);
    const worker = new Worker(script.file);
    const memory: SharedEngineMemory | null =
      transport === 'ring'
        ? {
            ring: createRingMemory(shape),
            commands: createCommandMemory(2, 2),
            state: createStateMemory(),
            tap: new SharedArrayBuffer(Tap.bytes(2)),
          }
        : null;
    const table = memory && new StateTable(memory.state);
    const state = new Float64Array(STATE_FIELDS);
    const port = new PortProducer(shape, (message, transfer) => worker.postMessage(message, transfer));
    const portCommands = new PortCommandProducer(2, 2, (message) => worker.postMessage(message));
    const commands: CommandProducer = memory ? new RingCommandProducer(memory.commands) : portCommands;
    const producer: BlockProducer = memory ? new RingProducer(memory.ring, shape.maxBlockFrames) : port;
    const report = new Promise<{ checked: number; faults: number; consumed: number }>((resolve) => {
      worker.on('message', (raw: { kind: string }) => {
        const message = parseWorkletMessage(raw);
        if (message?.kind === 'state') {
          state.set(message.state);
          port.recycle(message.spent, message.emptyBlocks);
          portCommands.acknowledge(state[FIELD.commands]!);
        }
        if (raw.kind === 'report') resolve(raw as never);
      });
    });
    worker.postMessage({ kind: 'attach', id: 1, shape, outputs: 2, fileRate: 48000, memory });
    commands.send(COMMAND.play, 0, 0);

    let epoch = 0;
    let at = 0;
    let end = 0;
    const seek = (): void => {
      epoch++;
      at = pick(random, 0, 1_000_000);
      end = at + pick(random, 1, 200_000);
      if (!commands.send(COMMAND.seek, 0, 0, epoch, at)) throw new Error('no room for a seek');
    };
    seek();
    let reached = 0;
    let ends = 0;
    const deadline = Date.now() + 150_000;
    while (Date.now() < deadline) {
      table?.read(state);
      reached = state[FIELD.consumed]!;
      const ended = state[FIELD.epoch] === epoch && state[FIELD.phase] === PHASE.ended;
      if (ended) {
        if (state[FIELD.position] === end) ends++;
        if (reached >= FRAMES) break;
      }
      if (ended) seek();
      const frames = Math.min(pick(random, 0, shape.maxBlockFrames), end - at);
      const last = at + frames === end && frames > 0;
      const header = { ...emptyHeader(), epoch, startFrame: at, frames, last };
      if (at < end && frames > 0 && producer.write(header, blockOf(at, frames, 2), frames)) {
        at += frames;
        // Tied to what went through, not to time: a slow thread must not be sought to death.
        if (random() < 0.02) seek();
      } else {
        await turn();
      }
    }
    // Before it is told to: it may be over as soon as its report is here.
    const exited = once(worker, 'exit');
    worker.postMessage({ kind: 'stop' });
    const { checked, faults, consumed } = await report;
    await exited;
    expect(faults).toBe(0);
    expect(reached).toBeGreaterThanOrEqual(FRAMES);
    expect(checked).toBe(consumed);
    expect(ends).toBeGreaterThan(5);
  }, 200_000);
});
