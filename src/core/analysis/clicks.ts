import type { Edges } from './edges.ts';
import { Sliding } from './sliding.ts';

/**
 * Clicks and discontinuities of one channel: frames whose second difference |x(n−1) − 2x(n) + x(n+1)| is above 0.02 and at
 * least 6 times as large as any from 4 to 64 frames to either side. A jump, a lost sample or a spike is such a frame; the
 * onset of a loud sound is not, as it goes on. Frames within 64 of the one before are the same click.
 */
export interface ClicksState {
  edges: Edges;
  count: number;
  first: number;
  last: number;
  /** The largest second difference, and its frame. */
  largest: number;
  largestAt: number;
  /** The first LISTED frames. */
  list: number[];
}

export interface ClicksResult {
  count: number;
  largest: number | null;
  largestAt: number | null;
  /** The first 1,000 frames. */
  list: readonly number[];
}

const REACH = 64;
const NEAR = 4;
const LEAST = 0.02;
const RATIO = 6;
const LISTED = 1000;
/** The second difference of the outermost frame takes one more sample. */
const SIDE = REACH + 1;

export class Clicks extends Sliding {
  readonly state: ClicksState;

  constructor(state: ClicksState | number) {
    super(2 * SIDE + 1, typeof state === 'number' ? state : state.edges);
    this.state =
      typeof state === 'number'
        ? { edges: this.edges, count: 0, first: -1, last: -1, largest: 0, largestAt: -1, list: [] }
        : state;
  }

  protected look(samples: Float32Array, at: number, count: number): void {
    let left = samples[SIDE - 1]!;
    let middle = samples[SIDE]!;
    for (let i = SIDE; i + SIDE < count; i++) {
      const right = samples[i + 1]!;
      const bend = left - middle - middle + right;
      left = middle;
      middle = right;
      if (bend < LEAST && bend > -LEAST) continue;
      if (isAlone(samples, i, Math.abs(bend))) this.#found(at + i, Math.abs(bend));
    }
  }

  /** later begins where this ends. */
  merge(later: ClicksState): void {
    const { state } = this;
    this.mergeWindows(later.edges);
    // What was found first there may belong to the last of here.
    const again = later.first >= 0 && state.last >= 0 && later.first - state.last <= REACH;
    state.count += later.count - (again ? 1 : 0);
    for (let i = again ? 1 : 0; i < later.list.length && state.list.length < LISTED; i++)
      state.list.push(later.list[i]!);
    if (state.first < 0) state.first = later.first;
    if (later.last >= 0) state.last = later.last;
    if (later.largest > state.largest) [state.largest, state.largestAt] = [later.largest, later.largestAt];
  }

  result(): ClicksResult {
    const { count, largest, largestAt, list } = this.state;
    return { count, largest: count > 0 ? largest : null, largestAt: count > 0 ? largestAt : null, list };
  }

  #found(frame: number, bend: number): void {
    const { state } = this;
    if (bend > state.largest) [state.largest, state.largestAt] = [bend, frame];
    const same = state.last >= 0 && frame - state.last <= REACH;
    state.last = frame;
    if (same) return;
    if (state.first < 0) state.first = frame;
    state.count++;
    if (state.list.length < LISTED) state.list.push(frame);
  }
}

function isAlone(samples: Float32Array, i: number, bend: number): boolean {
  const most = bend / RATIO;
  for (let d = NEAR; d <= REACH; d++) {
    const before = samples[i - d - 1]! - 2 * samples[i - d]! + samples[i - d + 1]!;
    if (before > most || before < -most) return false;
    const behind = samples[i + d - 1]! - 2 * samples[i + d]! + samples[i + d + 1]!;
    if (behind > most || behind < -most) return false;
  }
  return true;
}
