import type { PeaksResult } from '../protocol/audio.ts';

const MAX_FLOAT = 3.4028234663852886e38;

/**
 * Minimum, maximum and mean square of a block, of its finite samples. The sign bit of the mean square (of zero, too) says
 * that samples were left out because they are NaN or infinite; a block of nothing else has +∞ for the minimum and −∞ for
 * the maximum, and so shows as a gap.
 */
export const PEAK_VALUES = 3;

export function hasNonFinite(meanSquare: number): boolean {
  return meanSquare < 0 || Object.is(meanSquare, -0);
}

/**
 * Peaks of consecutive blocks of one channel; the last block may be short. Block b goes to out[at + b * stride + 0 … 2].
 * Returns how many samples were NaN or infinite: they are left out, so that one of them cannot blank the picture.
 */
export function planePeaks(
  plane: Float32Array,
  frames: number,
  blockFrames: number,
  out: Float32Array,
  at: number,
  stride: number,
): number {
  let bad = 0;
  for (let start = 0, to = at; start < frames; start += blockFrames, to += stride) {
    const end = Math.min(frames, start + blockFrames);
    let min = Infinity;
    let max = -Infinity;
    let even = 0;
    let odd = 0;
    let i = start;
    // Two samples a turn: one comparison less, and sums that do not wait for each other.
    for (; i + 1 < end; i += 2) {
      const a = plane[i]!;
      const b = plane[i + 1]!;
      const low = a > b ? b : a;
      const high = a > b ? a : b;
      if (low < min) min = low;
      if (high > max) max = high;
      even += a * a;
      odd += b * b;
    }
    if (i < end) {
      const last = plane[i]!;
      if (last < min) min = last;
      if (last > max) max = last;
      even += last * last;
    }
    // Squares of floats cannot overflow a double, so only NaN and infinity end up here.
    if (even + odd < Infinity) {
      out[to] = min;
      out[to + 1] = max;
      // Garbage floats have squares that only a double can hold.
      out[to + 2] = Math.min((even + odd) / (end - start), MAX_FLOAT);
    } else bad += finitePeaks(plane, start, end, out, to);
  }
  return bad;
}

function finitePeaks(plane: Float32Array, start: number, end: number, out: Float32Array, to: number): number {
  let min = Infinity;
  let max = -Infinity;
  let squares = 0;
  let good = 0;
  for (let i = start; i < end; i++) {
    const value = plane[i]!;
    if (!Number.isFinite(value)) continue;
    good++;
    if (value < min) min = value;
    if (value > max) max = value;
    squares += value * value;
  }
  out[to] = min;
  out[to + 1] = max;
  out[to + 2] = -(good ? Math.min(squares / good, MAX_FLOAT) : 0);
  return end - start - good;
}

/**
 * Block after block, track after track, three values each: how peaks are stored. The protocol wants, for each channel,
 * all minima, all maxima and all mean squares: of `channels` tracks from `first` on.
 */
export function peaksResult(
  records: Float32Array,
  start: number,
  count: number,
  tracks: number,
  first = 0,
  channels = tracks,
): PeaksResult {
  const values = tracks * PEAK_VALUES;
  const rows = channels * PEAK_VALUES;
  const data = new Float32Array(count * rows);
  for (let row = 0; row < rows; row++) {
    for (let block = 0, from = first * PEAK_VALUES + row, to = row * count; block < count; block++, from += values) {
      data[to + block] = records[from]!;
    }
  }
  return { start, count, channels, data };
}
