import { readFileSync } from 'node:fs';
import { plainAnalysis } from '../../src/core/protocol/spectrogram.ts';
import { hopOf } from '../../src/core/spectrogram/columns.ts';
import type { SpectrumKernel } from '../../src/core/spectrogram/kernel.ts';
import { mapRows } from '../../src/core/spectrogram/rows.ts';

export const RATE = 48000;
export const SIZE = plainAnalysis.size;
export const HOP = hopOf(plainAnalysis);
const COUNT = 256;
const ROWS = 1024;

export const columnsOf = (frames: number): number => Math.floor((frames - SIZE) / HOP) + 1;

/** Every column of planes, in tiles as the server makes them: codes of 1024 rows of a logarithmic scale. */
export function drawAll(kernel: SpectrumKernel, planes: readonly Float32Array[], from = 0, step = 1): number {
  const map = mapRows({ scale: 'log', low: 20, high: RATE / 2, rows: ROWS }, kernel.bins, RATE / SIZE);
  const out = new Uint16Array(ROWS * COUNT);
  let drawn = 0;
  for (const plane of planes) {
    const columns = columnsOf(plane.length);
    for (let at = from * COUNT; at < columns; at += step * COUNT) {
      const count = Math.min(COUNT, columns - at);
      kernel.tile(plane, { first: at * HOP, step: HOP, hop: HOP, windows: 1, count }, map, out);
      drawn += count;
    }
  }
  return drawn;
}

/** Channels of a stereo WAV of 16 bits, whose samples begin after 44 bytes or a few more. */
export function readStereo(file: string): Float32Array[] {
  const bytes = readFileSync(file);
  const at = bytes.indexOf('data', 12, 'latin1') + 8;
  const samples = new Int16Array(bytes.buffer, bytes.byteOffset + at, Math.floor((bytes.length - at) / 2));
  const frames = samples.length / 2;
  const planes = [0, 1].map(() => new Float32Array(new SharedArrayBuffer(frames * 4)));
  for (let i = 0; i < frames; i++) {
    planes[0]![i] = samples[2 * i]! / 32768;
    planes[1]![i] = samples[2 * i + 1]! / 32768;
  }
  return planes;
}
