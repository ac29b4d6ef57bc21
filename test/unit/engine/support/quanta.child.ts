import { readFileSync } from 'node:fs';
import { PerformanceObserver } from 'node:perf_hooks';
import { RingBuffer } from 'ringbuf.js';
import type { BlockConsumer, BlockHeader, QueueShape } from '../../../../src/core/engine/blockQueue.ts';
import {
  type CommandConsumer,
  createCommandMemory,
  PortCommandConsumer,
  RingCommandConsumer,
} from '../../../../src/core/engine/commandQueue.ts';
import { COMMAND, type CommandKind, SPEED_MODE } from '../../../../src/core/engine/commands.ts';
import { createStateMemory, FIELD, StateTable } from '../../../../src/core/engine/engineState.ts';
import { PlaybackKernel } from '../../../../src/core/engine/playbackKernel.ts';
import { type BlockMessage, PortConsumer } from '../../../../src/core/engine/portQueue.ts';
import { createRingMemory, RingConsumer, RingProducer } from '../../../../src/core/engine/ringQueue.ts';
import { compileStretch } from '../../../../src/core/engine/stretchWasm.ts';
import { Tap } from '../../../../src/core/engine/tap.ts';
import { blockOf } from './signal.ts';

/**
 * Many quanta in one synchronous stretch, fed without garbage; prints garbage collections and bytes allocated after the
 * start. All that the kernel can do comes by again and again, dry queues included. Arguments: transport, channels,
 * context rate, quanta, file of the stretcher's module or nothing.
 */
const [transport, channelText, rateText, quantaText, wasm] = process.argv.slice(2);
const channels = Number(channelText);
const contextRate = Number(rateText);
const QUANTA = Number(quantaText);
const QUANTUM = 128;
/** Once warm, commands of all kinds come in storms of so many quanta. */
const STORM = 1200;
const STORM_EVERY = 40_000;
const START_UP_PERIODS = 8;
const BLOCK = 4096;
const outputs = channels === 7 ? 2 : channels;
const shape: QueueShape = { channels, maxBlockFrames: BLOCK, blocks: 12 };
const header: BlockHeader = { epoch: 0, startFrame: 0, frames: BLOCK, step: 1, loopStart: 0, loopEnd: 0, last: false };
const data = blockOf(0, BLOCK, channels);
// Neither silence nor a square wave: all filters work on it.
for (let i = 0; i < data.length; i++) data[i] = 0.6 * Math.sin(0.05 * i) + 0.3 * data[i]!;

interface Ends {
  queue: BlockConsumer;
  commands: CommandConsumer;
  /** False when there is no room. */
  feed: () => boolean;
  send: (record: Float64Array) => void;
}

function ring(): Ends {
  const memory = createRingMemory(shape);
  const producer = new RingProducer(memory, shape.maxBlockFrames);
  const commandMemory = createCommandMemory(channels, outputs);
  const records = new RingBuffer(commandMemory, Float64Array);
  return {
    queue: new RingConsumer(memory),
    commands: new RingCommandConsumer(commandMemory),
    feed: () => producer.write(header, data, BLOCK),
    send: (record) => void records.push(record),
  };
}

/** The messages exist already, as if the port had just made them. */
function port(): Ends {
  const queue = new PortConsumer(shape);
  const commands = new PortCommandConsumer(channels, outputs);
  const messages: BlockMessage[] = Array.from({ length: 64 }, () => ({
    ...header,
    kind: 'block',
    samples: data.slice(),
  }));
  const nowhere = { push: () => 0 } as unknown as Float32Array<ArrayBuffer>[];
  let next = 0;
  const feed = (): boolean => {
    queue.takeSpent(nowhere);
    const message = messages[next++ % messages.length]!;
    message.epoch = header.epoch;
    message.startFrame = header.startFrame;
    message.loopStart = header.loopStart;
    message.loopEnd = header.loopEnd;
    message.step = header.step;
    return queue.queued() < 8 * BLOCK && queue.receive(message);
  };
  return { queue, commands, feed, send: (record) => void commands.receive(record) };
}

let ticks = 0;
const { queue, commands, feed, send } = transport === 'ring' ? ring() : port();
const kernel = new PlaybackKernel(queue, commands, {
  channels,
  outputs,
  fileRate: 48000,
  contextRate,
  tap: new SharedArrayBuffer(Tap.bytes(outputs)),
  // Small whole numbers: a real clock makes a number for the collector at each reading.
  now: () => (ticks = (ticks + 3) & 0xffff),
  stretch: wasm ? compileStretch(readFileSync(wasm)) : undefined,
});
let contextFrame = 0;
const table = new StateTable(createStateMemory());
const out = Array.from({ length: outputs }, () => new Float32Array(QUANTUM));

const record = (kind: CommandKind, ...payload: number[]): Float64Array =>
  Float64Array.of(kind, 0, 0, payload.length, ...payload);
const peaks = (gain: number): number[] => {
  const sections = Array.from({ length: 10 }, (_, i) => [
    1 + gain * 0.01 * i,
    -1.8,
    0.85,
    -1.8,
    0.85 + gain * 0.01 * i,
  ]);
  return sections.flat();
};
const mix = (share: number): number[] =>
  Array.from({ length: outputs * channels }, (_, i) => (i % (channels + 1) === 0 ? 1 : share));
const play = record(COMMAND.play);
const pause = record(COMMAND.pause);
const seek = record(COMMAND.seek, 0, 0);
const splice = record(COMMAND.splice, 0, 0);
const click = record(COMMAND.click, 0.5);
const gains = [record(COMMAND.gain, 1), record(COMMAND.gain, 3)];
const mixes = [record(COMMAND.mix, ...mix(0)), record(COMMAND.mix, ...mix(0.2))];
const filters = [
  record(COMMAND.filters, 0.9, ...peaks(1)),
  record(COMMAND.filters, 1),
  record(COMMAND.filters, 1.1, ...peaks(2)),
];
const speeds = [
  record(COMMAND.speed, 1, SPEED_MODE.pitch),
  record(COMMAND.speed, 1.5, SPEED_MODE.pitch),
  record(COMMAND.speed, 0.7, SPEED_MODE.varispeed),
  record(COMMAND.speed, 0.5, SPEED_MODE.pitch),
  record(COMMAND.speed, 1, SPEED_MODE.varispeed),
  record(COMMAND.speed, 1, SPEED_MODE.pitch),
];
const limiters = [record(COMMAND.limiter, 0), record(COMMAND.limiter, 1)];

function program(epoch: number, turn: number): void {
  header.epoch = epoch;
  header.step = turn % 3 === 2 ? -1 : 1;
  header.startFrame = turn % 3 === 2 ? 200_000 : 0;
  header.loopStart = turn % 2 ? 96 : 0;
  header.loopEnd = turn % 2 ? BLOCK : 0;
}

function commandAt(i: number): void {
  if (i % 300 === 7) send(gains[(i / 300) & 1]!);
  if (i % 700 === 8) send(mixes[(i / 700) & 1]!);
  if (i % 500 === 9) send(filters[Math.floor(i / 500) % 3]!);
  if (i % 900 === 10) send(speeds[Math.floor(i / 900) % speeds.length]!);
  if (i % 1100 === 11) send(limiters[(i / 1100) & 1]!);
  if (i % 1300 === 12) send(click);
  if (i % 3000 === 0) send(pause);
  if (i % 3000 === 40) {
    play[1] = contextFrame + 77;
    send(play);
  }
  if (i % 10_000 === 5000 && kernel.state[FIELD.epoch] === header.epoch) {
    program(header.epoch + 1, i / 5000);
    splice[4] = header.epoch;
    splice[5] = kernel.state[FIELD.readIndex]! + 300;
    send(splice);
  }
  if (i % 10_000 === 0) {
    program(header.epoch + 1, i / 5000);
    seek[4] = header.epoch;
    seek[5] = header.startFrame;
    send(seek);
  }
}

/** commanded: of each STORM_EVERY quanta, how many may bring commands. */
function quanta(count: number, commanded: number): void {
  for (let i = 0; i < count; i++) {
    // What comes by seldom runs as slow code, which makes numbers: not too often, then.
    if (i % STORM_EVERY < commanded) commandAt(i);
    if (i % 8 === 0 && i % 4096 > 400 && feed() && header.loopEnd === 0) header.startFrame += header.step * BLOCK;
    kernel.process(out, QUANTUM, contextFrame);
    table.publish(kernel.state);
    contextFrame = (contextFrame + QUANTUM) & 0x3fffffff;
  }
}

let collections = 0;
new PerformanceObserver((list) => (collections += list.getEntries().length)).observe({ entryTypes: ['gc'] });
/** Callbacks in the histogram of their times. */
function callbacks(): number {
  return Array.from(kernel.state.slice(FIELD.histogram)).reduce((sum, count) => sum + count);
}
/** The observer is told of collections only between turns of the event loop. */
async function observed(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 50));
  const count = collections;
  collections = 0;
  return count;
}
quanta(2 * STORM_EVERY, STORM_EVERY);
// Start-up ends when the compiler has settled: one period in which nothing is collected.
for (let period = 0; period < START_UP_PERIODS; period++) {
  await observed();
  quanta(STORM_EVERY, STORM);
  if ((await observed()) === 0) break;
}
globalThis.gc?.();
await observed();
const consumed = kernel.state[FIELD.consumed]!;
const commanded = kernel.state[FIELD.commands]!;
const measured = callbacks();
const xruns = kernel.state[FIELD.xruns]!;
const bytes = process.memoryUsage().heapUsed;
const start = process.cpuUsage();
quanta(QUANTA, STORM);
const nanoseconds = (process.cpuUsage(start).user * 1000) / QUANTA;
const allocated = process.memoryUsage().heapUsed - bytes;
const collected = await observed();
process.stdout.write(
  JSON.stringify({
    collections: collected,
    allocated,
    nanoseconds,
    consumed: kernel.state[FIELD.consumed]! - consumed,
    xruns: kernel.state[FIELD.xruns]! - xruns,
    measured: callbacks() - measured,
    commands: kernel.state[FIELD.commands]! - commanded,
    sound: out[0]!.every(Number.isFinite),
  }),
);
