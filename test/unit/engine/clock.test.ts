import { describe, expect, it } from 'vitest';
import { createStateMemory, FIELD, PHASE, STATE_FIELDS, StateTable } from '../../../src/core/engine/engineState.ts';
import { parsePageMessage, parseWorkletMessage } from '../../../src/core/engine/messages.ts';
import { Clock } from '../../../webview/engine/clock.ts';
import { randomOf } from './support/signal.ts';

const RATE = 48000;
const LATENCY_MS = 40;

/** A context whose device plays what was rendered 40 ms ago and reports it with a jitter. */
function fakeContext(jitterMs: () => number) {
  const context = {
    nowMs: 0,
    sampleRate: RATE,
    baseLatency: 0.01,
    outputLatency: 0.03,
    get currentTime() {
      return context.nowMs / 1000;
    },
    getOutputTimestamp: () => ({
      contextTime: Math.max(0, (context.nowMs - LATENCY_MS + jitterMs()) / 1000),
      performanceTime: context.nowMs,
    }),
  };
  return context;
}

function stateOf(fields: Partial<Record<keyof typeof FIELD, number>>): Float64Array {
  const state = new Float64Array(STATE_FIELDS);
  for (const [name, value] of Object.entries(fields)) state[FIELD[name as keyof typeof FIELD]] = value;
  return state;
}

describe('clock', () => {
  it('follows what is heard: monotonic, smooth, one latency behind', () => {
    const random = randomOf(3);
    const context = fakeContext(() => (random() - 0.5) * 10);
    const clock = new Clock(context as unknown as AudioContext);
    let before = -1;
    let worst = 0;
    for (context.nowMs = 100; context.nowMs < 5000; context.nowMs += 16) {
      const played = (context.nowMs - 100) * 48;
      const state = stateOf({
        phase: PHASE.playing,
        run: 1,
        runContextFrame: 4800,
        runFileFrame: 1000,
        position: 1000 + played,
        contextFrame: 4800 + played,
        rate: 1,
      });
      const heard = clock.heardFrame(state, context.nowMs, context.nowMs);
      expect(heard).toBeGreaterThanOrEqual(before);
      expect(heard).toBeLessThanOrEqual(1000 + played);
      if (context.nowMs > 1000) worst = Math.max(worst, Math.abs(heard - (1000 + played - LATENCY_MS * 48)));
      before = heard;
    }
    expect(worst).toBeLessThan(3 * 48);
  });

  it('goes on between two states, but not for long, and stops at what was played when it stalls', () => {
    const context = fakeContext(() => LATENCY_MS);
    const clock = new Clock(context as unknown as AudioContext);
    const playing = stateOf({ phase: PHASE.playing, run: 1, position: 4800, contextFrame: 4800, rate: 1 });
    context.nowMs = 150;
    expect(clock.heardFrame(playing, 100, 150)).toBeCloseTo(7200, 0);
    context.nowMs = 1000;
    expect(clock.heardFrame(playing, 100, 1000)).toBe(9600);
    const stalled = stateOf({ phase: PHASE.stalled, run: 1, position: 9000, contextFrame: 9000, rate: 1 });
    expect(clock.heardFrame(stalled, 1000, 1000)).toBe(9000);
  });

  it('starts at the first frame of a seek, not at what is still heard from before', () => {
    const context = fakeContext(() => 0);
    context.nowMs = 10_000;
    const clock = new Clock(context as unknown as AudioContext);
    const state = stateOf({
      phase: PHASE.playing,
      run: 4,
      runContextFrame: 479_900,
      runFileFrame: 96_000,
      position: 96_100,
      contextFrame: 480_000,
      rate: 1,
    });
    expect(clock.heardFrame(state, 10_000, 10_000)).toBe(96_000);
  });

  it.each([
    { rate: 1, file: 900, heard: 120 },
    { rate: 2, file: 900, heard: 240 },
    { rate: -1, file: 120, heard: 900 },
  ])('goes round the loop at rate $rate', ({ rate, file, heard }) => {
    const context = fakeContext(() => LATENCY_MS);
    context.nowMs = 1000;
    const clock = new Clock(context as unknown as AudioContext);
    const line = { runContextFrame: 47_880, runFileFrame: file, rate };
    const state = stateOf({ phase: PHASE.playing, contextFrame: 48_000, loopStart: 100, loopEnd: 1000, ...line });
    expect(clock.heardFrame(state, 1000, 1000)).toBeCloseTo(heard, 6);
  });
});

describe('state table', () => {
  it('gives back the newest state published, through many laps', () => {
    const memory = createStateMemory();
    const writer = new StateTable(memory);
    const reader = new StateTable(memory);
    const into = new Float64Array(STATE_FIELDS);
    for (let i = 0; i < 1000; i++) {
      writer.publish(Float64Array.from({ length: STATE_FIELDS }, (_, field) => i * 100 + field));
      expect(reader.read(into)).toBe(true);
      expect(into[0]).toBe(i * 100);
      expect(into[STATE_FIELDS - 1]).toBe(i * 100 + STATE_FIELDS - 1);
    }
  });
});

describe('engine messages', () => {
  const shape = { channels: 2, maxBlockFrames: 16, blocks: 4 };
  const ring = { samples: [new SharedArrayBuffer(8), new SharedArrayBuffer(8)], headers: new SharedArrayBuffer(8) };
  const shared = new SharedArrayBuffer(8);
  const memory = { ring, state: createStateMemory(), commands: shared, tap: shared };

  it.each([
    { kind: 'close' },
    { kind: 'poll', state: null, tap: null },
    { kind: 'command', record: Float64Array.of(1, 0, 0, 0) },
    { kind: 'attach', id: 1, shape, outputs: 2, fileRate: 44100, memory: null },
    { kind: 'attach', id: 1, shape, outputs: 2, fileRate: 44100, memory },
    { kind: 'block', epoch: 1, startFrame: 0, frames: 0, step: 1, loopStart: 0, loopEnd: 0, last: true, samples: null },
  ])('takes $kind', (message) => expect(parsePageMessage(message)).toBe(message));

  it.each([
    null,
    'play',
    { kind: 'seek', epoch: 1, frame: -1 },
    { kind: 'seek', epoch: NaN, frame: 1 },
    { kind: 'gain', gain: Infinity },
    { kind: 'attach', id: 1, shape: { ...shape, channels: 0 }, fileRate: 44100, memory: null },
    { kind: 'attach', id: 1, shape, fileRate: 0, memory: null },
    { kind: 'attach', id: 1, shape, outputs: 2, fileRate: 44100, memory: { ring, state: new ArrayBuffer(8) } },
    { kind: 'attach', id: 1, shape: { ...shape, channels: 3 }, fileRate: 44100, memory },
    { kind: 'block', epoch: 1, startFrame: 0, frames: 4, last: true, samples: [0, 0, 0, 0] },
    { kind: 'state' },
  ])('refuses %j', (message) => expect(parsePageMessage(message)).toBeNull());

  it('checks the answers too', () => {
    const state = {
      kind: 'state',
      state: new Float64Array(STATE_FIELDS),
      tap: null,
      tapFrames: 0,
      spent: [new Float32Array(4)],
      emptyBlocks: 0,
    };
    expect(parseWorkletMessage(state)).toBe(state);
    expect(parseWorkletMessage({ ...state, state: new Float64Array(2) })).toBeNull();
    expect(parseWorkletMessage({ ...state, spent: [1] })).toBeNull();
    expect(parseWorkletMessage({ kind: 'attached', id: 'x' })).toBeNull();
  });
});
