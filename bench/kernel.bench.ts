import { queueShape } from '../src/core/engine/blockQueue.ts';
import { PlaybackKernel } from '../src/core/engine/playbackKernel.ts';
import { createRingMemory, RingConsumer, RingProducer } from '../src/core/engine/ringQueue.ts';
import { type BenchContext, median, type Metrics } from './lib/measure.ts';

const QUANTUM = 128;
const RATE = 48000;

/** The audio callback's algorithm per 128-frame quantum (2.67 ms at 48 kHz), against a plain copy of the quantum. */
export default function kernel({ quick }: BenchContext): Metrics {
  const quanta = quick ? 100_000 : 1_000_000;
  const metrics: Metrics = {};
  for (const [name, channels, gain] of [
    ['stereo', 2, 1],
    ['stereoGain', 2, 0.5],
    ['surround', 6, 1],
    ['eightFolded', 8, 1],
  ] as const) {
    const times = run(channels, gain, quanta);
    const { p50, p999, max } = percentiles(times);
    metrics[`${name}P50Us`] = { value: p50, unit: 'µs' };
    metrics[`${name}P999Us`] = {
      value: p999,
      unit: 'µs',
      note: `max ${max.toPrecision(3)} (this machine's scheduler)`,
    };
  }
  const copy = copyOnly(quanta);
  metrics['copyP50Us'] = { value: median(copy), unit: 'µs', note: 'the counterpart, stereo' };
  return metrics;
}

function run(channels: number, gain: number, quanta: number): number[] {
  const shape = queueShape(channels, RATE);
  const memory = createRingMemory(shape);
  const producer = new RingProducer(memory, shape.maxBlockFrames);
  const kernel = new PlaybackKernel(new RingConsumer(memory), { channels, fileRate: RATE, contextRate: RATE });
  const block = 4096;
  const data = Float32Array.from({ length: block * channels }, (_, i) => Math.sin(i * 0.01) * 0.5);
  const outputs = [1, 2, 4, 6].includes(channels) ? channels : 2;
  const out = Array.from({ length: outputs }, () => new Float32Array(QUANTUM));
  kernel.seek(1, 0);
  kernel.setGain(gain);
  kernel.play();
  const times: number[] = [];
  for (let i = 0, written = 0; i < quanta; i++) {
    const header = { epoch: 1, startFrame: written, frames: block, last: false };
    if (producer.free() >= block && producer.write(header, data, block)) written += block;
    const start = process.hrtime.bigint();
    kernel.process(out, QUANTUM, i * QUANTUM);
    const ns = Number(process.hrtime.bigint() - start);
    if (i >= 1000) times.push(ns / 1000);
  }
  return times;
}

function copyOnly(quanta: number): number[] {
  const from = new Float32Array(QUANTUM * 2).fill(0.5);
  const out = [new Float32Array(QUANTUM), new Float32Array(QUANTUM)];
  const times: number[] = [];
  for (let i = 0; i < quanta; i++) {
    const start = process.hrtime.bigint();
    for (let channel = 0; channel < 2; channel++) {
      out[channel]!.set(from.subarray(channel * QUANTUM, (channel + 1) * QUANTUM));
    }
    times.push(Number(process.hrtime.bigint() - start) / 1000);
  }
  return times;
}

function percentiles(times: number[]): { p50: number; p999: number; max: number } {
  const sorted = Float64Array.from(times).sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return { p50: at(0.5), p999: at(0.999), max: sorted.at(-1)! };
}
