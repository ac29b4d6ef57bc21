import { readStretchWasm } from '../scripts/stretch-wasm.mjs';
import { type BenchContext, type Metrics } from './lib/measure.ts';
import { percentile } from './lib/percentile.ts';
import { loads, QUANTUM, timeRuns } from './lib/quanta.ts';

const RUNS = 5;

/** The audio callback for each 128-frame quantum (2.67 ms at 48 kHz), in Node; the counterpart is a plain copy. */
export default function kernel({ quick }: BenchContext): Metrics {
  const quanta = quick ? 20_000 : 100_000;
  const wasm = readStretchWasm().buffer;
  const now = (): number => performance.now();
  const metrics: Metrics = {};
  for (const [name, load] of Object.entries(loads)) {
    const { own, all } = timeRuns(RUNS, load, quanta, wasm, now);
    const [raw, max] = [0.999, 1].map((share) => percentile(all, share).toPrecision(3));
    metrics[`${name}P50Us`] = { value: percentile(own, 0.5), unit: 'µs' };
    metrics[`${name}P999Us`] = {
      value: percentile(own, 0.999),
      unit: 'µs',
      note: `best of ${RUNS} runs of each quantum; with this machine's scheduler ${raw}, max ${max}`,
    };
  }
  metrics['copyP50Us'] = { value: percentile(copyOnly(quanta), 0.5), unit: 'µs', note: 'the counterpart, stereo' };
  return metrics;
}

function copyOnly(quanta: number): Float64Array {
  const from = new Float32Array(QUANTUM * 2).fill(0.5);
  const out = [new Float32Array(QUANTUM), new Float32Array(QUANTUM)];
  return Float64Array.from({ length: quanta }, () => {
    const start = performance.now();
    for (let channel = 0; channel < 2; channel++) {
      out[channel]!.set(from.subarray(channel * QUANTUM, (channel + 1) * QUANTUM));
    }
    return (performance.now() - start) * 1000;
  });
}
