import type { Edges } from './edges.ts';
import { amplitudeDb } from './decibels.ts';
import { Sliding } from './sliding.ts';

/**
 * Four times oversampling as ITU-R BS.1770-5 annex 2 wants it, by a sinc of 32 taps for each phase under a Kaiser window
 * (β = 8). It reads the sines of EBU Tech 3341 (cases 15 to 19) 0.00 dB off, where the standard's 12 taps are up to
 * 0.31 dB off and the 49 taps of libebur128 up to 0.05.
 */
export const TAPS = 32;
export const PHASES = 4;
/** Of a window of 32 samples the one that the interpolated samples follow. */
const CENTRE = TAPS / 2 - 1;
const BETA = 8;

/** Coefficients of the phases 1/4, 1/2 and 3/4: each adds up to 1, so that a constant stays what it is. */
export const phases: readonly Float64Array[] = [1, 2, 3].map((phase) => {
  const taps = Float64Array.from({ length: TAPS }, (_, k) => {
    const distance = phase / PHASES + CENTRE - k;
    const sinc = Math.sin(Math.PI * distance) / (Math.PI * distance);
    return (sinc * bessel(BETA * Math.sqrt(1 - (distance / (TAPS / 2)) ** 2))) / bessel(BETA);
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
});

/** No interpolated sample is larger than this times the largest sample of its window. */
export const GROWTH = Math.max(...phases.map((taps) => taps.reduce((sum, tap) => sum + Math.abs(tap), 0)));

function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-17; k++) sum += term *= (x / 2 / k) ** 2;
  return sum;
}

/** Looks for interpolated samples that are larger than all before. */
export interface PeakFinder {
  /** Samples are put here; of at least 4096 + 31. */
  readonly room: Float32Array;
  /** Looks at each window of 32 among the first `count` samples of room; `peak` is the largest magnitude yet. */
  find(count: number, peak: number): { peak: number; at: number } | null;
}

/** The definition, one sample after the other, in doubles. */
export class PlainPeakFinder implements PeakFinder {
  readonly room = new Float32Array(4096 + TAPS - 1);

  find(count: number, peak: number): { peak: number; at: number } | null {
    let found: { peak: number; at: number } | null = null;
    let largest = peak;
    for (let i = 0; i + TAPS <= count; i++) {
      for (let phase = 0; phase < phases.length; phase++) {
        const taps = phases[phase]!;
        let sum = 0;
        for (let k = 0; k < TAPS; k++) sum += taps[k]! * this.room[i + k]!;
        if (Math.abs(sum) <= largest) continue;
        largest = Math.abs(sum);
        found = { peak: largest, at: i + CENTRE + (phase + 1) / PHASES };
      }
    }
    return found;
  }
}

export interface TruePeakState {
  edges: Edges;
  peak: number;
  /** Frame of the file, in quarters. */
  at: number;
}

export interface TruePeakResult {
  /** Linear, and dBTP: null in silence. */
  peak: number;
  dbtp: number | null;
  /** Frame of the file, in quarters; null in silence. */
  at: number | null;
}

/**
 * True peak of one channel: of its samples and of three between each two, with silence before and behind. Samples must be
 * finite. Finders may be shared by measures that run one after the other.
 */
export class TruePeak extends Sliding {
  readonly state: TruePeakState;
  readonly #finder: PeakFinder;

  constructor(finder: PeakFinder, state: TruePeakState | number) {
    super(TAPS, typeof state === 'number' ? state : state.edges, finder.room);
    this.#finder = finder;
    this.state = typeof state === 'number' ? { edges: this.edges, peak: 0, at: -1 } : state;
  }

  /** levels: of the same channel, if they have been added there already. */
  override add(plane: Float32Array, from: number, frames: number, levels?: { peak: number; peakFrame: number }): void {
    if (levels) this.#sample(levels.peak, levels.peakFrame);
    else {
      let peak = this.state.peak;
      let at = -1;
      for (let i = from; i < from + frames; i++) {
        const magnitude = Math.abs(plane[i]!);
        if (magnitude > peak) [peak, at] = [magnitude, i];
      }
      if (at >= 0) this.#sample(peak, this.edges.start + this.edges.frames + at - from);
    }
    super.add(plane, from, frames);
  }

  #sample(peak: number, frame: number): void {
    if (peak > this.state.peak) [this.state.peak, this.state.at] = [peak, frame];
  }

  protected look(samples: Float32Array, at: number, count: number): void {
    if (samples !== this.#finder.room) this.#finder.room.set(samples.subarray(0, count));
    const found = this.#finder.find(count, this.state.peak);
    if (found) [this.state.peak, this.state.at] = [found.peak, at + found.at];
  }

  /** later begins where this ends. */
  merge(later: TruePeakState): void {
    this.mergeWindows(later.edges);
    if (later.peak > this.state.peak) [this.state.peak, this.state.at] = [later.peak, later.at];
  }

  result(): TruePeakResult {
    const { head, tail, start, frames } = this.edges;
    const ends = new TruePeak(this.#finder, { ...this.state, edges: this.edges });
    const before = new Float32Array(CENTRE + head.length + (frames < TAPS ? TAPS - 1 - CENTRE : 0));
    before.set(head, CENTRE);
    if (frames > 0) ends.look(before, start - CENTRE, before.length);
    if (frames >= TAPS) {
      const behind = new Float32Array(tail.length + TAPS - 1 - CENTRE);
      behind.set(tail);
      ends.look(behind, start + frames - tail.length, behind.length);
    }
    const { peak, at } = ends.state;
    return { peak, dbtp: peak > 0 && Number.isFinite(peak) ? amplitudeDb(peak) : null, at: peak > 0 ? at : null };
  }
}
