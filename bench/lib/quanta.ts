// Drives the audio thread's side of the engine, in Node as in a browser's page.
import { AudioSide } from '../../src/core/engine/audioSide.ts';
import { queueShape } from '../../src/core/engine/blockQueue.ts';
import { createCommandMemory, RingCommandProducer } from '../../src/core/engine/commandQueue.ts';
import { COMMAND, SPEED_MODE } from '../../src/core/engine/commands.ts';
import { createStateMemory, FIELD, PHASE, STATE_FIELDS, StateTable } from '../../src/core/engine/engineState.ts';
import { designFilters } from '../../src/core/engine/eqDesign.ts';
import { createRingMemory, RingProducer } from '../../src/core/engine/ringQueue.ts';
import { Tap } from '../../src/core/engine/tap.ts';

export const QUANTUM = 128;
const RATE = 48000;
const BLOCK = 4096;
/** Not counted: the compiler is at work, speed and filters glide. */
const WARM_UP = 3000;

export interface Load {
  channels: number;
  /** dB; above 0 the limiter is on. */
  gainDb?: number;
  eq?: boolean;
  /** Of the equaliser's bands, and a band filter of 8th order at each edge besides. */
  band?: boolean;
  speed?: number;
}

/** What the figures are given for. Meters, tap and state are always there. */
export const loads: Readonly<Record<string, Load>> = {
  stereo: { channels: 2 },
  stereoGain: { channels: 2, gainDb: -6 },
  stereoEq: { channels: 2, eq: true },
  surround: { channels: 6 },
  eightFolded: { channels: 8 },
  everything: { channels: 2, gainDb: 6, eq: true, band: true, speed: 1.5 },
  everythingFast: { channels: 2, gainDb: 6, eq: true, band: true, speed: 4 },
};

const bands = Array.from(
  { length: 10 },
  (_, i) => ({ kind: 'peak', on: true, frequency: 31.25 * 2 ** i, gainDb: i % 2 ? 4 : -4, q: 1.4 }) as const,
);

/** Of the same quanta in several equal runs the fastest each: what the work costs. all: with the machine's scheduler in it. */
export function timeRuns(
  runs: number,
  ...[load, quanta, wasm, now]: Parameters<typeof timeQuanta>
): { own: Float64Array; all: Float64Array } {
  const own = new Float64Array(quanta).fill(Infinity);
  const all = new Float64Array(runs * quanta);
  for (let run = 0; run < runs; run++) {
    const times = timeQuanta(load, quanta, wasm, now);
    all.set(times, run * quanta);
    for (let i = 0; i < quanta; i++) own[i] = Math.min(own[i]!, times[i]!);
  }
  return { own, all };
}

/** µs of each quantum. now: ms; wasm: of the time-stretcher. */
export function timeQuanta(load: Load, quanta: number, wasm: ArrayBuffer, now: () => number): Float64Array {
  const { channels, gainDb = 0, eq = false, band = false, speed = 1 } = load;
  const outputs = [1, 2, 4, 6].includes(channels) ? channels : 2;
  const shape = queueShape(channels, RATE);
  const memory = {
    ring: createRingMemory(shape),
    commands: createCommandMemory(channels, outputs),
    state: createStateMemory(),
    tap: new SharedArrayBuffer(Tap.bytes(outputs)),
  };
  const side = new AudioSide(RATE, { now }, () => undefined);
  side.receive({ kind: 'stretch', bytes: wasm });
  side.receive({ kind: 'attach', id: 1, shape, outputs, fileRate: RATE, memory });
  const commands = new RingCommandProducer(memory.commands);
  const sections = designFilters({ on: eq, bands, matchLoudness: true }, band ? { low: 100, high: 8000 } : null, RATE);
  const ready = [
    commands.send(COMMAND.gain, 0, 0, 10 ** (gainDb / 20)),
    commands.send(COMMAND.limiter, 0, 0, gainDb > 0 ? 1 : 0),
    sections.length === 0 || commands.send(COMMAND.filters, 0, 0, 1, ...sections),
    commands.send(COMMAND.speed, 0, 0, speed, SPEED_MODE.pitch),
    commands.send(COMMAND.seek, 0, 0, 1, 0),
    commands.send(COMMAND.play, 0, 0),
  ];
  if (ready.includes(false)) throw new Error('a command was not taken');

  const producer = new RingProducer(memory.ring, shape.maxBlockFrames);
  const data = Float32Array.from({ length: BLOCK * channels }, (_, i) => Math.sin(i * 0.01) * 0.5);
  const out = Array.from({ length: outputs }, () => new Float32Array(QUANTUM));
  const times = new Float64Array(quanta);
  let written = 0;
  for (let i = -WARM_UP; i < quanta; i++) {
    while (producer.free() >= BLOCK) {
      const path = { startFrame: written, frames: BLOCK, step: 1, loopStart: 0, loopEnd: 0 } as const;
      producer.write({ epoch: 1, ...path, last: false }, data, BLOCK);
      written += BLOCK;
    }
    const start = now();
    side.process(out, QUANTUM, (i + WARM_UP) * QUANTUM);
    const spent = now() - start;
    if (i >= 0) times[i] = spent * 1000;
  }
  const state = new Float64Array(STATE_FIELDS);
  new StateTable(memory.state).read(state);
  const wanted = quanta * QUANTUM * speed * 0.98;
  if (state[FIELD.phase] !== PHASE.playing || state[FIELD.xruns] !== 0 || !(state[FIELD.consumed]! > wanted)) {
    throw new Error(`it did not play: phase ${state[FIELD.phase]}, ${state[FIELD.consumed]} frames of ${wanted}`);
  }
  return times;
}
