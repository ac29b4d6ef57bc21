import { seededRandom } from '../../support/signal.ts';

/** Something that can be measured in ranges. */
export interface Measured<State> {
  readonly state: State;
  add(plane: Float32Array, from: number, frames: number): unknown;
  merge(later: State): void;
}

/** Measures a plane in ranges that begin at `cuts`, each in pieces of any size, and puts them together. */
export function inRanges<State, M extends Measured<State>>(
  plane: Float32Array,
  cuts: readonly number[],
  make: (start: number) => M,
  random: () => number = () => 0.5,
): M {
  const bounds = [0, ...cuts, plane.length];
  const ranges = bounds.slice(0, -1).map((start, i) => {
    const measure = make(start);
    for (let at = start; at < bounds[i + 1]!;) {
      const now = Math.min(1 + Math.floor(random() ** 3 * 9000), bounds[i + 1]! - at);
      measure.add(plane, at, now);
      at += now;
    }
    return measure;
  });
  // As it crosses from thread to thread; the ranges behind the first in any order of putting together.
  while (ranges.length > 1) {
    const i = Math.floor(random() * (ranges.length - 1));
    ranges[i]!.merge(structuredClone(ranges[i + 1]!.state));
    ranges.splice(i + 1, 1);
  }
  return ranges[0]!;
}

/** Cuts in order: some far apart, some so near that a range holds a handful of frames, or none. */
export function randomCuts(frames: number, seed: number): { cuts: number[]; random: () => number } {
  const random = seededRandom(seed);
  const cuts: number[] = [];
  for (let i = 0; i < 6; i++) {
    const at = Math.floor(random() * (frames + 1));
    cuts.push(at, Math.min(frames, at + Math.floor(random() ** 4 * 200)));
  }
  return { cuts: cuts.sort((a, b) => a - b), random };
}

/** Numbers as toBeCloseTo has them, everything else as it is: sums may be rounded differently. */
export function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? Number(value.toPrecision(9)) : value;
  if (Array.isArray(value)) return value.map(rounded);
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, rounded(of)]));
  }
  return value;
}

/** Sound with all that is looked for: tones, noise, clicks, clipped tops, dropouts, silence at the ends and in between. */
export function eventful(frames: number, seed: number, rate = 48000): Float32Array {
  const random = seededRandom(seed);
  const plane = new Float32Array(frames);
  const step = (2 * Math.PI * (100 + 900 * random())) / rate;
  for (let i = 0; i < frames; i++) {
    const swell = 0.02 + 0.9 * Math.abs(Math.sin((i / frames) * 9));
    plane[i] = Math.max(-1, Math.min(1, swell * 1.3 * Math.sin(step * i) + 0.001 * (random() - 0.5)));
  }
  const place = (length: number): number => Math.floor(random() * Math.max(1, frames - length));
  for (const length of [20, 48, 60, 300, 1000, 6000, 9000]) {
    const at = place(length);
    plane.fill(0, at, at + length);
  }
  for (let k = 0; k < 12; k++) plane[place(1)]! += 0.3 * (random() - 0.5);
  plane.fill(0, 0, Math.floor(random() * 700));
  plane.fill(0, frames - Math.floor(random() * 7000));
  return plane;
}
