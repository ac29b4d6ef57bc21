import { describe, expect, it } from 'vitest';
import { readStretchWasm } from '../../../scripts/stretch-wasm.mjs';
import { AudioSide } from '../../../src/core/engine/audioSide.ts';
import { emptyHeader, queueShape } from '../../../src/core/engine/blockQueue.ts';
import { createCommandMemory, RingCommandProducer } from '../../../src/core/engine/commandQueue.ts';
import { COMMAND } from '../../../src/core/engine/commands.ts';
import { createStateMemory, FIELD, PHASE, STATE_FIELDS, StateTable } from '../../../src/core/engine/engineState.ts';
import type { StateMessage, WorkletMessage } from '../../../src/core/engine/messages.ts';
import { createRingMemory, RingProducer } from '../../../src/core/engine/ringQueue.ts';
import { Tap } from '../../../src/core/engine/tap.ts';
import { blockOf, sampleAt } from './support/signal.ts';

const QUANTUM = 128;
const shape = queueShape(2, 48000);
const attach = { kind: 'attach', id: 7, shape, outputs: 2, fileRate: 48000, memory: null };
const exactBytes = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

function open(): { side: AudioSide; posted: WorkletMessage[]; run: (quanta: number) => Float32Array[] } {
  const posted: WorkletMessage[] = [];
  const side = new AudioSide(48000, {}, (message, transfer) => posted.push(structuredClone(message, { transfer })));
  let contextFrame = 0;
  const run = (quanta: number): Float32Array[] => {
    const out = [new Float32Array(QUANTUM), new Float32Array(QUANTUM)];
    for (let i = 0; i < quanta; i++, contextFrame += QUANTUM) side.process(out, QUANTUM, contextFrame);
    return out;
  };
  return { side, posted, run };
}

const command = (kind: number, ...payload: number[]): object => ({
  kind: 'command',
  record: Float64Array.of(kind, 0, 0, payload.length, ...payload),
});

describe('the audio side of the port', () => {
  it('answers an attach, plays what comes and gives spent blocks back', () => {
    const { side, posted, run } = open();
    side.receive(attach);
    expect(posted).toEqual([{ kind: 'attached', id: 7 }]);
    side.receive(command(COMMAND.seek, 1, 0));
    side.receive(command(COMMAND.play));
    const samples = new Float32Array(2 * shape.maxBlockFrames);
    for (const channel of [0, 1]) {
      samples.set(blockOf(0, 1000, 2).subarray(channel * 1000, channel * 1000 + 1000), channel * shape.maxBlockFrames);
    }
    side.receive({ kind: 'block', ...emptyHeader(), epoch: 1, frames: 1000, last: true, samples });
    const out = run(2);
    expect(out[1]!.every((sample, i) => sample === sampleAt(QUANTUM + i, 1))).toBe(true);
    run(20);
    side.receive({ kind: 'poll', state: null, tap: null });
    const answer = posted.at(-1) as StateMessage;
    expect(answer.state[FIELD.phase]).toBe(PHASE.ended);
    expect(answer.spent).toHaveLength(1);
    expect(answer.spent[0]).toHaveLength(2 * shape.maxBlockFrames);
  });

  it('fills the buffers it is sent, the tap at most thirty times a second', () => {
    const { side, posted, run } = open();
    side.receive(attach);
    run(30);
    const ask = (): StateMessage => {
      side.receive({ kind: 'poll', state: new Float64Array(STATE_FIELDS), tap: new Float32Array(2 * 512) });
      return posted.at(-1) as StateMessage;
    };
    const first = ask();
    expect([first.tapFrames, first.tap?.length]).toEqual([512, 1024]);
    expect(first.state[FIELD.contextFrame]).toBe(29 * QUANTUM);
    expect(ask()).toMatchObject({ tapFrames: 0 });
    expect(posted.at(-1)).toHaveProperty('tap.length', 1024);
    let filled = 0;
    for (let i = 0; i < 375; i++) {
      run(1);
      if (ask().tapFrames > 0) filled++;
    }
    // 375 quanta are one second.
    expect(filled).toBeGreaterThanOrEqual(28);
    expect(filled).toBeLessThanOrEqual(30);
  });

  it('lets commands take effect at a poll where no quantum comes, and publishes it', () => {
    const { side, posted } = open();
    const memory = {
      ring: createRingMemory(shape),
      commands: createCommandMemory(2, 2),
      state: createStateMemory(),
      tap: new SharedArrayBuffer(Tap.bytes(2)),
    };
    side.receive({ ...attach, memory });
    expect(posted).toHaveLength(1);
    new RingProducer(memory.ring, shape.maxBlockFrames).write(
      { ...emptyHeader(), epoch: 3, startFrame: 90 },
      blockOf(0, 0, 2),
      0,
    );
    const commands = new RingCommandProducer(memory.commands);
    commands.send(COMMAND.seek, 0, 0, 3, 90);
    side.receive({ kind: 'poll', state: null, tap: null });
    const state = new Float64Array(STATE_FIELDS);
    expect(new StateTable(memory.state).read(state)).toBe(true);
    expect([state[FIELD.epoch], state[FIELD.position], state[FIELD.commands]]).toEqual([3, 90, 1]);
  });

  it('takes the time-stretcher, and says when it cannot', () => {
    const { side, posted } = open();
    side.receive({ kind: 'stretch', bytes: new ArrayBuffer(64) });
    expect(posted.at(-1)).toMatchObject({ kind: 'noStretch' });
    side.receive(attach);
    const before = posted.length;
    side.receive({ kind: 'stretch', bytes: exactBytes(readStretchWasm()) });
    expect(posted.slice(before).some((message) => message.kind === 'noStretch')).toBe(false);
  });

  it('ignores what is no message, and everything after it was closed', () => {
    const { side, posted, run } = open();
    for (const odd of [
      null,
      5,
      'play',
      {},
      { kind: 'attach' },
      { ...attach, outputs: 0 },
      { ...attach, fileRate: NaN },
      { kind: 'poll' },
    ]) {
      side.receive(odd);
    }
    expect(posted).toEqual([]);
    side.receive(attach);
    side.receive({ kind: 'block', ...emptyHeader(), frames: 1e6, samples: new Float32Array(4) });
    side.receive({ kind: 'command', record: Float64Array.of(1, 0, 0, 900) });
    side.receive({ kind: 'command', record: Float64Array.of(1) });
    run(5);
    side.receive({ kind: 'close' });
    expect(side.process([new Float32Array(QUANTUM)], QUANTUM, 0)).toBe(false);
    side.receive({ kind: 'poll', state: null, tap: null });
    expect((posted.at(-1) as StateMessage).state.every((value) => value === 0)).toBe(true);
  });
});
