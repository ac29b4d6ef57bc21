import type { Edges } from './edges.ts';
import { amplitudeDb } from './decibels.ts';
import { Sliding } from './sliding.ts';
import { CENTRE, type PeakFinder, TAPS } from '../dsp/truePeakFilter.ts';

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
