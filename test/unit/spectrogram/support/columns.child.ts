// Run by Node with --expose-gc: what 10⁵ columns leave on the heap, after some that are not counted.
import { plainKernel } from '../../../../src/core/spectrogram/kernel.ts';
import { mapRows } from '../../../../src/core/spectrogram/rows.ts';
import { loadKernel } from '../../../../src/node/spectrogram/loadKernel.ts';

const COLUMNS = Number(process.argv[2]);
const COUNT = 256;
const [size, hop] = [512, 128];
const make = await loadKernel();
const kernel = make({ window: 'hann', size, padding: 1, combine: 'max' });
const map = mapRows({ scale: 'log', low: 20, high: 24000, rows: 300 }, kernel.bins, 48000 / size);
const samples = Float32Array.from({ length: size + COUNT * hop }, (_, i) => Math.sin(i * 0.1));
const span = { first: 0, step: hop, hop, windows: 1, count: COUNT };
const out = new Uint16Array(map.rows * COUNT);
const powers = new Float32Array(kernel.bins);

function columns(number: number): void {
  for (let i = 0; i < number; i += COUNT) kernel.tile(samples, span, map, out);
}
function single(number: number): void {
  for (let i = 0; i < number; i++) kernel.column(samples, i % COUNT, hop, 2, powers);
}

function used(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const gc = globalThis.gc as () => void;
columns(20_000);
single(2000);
gc();
const before = used();
const start = performance.now();
columns(COLUMNS);
const ms = performance.now() - start;
const tiles = used() - before;
gc();
const rest = used() - before;
const again = used();
single(COLUMNS / 10);
const each = (used() - again) / (COLUMNS / 10);
console.log(JSON.stringify({ quick: make !== plainKernel, tiles, rest, each, microseconds: (ms * 1000) / COLUMNS }));
