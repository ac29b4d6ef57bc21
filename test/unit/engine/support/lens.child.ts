import { PerformanceObserver } from 'node:perf_hooks';
import { callbackBin } from '../../../../src/core/engine/callbackHistogram.ts';
import { designFilters } from '../../../../src/core/engine/eqDesign.ts';
import { FIELD, STATE_FIELDS } from '../../../../src/core/engine/engineState.ts';
import { FilterBank } from '../../../../src/core/engine/filterBank.ts';
import { Limiter } from '../../../../src/core/engine/limiter.ts';
import { LoudnessPair } from '../../../../src/core/engine/loudnessPair.ts';
import { Meters } from '../../../../src/core/engine/meters.ts';
import { Mixer } from '../../../../src/core/engine/mixer.ts';
import { Tap } from '../../../../src/core/engine/tap.ts';
import { RATE, sine } from './dsp.ts';

/** Runs one unit, or all in a row, for so many quanta with changes on the way; prints what the collector did. */
const [unit = '', quantaArgument = ''] = process.argv.slice(2);
const QUANTUM = 128;
const QUANTA = Number(quantaArgument);

const input = [sine(440, QUANTUM, 1.5), sine(3000, QUANTUM, 1.2)];
const out = [new Float32Array(QUANTUM), new Float32Array(QUANTUM)];
const state = new Float64Array(STATE_FIELDS);
const bands = Array.from(
  { length: 10 },
  (_, i) => ({ kind: 'peak', on: true, frequency: 30 * 2 ** i, gainDb: 3, q: 1.4 }) as const,
);
const sections = designFilters({ on: true, bands, matchLoudness: true }, { low: 100, high: 5000 }, RATE);
const blend = Float64Array.of(0.7, 0.2, 0.1, 0.9);
const identity = Float64Array.of(1, 0, 0, 1);

const mixer = new Mixer(2, 2, 240);
const bank = new FilterBank(2, 32, RATE);
const pair = new LoudnessPair(2, RATE);
const limiter = new Limiter(2, RATE);
const meters = new Meters(2, RATE);
const tap = new Tap(new SharedArrayBuffer(Tap.bytes(2)), 2);

const units: Readonly<Record<string, (i: number) => void>> = {
  mixer: (i) => {
    if (i % 16 === 0) mixer.set(i % 32 === 0 ? blend : identity, 0, false);
    mixer.apply(input, 0, out, 0, QUANTUM);
  },
  filters: (i) => {
    if (i % 64 === 0) bank.set(sections, 0, i % 128 === 0 ? sections.length / 5 : 0, false);
    pair.before(out, 0, QUANTUM, state);
    bank.apply(out, 0, QUANTUM);
    pair.after(out, 0, QUANTUM, state);
  },
  limiter: (i) => {
    if (i % 100 === 0) limiter.set(i % 500 !== 0);
    limiter.apply(out, 0, QUANTUM);
    state[FIELD.limiter] = limiter.gain;
  },
  meters: () => {
    meters.apply(out, 0, QUANTUM, state);
    tap.write(out, 0, QUANTUM);
    state[FIELD.histogram + callbackBin(state[FIELD.peaks]!)]!++;
  },
};
const chosen = unit === 'all' ? Object.values(units) : [units[unit]!];

function quanta(count: number): void {
  for (let i = 0; i < count; i++) {
    out[0]!.set(input[0]!);
    out[1]!.set(input[1]!);
    for (let k = 0; k < chosen.length; k++) chosen[k]!(i);
  }
}

let collections = 0;
new PerformanceObserver((list) => (collections += list.getEntries().length)).observe({ entryTypes: ['gc'] });
// Several calls, so that each function is compiled as a whole and not only the loop it was caught in.
for (let i = 0; i < 10; i++) {
  quanta(5000);
  await new Promise((resolve) => setTimeout(resolve, 10));
}
globalThis.gc?.();
await new Promise((resolve) => setTimeout(resolve, 50));
collections = 0;
const bytes = process.memoryUsage().heapUsed;
quanta(QUANTA);
const allocated = process.memoryUsage().heapUsed - bytes;
await new Promise((resolve) => setTimeout(resolve, 50));
process.stdout.write(JSON.stringify({ collections, allocated }));
