import { pick, randomOf } from './signal.ts';

export const RATE = 48000;

/** White noise, even between ±amplitude. */
export function noise(seed: number, frames: number, amplitude = 0.5): Float32Array {
  const random = randomOf(seed);
  return Float32Array.from({ length: frames }, () => amplitude * (2 * random() - 1));
}

export function sine(frequency: number, frames: number, amplitude = 0.5, rate = RATE): Float32Array {
  return Float32Array.from({ length: frames }, (_, i) => amplitude * Math.sin((2 * Math.PI * frequency * i) / rate));
}

/** What a call gets: offset and frames of each piece, of random length, together the whole. */
export function inPieces(
  seed: number,
  frames: number,
  longest: number,
  each: (at: number, count: number) => void,
): void {
  const random = randomOf(seed);
  for (let at = 0; at < frames;) {
    const count = Math.min(frames - at, pick(random, 1, longest));
    each(at, count);
    at += count;
  }
}

export const copyOf = (buffers: readonly Float32Array[]): Float32Array[] => buffers.map((buffer) => buffer.slice());

/** The samples as bit patterns: tells −0 from 0 and one NaN from another. */
export const bitsOf = (buffers: readonly Float32Array[]): Uint32Array[] =>
  buffers.map((buffer) => new Uint32Array(buffer.slice().buffer));

export function highest(samples: Float32Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}

/** The largest step of the slope: a click stands out in it. */
export function roughest(samples: Float32Array, from = 2, to = samples.length): number {
  let most = 0;
  for (let i = Math.max(2, from); i < to; i++) {
    most = Math.max(most, Math.abs(samples[i]! - 2 * samples[i - 1]! + samples[i - 2]!));
  }
  return most;
}
