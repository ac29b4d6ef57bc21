import type { Analysis, FrequencyRows } from '../../../src/core/protocol/spectrogram.ts';
import { hopOf, stepOf, transformOf } from '../../../src/core/spectrogram/columns.ts';
import { codeOfLevel, codeOfPower, levelOfCode } from '../../../src/core/spectrogram/levelCode.ts';
import { PlainFft } from './plainFft.ts';
import { levelForSize, resolutionPlan } from '../../../src/core/spectrogram/multiResolution.ts';
import { mapRows } from '../../../src/core/spectrogram/rows.ts';
import { makeWindow } from '../../../src/core/spectrogram/windows.ts';

/** Samples of one channel from `start` (may be negative) on; nothing (0) outside the file. */
export type ReadFrames = (start: number, frames: number) => Float32Array;

/** Columns start … start + count − 1 of a level. */
interface Part {
  level: number;
  start: number;
  count: number;
}

/**
 * One channel of a spectrogram ('stft'), as plainly as it can be said: what faster ways are measured against.
 * Codes by row: data[row · count + column].
 */
export function referenceTile(
  read: ReadFrames,
  analysis: Analysis,
  axis: FrequencyRows,
  sampleRate: number,
  { level, start, count }: Part,
): Uint16Array<ArrayBuffer> {
  const [hop, step, length] = [hopOf(analysis), stepOf(analysis, level), transformOf(analysis)];
  const window = makeWindow(analysis.window, analysis.size);
  const fft = new PlainFft(length);
  const bins = length / 2 + 1;
  const map = mapRows(axis, bins, sampleRate / length);
  const data = new Uint16Array(axis.rows * count);
  const [powers, column] = [new Float64Array(bins), new Float64Array(bins)];
  // A sine of amplitude 1 reads 0 dBFS: half of it lies in the negative frequencies.
  const scale = 4 / window.sum ** 2;
  for (let i = 0; i < count; i++) {
    const from = (start + i) * step;
    const windows = Math.max(1, Math.round(step / hop));
    column.fill(0);
    for (let j = 0; j < windows; j++) {
      const centre = windows === 1 ? from + step / 2 : from + (j + 0.5) * hop;
      const samples = read(Math.floor(centre) - analysis.size / 2, analysis.size);
      fft.input.fill(0);
      for (let n = 0; n < analysis.size; n++) fft.input[n] = samples[n]! * window.values[n]!;
      fft.powers(powers);
      for (let k = 0; k < bins; k++) {
        // DC and Nyquist have no mirror image.
        const power = powers[k]! * (k === 0 || k === bins - 1 ? scale / 4 : scale);
        if (analysis.combine === 'mean') column[k] = column[k]! + power / windows;
        // NaN wins, as in Math.max.
        else column[k] = Math.max(column[k]!, power);
      }
    }
    for (let row = 0; row < axis.rows; row++) data[row * count + i] = rowCode(map, column, row);
  }
  return data;
}

function rowCode(map: ReturnType<typeof mapRows>, powers: Float64Array, row: number): number {
  const [first, count, weight] = [map.first[row]!, map.count[row]!, map.weight[row]!];
  if (first < 0) return 0;
  if (count > 0) {
    let most = powers[first]!;
    for (let k = first + 1; k < first + count; k++) if (!(powers[k]! <= most)) most = powers[k]!;
    return codeOfPower(most);
  }
  const [a, b] = [codeOfPower(powers[first]!), codeOfPower(powers[first + 1]!)];
  return codeOfLevel(mix(levelOfCode(a), levelOfCode(b), weight));
}

function mix(a: number, b: number, weight: number): number {
  // Silence beside a level is a floor, not a way to infinity.
  const [from, to] = [Math.max(a, -192), Math.max(b, -192)];
  return from + (to - from) * weight;
}

/** As plainly as it can be said: each band's rows are those of a plain spectrogram with its window. */
export function referenceMultiResolution(
  read: ReadFrames,
  analysis: Analysis,
  axis: FrequencyRows,
  sampleRate: number,
  { level, start, count }: Part,
): Uint16Array<ArrayBuffer> {
  const data = new Uint16Array(axis.rows * count);
  for (const { size, firstRow, endRow } of resolutionPlan(analysis, axis, sampleRate)) {
    const part = { level: levelForSize(analysis, size, level), start, count };
    const whole = referenceTile(read, { ...analysis, method: 'stft', size }, axis, sampleRate, part);
    data.set(whole.subarray(firstRow * count, endRow * count), firstRow * count);
  }
  return data;
}
