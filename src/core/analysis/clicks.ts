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
const BLOCK = 32;
/** The second difference of the outermost frame takes one more sample. */
const SIDE = REACH + 1;

export class Clicks extends Sliding {
  readonly state: ClicksState;
  readonly #maxima = new Float64Array(Math.ceil((4096 + 2 * SIDE) / BLOCK) + 2);

  constructor(state: ClicksState | number) {
    super(2 * SIDE + 1, typeof state === 'number' ? state : state.edges);
    this.state =
      typeof state === 'number'
        ? { edges: this.edges, count: 0, first: -1, last: -1, largest: 0, largestAt: -1, list: [] }
        : state;
  }

  protected look(samples: Float32Array, at: number, count: number): void {
    const maxima = this.#maxima;
    let left = samples[0]!;
    let middle = samples[1]!;
    for (let i = 1, block = 0; i + 1 < count; block++) {
      let most = 0;
      for (const end = Math.min(count - 1, i + BLOCK); i < end; i++) {
        const right = samples[i + 1]!;
        const bend = left - middle - middle + right;
        if (bend > most) most = bend;
        else if (-bend > most) most = -bend;
        left = middle;
        middle = right;
      }
      maxima[block] = most;
      maxima[block + 1] = 0;
      // The block before is known from both sides.
      if (block > 0) this.#block(samples, at, count, block - 1);
      if (i + 1 >= count) this.#block(samples, at, count, block);
    }
  }

  /** All of one of the neighbouring blocks is as far away as nothing large may be. */
  #block(samples: Float32Array, at: number, count: number, block: number): void {
    const maxima = this.#maxima;
    const most = maxima[block]!;
    if (most < LEAST) return;
    if (RATIO * Math.min(maxima[block - 1] ?? 0, maxima[block + 1]!) > most * 1.001) return;
    const from = Math.max(SIDE, 1 + block * BLOCK);
    const to = Math.min(count - SIDE, 1 + (block + 1) * BLOCK);
    for (let i = from; i < to; i++) {
      const bend = Math.abs(samples[i - 1]! - 2 * samples[i]! + samples[i + 1]!);
      if (bend >= LEAST && isAlone(samples, i, bend)) this.#found(at + i, bend);
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
