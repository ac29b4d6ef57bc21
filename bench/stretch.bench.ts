import { readStretchWasm } from '../scripts/stretch-wasm.mjs';
import type { FrameSource } from '../src/core/engine/frameSource.ts';
import { Stretcher } from '../src/core/engine/stretcher.ts';
import { compileStretch } from '../src/core/engine/stretchWasm.ts';
import { Varispeed } from '../src/core/engine/varispeed.ts';
import { type BenchContext, type Metrics } from './lib/measure.ts';

const QUANTUM = 128;
const RATE = 48000;
/** Of the same quantum in several equal runs the fastest counts: what the work costs, without the scheduler. */
const RUNS = 7;

/** Change of speed for each 128-frame quantum (2.67 ms at 48 kHz). */
export default function stretch({ quick }: BenchContext): Metrics {
  const quanta = quick ? 600 : 3000;
  const module = compileStretch(readStretchWasm());
  const metrics: Metrics = {};
  const add = (name: string, make: (source: FrameSource, channels: number) => FrameSource, channels: number): void => {
    const { own, all } = run(make, channels, quanta);
    metrics[`${name}P50Us`] = { value: at(own, 0.5), unit: 'µs' };
    metrics[`${name}MaxUs`] = { value: at(own, 1), unit: 'µs', note: `best of ${RUNS} runs of each quantum` };
    metrics[`${name}P999Us`] = {
      value: at(all, 0.999),
      unit: 'µs',
      note: `max ${at(all, 1).toPrecision(3)}, this machine's scheduler included`,
    };
  };
  for (const [name, speed, channels] of [
    ['stereoHalf', 0.5, 2],
    ['stereo150', 1.5, 2],
    ['stereo400', 4, 2],
    ['eight150', 1.5, 8],
  ] as const) {
    add(name, (source) => rated(new Stretcher(source, channels, RATE, module, 4), speed), channels);
  }
  for (const [name, speed, channels] of [
    ['varispeed', 44.1 / 48, 2],
    ['varispeed200', 2, 2],
    ['varispeed400Eight', 4, 8],
  ] as const) {
    add(name, (source) => rated(new Varispeed(source, channels, 8, QUANTUM), speed), channels);
  }
  return metrics;
}

function rated<T extends FrameSource>(source: T, speed: number): T {
  source.setRate?.(speed);
  source.rewindTo(0);
  return source;
}

function run(
  make: (source: FrameSource, channels: number) => FrameSource,
  channels: number,
  quanta: number,
): { own: Float64Array; all: Float64Array } {
  const own = new Float64Array(quanta).fill(Infinity);
  const all = new Float64Array(quanta * RUNS);
  const out = Array.from({ length: channels }, () => new Float32Array(QUANTUM));
  for (let i = 0; i < RUNS; i++) {
    const source = make(noise(channels), channels);
    while (source.prepare && !source.prepare());
    source.read(out, 0, QUANTUM);
    for (let quantum = 0; quantum < quanta; quantum++) {
      const start = process.hrtime.bigint();
      source.read(out, 0, QUANTUM);
      const us = Number(process.hrtime.bigint() - start) / 1000;
      own[quantum] = Math.min(own[quantum]!, us);
      all[i * quanta + quantum] = us;
    }
  }
  return { own: own.sort(), all: all.sort() };
}

/** Without end. */
function noise(channels: number): FrameSource {
  const size = 1 << 16;
  const data = Array.from({ length: channels }, () => Float32Array.from({ length: size }, () => Math.random() - 0.5));
  const at = new Float64Array(1);
  return {
    at,
    ended: () => false,
    rewindTo: (frame) => (at[0] = Math.max(0, frame)),
    read: (out, offset, frames) => {
      const from = at[0]! % size;
      const count = Math.min(frames, size - from);
      for (let c = 0; c < channels; c++) out[c]!.set(data[c]!.subarray(from, from + count), offset);
      at[0]! += count;
      return count === frames ? count : count + again(out, offset + count, frames - count);
    },
  };
  function again(out: readonly Float32Array[], offset: number, frames: number): number {
    for (let c = 0; c < channels; c++) out[c]!.set(data[c]!.subarray(0, frames), offset);
    at[0]! += frames;
    return frames;
  }
}

function at(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}
