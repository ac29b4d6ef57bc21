import { expect } from 'vitest';
import { type Analysis, plainAnalysis, type WindowKind } from '../../../../src/core/protocol/spectrogram.ts';
import { hopOf, stepOf } from '../../../../src/core/spectrogram/columns.ts';
import { type MakeKernel, plainKernel } from '../../../../src/core/spectrogram/kernel.ts';
import { levelOfCode, NO_LEVEL } from '../../../../src/core/spectrogram/levelCode.ts';
import { referenceTile } from '../../../../src/core/spectrogram/reference.ts';
import { mapRows } from '../../../../src/core/spectrogram/rows.ts';
import { wasmKernel } from '../../../../src/core/spectrogram/wasmKernel.ts';
import { loadPffft } from '../../../../src/node/spectrogram/loadKernel.ts';

export const RATE = 48000;
export const makers: Readonly<Record<'plain' | 'wasm', MakeKernel>> = {
  plain: plainKernel,
  wasm: wasmKernel(await loadPffft()),
};

/** Single precision: what is so far below the strongest of a column may be off by as much. */
const DEPTH_DB = -138;

export interface Case {
  window?: WindowKind;
  size: number;
  padding?: Analysis['padding'];
  combine?: Analysis['combine'];
  overlap?: Analysis['overlap'];
  level?: number;
  start?: number;
  count?: number;
  rows?: number;
  scale?: 'linear' | 'log';
}

/** The rows of a tile by a kernel, as the server asks for them, and by the reference. */
export function tiles(
  make: MakeKernel,
  samples: Float32Array,
  wanted: Case,
): { found: Uint16Array; right: Uint16Array } {
  const { level = 0, start = 0, count = 4, rows = 96, scale = 'log', ...rest } = wanted;
  const analysis: Analysis = { ...plainAnalysis, ...rest };
  const { window, size, padding, combine } = analysis;
  const axis = { scale, low: scale === 'log' ? 20 : 0, high: RATE / 2, rows };
  const [step, hop] = [stepOf(analysis, level), hopOf(analysis)];
  const windows = Math.max(1, Math.round(step / hop));
  const first = Math.floor(start * step + (windows > 1 ? hop : step) / 2) - size / 2;
  const kernel = make({ window, size, padding, combine });
  const map = mapRows(axis, kernel.bins, RATE / (size * padding));
  const found = new Uint16Array(rows * count);
  kernel.tile(samples, { first, step, hop, windows, count }, map, found);
  kernel.free();
  const read = (at: number, frames: number): Float32Array =>
    Float32Array.from({ length: frames }, (_, n) => samples[at + n] ?? 0);
  return { found, right: referenceTile(read, analysis, axis, RATE, { level, start, count }) };
}

/** Largest difference in dB of what is not lost beside the strongest code of all; fails where one has no level. */
export function worstDecibels(found: Uint16Array, right: Uint16Array): number {
  expect(found.length).toBe(right.length);
  const strongest = Math.max(...Array.from(right, (code) => (code === NO_LEVEL ? 0 : code)));
  const lost = 10 ** ((levelOfCode(strongest) + DEPTH_DB) / 20);
  let worst = 0;
  for (let i = 0; i < right.length; i++) {
    if (found[i] === right[i]) continue;
    if (found[i] === NO_LEVEL || right[i] === NO_LEVEL) return Infinity;
    const [a, b] = [levelOfCode(found[i]!), levelOfCode(right[i]!)];
    if (Math.abs(10 ** (a / 20) - 10 ** (b / 20)) > lost) worst = Math.max(worst, Math.abs(a - b));
  }
  return worst;
}

/** Noise under a sine and a decaying one, always the same. */
export function music(frames: number, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length: frames }, (_, i) => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    const noise = state / 0x40000000 - 1;
    return 0.4 * Math.sin(i * 0.131) + 0.3 * Math.sin(i * 0.9) * Math.exp(-(i % 9000) / 1500) + 0.05 * noise;
  });
}
