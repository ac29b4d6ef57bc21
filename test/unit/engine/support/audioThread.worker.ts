import { parentPort } from 'node:worker_threads';
import { AudioSide } from '../../../../src/core/engine/audioSide.ts';
import { FIELD, STATE_FIELDS, StateTable } from '../../../../src/core/engine/engineState.ts';
import { pick, randomOf, sampleAt } from './signal.ts';

/** A worklet without a browser: quanta as fast as they come, messages between them, every frame played is checked. */
const QUANTUM = 128;
const port = parentPort!;
const random = randomOf(99);
const out = [new Float32Array(QUANTUM), new Float32Array(QUANTUM)];
const state = new Float64Array(STATE_FIELDS);
let table: StateTable | null = null;
let contextFrame = 0;
let checked = 0;
let faults = 0;
let epoch = 0;
let position = 0;
let open = true;

let answers = 0;
const side = new AudioSide(48000, {}, (message, transfer) => {
  // The port's state is caught on its way out; the page gets a share of the answers, and every spent block.
  if (message.kind === 'state') state.set(message.state);
  const wanted = message.kind !== 'state' || message.spent.length + message.emptyBlocks > 0 || answers++ % 64 === 0;
  if (wanted) port.postMessage(message, transfer);
});

function observe(): void {
  if (table) table.read(state);
  else side.receive({ kind: 'poll', state: null, tap: null });
}

function quantum(): void {
  const before = state[FIELD.consumed]!;
  side.process(out, QUANTUM, contextFrame);
  observe();
  const played = state[FIELD.consumed]! - before;
  if (state[FIELD.epoch] !== epoch) epoch = state[FIELD.epoch]!;
  else if (state[FIELD.position] !== position + played) faults++;
  position = state[FIELD.position]!;
  const from = Math.max(0, state[FIELD.runContextFrame]! - contextFrame);
  for (let i = 0; i < played; i++) {
    const frame = position - played + i;
    if (out[0]![from + i] !== sampleAt(frame, 0) || out[1]![from + i] !== sampleAt(frame, 1)) faults++;
  }
  checked += played;
  contextFrame += QUANTUM;
}

port.on('message', (message: { kind: string; memory?: { state: SharedArrayBuffer } | null }) => {
  if (message.kind === 'stop') {
    port.postMessage({
      kind: 'report',
      checked,
      faults,
      consumed: state[FIELD.consumed],
      quanta: contextFrame / QUANTUM,
    });
    open = false;
    port.close();
    return;
  }
  side.receive(message);
  if (message.kind === 'attach' && message.memory) table = new StateTable(message.memory.state);
  observe();
  position = state[FIELD.position]!;
  epoch = state[FIELD.epoch]!;
});

function spin(): void {
  if (!open) return;
  for (let i = pick(random, 1, 10); i > 0; i--) quantum();
  setImmediate(spin);
}
spin();
