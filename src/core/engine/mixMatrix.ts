import { assert } from '../util/assert.ts';
import { stereoShares } from './foldDown.ts';
import type { ChannelMix, ChannelStrip, Monitor } from './lens.ts';

/** dB; at or below, a channel is silent. */
const SILENT_DB = -60;

/** Where panning to the left and right leads from each output, where they are more than two. Web Audio's order. */
const sides: Readonly<Record<number, readonly (readonly [number, number] | null)[]>> = {
  // L R Ls Rs
  4: [[0, 1], [0, 1], [2, 3], [2, 3]],
  // L R C LFE Ls Rs
  6: [[0, 1], [0, 1], [0, 1], null, [4, 5], [4, 5]],
}; // prettier-ignore

/** What the monitor gives of left and right, on both sides. */
const heard: Readonly<Record<Exclude<Monitor, 'normal'>, readonly [number, number]>> = {
  mono: [0.5, 0.5],
  mid: [0.5, 0.5],
  side: [0.5, -0.5],
  difference: [1, -1],
};

/**
 * The matrix for COMMAND.mix: out[o] = Σ m[o · channels + c] · in[c].
 *
 * A channel goes where the layout puts it (see stereoShares where it is folded to stereo). Its pan moves it from there
 * with constant power, as a source of its own: at −1 it is on the left alone, at 1 on the right alone, so that the left
 * channel of a stereo file panned right is heard on the right; at 0 it is untouched. LFE and a single output have no
 * sides. A solo silences all channels without one; mute wins over solo. The monitor comes last, on left and right as
 * the outputs fold to stereo.
 */
export function mixMatrix(mix: ChannelMix, channels: number, outputs: number): Float64Array {
  assert(channels > 0 && outputs > 0 && (outputs <= 2 || channels <= outputs), 'a mix of file to outputs');
  const strips = Array.from({ length: channels }, (_, channel) => mix.strips[channel]);
  const anySolo = strips.some((strip) => strip?.solo);
  const columns = strips.map((strip, channel) => {
    const gain = stripGain(strip, anySolo);
    const placed = pan(home(channel, channels, outputs), strip?.pan ?? 0);
    return placed.map((share) => (gain === 0 ? 0 : gain * share));
  });
  const { monitor } = mix;
  const listened = monitor === 'normal' ? columns : columns.map((column) => monitored(column, monitor));
  const matrix = new Float64Array(channels * outputs);
  listened.forEach((column, channel) =>
    column.forEach((share, output) => {
      matrix[output * channels + channel] = share;
    }),
  );
  return matrix;
}

/** How much louder than full scale the mix can get: the largest sum of a row's absolute coefficients. */
export function largestSum(matrix: Float64Array, channels: number): number {
  let largest = 0;
  for (let row = 0; row < matrix.length; row += channels) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += Math.abs(matrix[row + channel]!);
    largest = Math.max(largest, sum);
  }
  return largest;
}

function stripGain(strip: ChannelStrip | undefined, anySolo: boolean): number {
  if (strip?.mute || (anySolo && !strip?.solo)) return 0;
  if (strip === undefined) return 1;
  return strip.gainDb > SILENT_DB ? 10 ** (strip.gainDb / 20) : 0;
}

/** Its shares in the outputs when nothing is set. */
function home(channel: number, channels: number, outputs: number): number[] {
  const shares = new Array<number>(outputs).fill(0);
  if (channels === outputs || outputs > 2) {
    shares[channel] = 1;
  } else {
    const [left, right] = stereoShares(channels)[channel]!;
    if (outputs === 1) return [(left + right) / 2];
    shares[0] = left;
    shares[1] = right;
  }
  return shares;
}

/** Turns the shares towards one output alone, their power kept. */
function pan(shares: readonly number[], where: number): readonly number[] {
  const amount = Math.min(1, Math.abs(where));
  const target = amount > 0 ? sideOf(shares, where < 0 ? 0 : 1) : null;
  const length = Math.hypot(...shares);
  if (target === null || length === 0) return shares;
  const angle = Math.acos(Math.min(1, shares[target]! / length));
  if (angle === 0) return shares;
  const stay = Math.sin((1 - amount) * angle) / Math.sin(angle);
  const go = (length * Math.sin(amount * angle)) / Math.sin(angle);
  return shares.map((share, output) => stay * share + (output === target ? go : 0));
}

/** The output on that side of where it stands: 0 left, 1 right; null where there are no sides. */
function sideOf(shares: readonly number[], side: 0 | 1): number | null {
  if (shares.length === 2) return side;
  const at = shares.findIndex((share) => share !== 0);
  return sides[shares.length]?.[at]?.[side] ?? null;
}

function monitored(column: readonly number[], monitor: Exclude<Monitor, 'normal'>): number[] {
  const [ofLeft, ofRight] = heard[monitor];
  let left = 0;
  let right = 0;
  const folded = stereoShares(column.length);
  column.forEach((share, output) => {
    left += share * folded[output]![0];
    right += share * folded[output]![1];
  });
  const sum = ofLeft * left + ofRight * right;
  return column.map((_, output) => (output < 2 ? sum : 0));
}
