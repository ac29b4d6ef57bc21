import { BEND_BLOCK, type LevelKernel } from '../dsp/levelKernel.ts';
import type { Edges } from './edges.ts';
import { Sliding } from './sliding.ts';

/**
 * Clicks and discontinuities of one channel: frames whose second difference |x(n−1) − 2x(n) + x(n+1)| is above 0.02 and at
 * least 6 times as large as any from 4 to 64 frames to either side. A jump, a lost sample or a spike is such a frame; the
 * onset of a loud sound is not, as it goes on. Of frames next to each other the one that bends most counts.
 */
export interface ClicksState {
  edges: Edges;
  count: number;
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
  readonly #kernel: LevelKernel | null;
  readonly #maxima = new Float64Array(160);

  constructor(state: ClicksState | number, kernel: LevelKernel | null = null) {
    super(2 * SIDE + 1, typeof state === 'number' ? state : state.edges, kernel?.bendRoom);
    this.#kernel = kernel;
    this.state =
      typeof state === 'number' ? { edges: this.edges, count: 0, largest: 0, largestAt: -1, list: [] } : state;
  }

  protected look(samples: Float32Array, at: number, count: number): void {
    const bends = count - 2;
    const blocks = Math.ceil(bends / BEND_BLOCK);
    const kernel = samples === this.#kernel?.bendRoom ? this.#kernel : null;
    const maxima = kernel ? kernel.maxima : this.#maxima;
    let from = 0;
    if (kernel) kernel.bends((from = Math.floor(bends / BEND_BLOCK)));
    for (let block = from; block < blocks; block++) {
      maxima[block] = 0;
      for (let i = 1 + block * BEND_BLOCK; i < Math.min(count - 1, 1 + (block + 1) * BEND_BLOCK); i++) {
        const bend = samples[i - 1]! - 2 * samples[i]! + samples[i + 1]!;
        if (bend > maxima[block]!) maxima[block] = bend;
        else if (-bend > maxima[block]!) maxima[block] = -bend;
      }
    }
    for (let block = 0; block < blocks; block++) {
      const most = maxima[block]!;
      if (most < LEAST) continue;
      // All of one of the neighbouring blocks is as far away as nothing large may be.
      const left = block > 0 ? maxima[block - 1]! : 0;
      const right = block + 1 < blocks ? maxima[block + 1]! : 0;
      if (RATIO * Math.min(left, right) > most) continue;
      const to = Math.min(count - SIDE, 1 + (block + 1) * BEND_BLOCK);
      for (let i = Math.max(SIDE, 1 + block * BEND_BLOCK); i < to; i++) {
        const bend = Math.abs(samples[i - 1]! - 2 * samples[i]! + samples[i + 1]!);
        if (bend >= LEAST && isAlone(samples, i, bend)) this.#found(at + i, bend);
      }
    }
  }

  /** later begins where this ends. */
  merge(later: ClicksState): void {
    const { state } = this;
    this.mergeWindows(later.edges);
    state.count += later.count;
    for (let i = 0; i < later.list.length && state.list.length < LISTED; i++) state.list.push(later.list[i]!);
    if (later.largest > state.largest) [state.largest, state.largestAt] = [later.largest, later.largestAt];
  }

  result(): ClicksResult {
    const { count, largest, largestAt, list } = this.state;
    return { count, largest: count > 0 ? largest : null, largestAt: count > 0 ? largestAt : null, list };
  }

  #found(frame: number, bend: number): void {
    const { state } = this;
    if (bend > state.largest) [state.largest, state.largestAt] = [bend, frame];
    state.count++;
    if (state.list.length < LISTED) state.list.push(frame);
  }
}

function isAlone(samples: Float32Array, i: number, bend: number): boolean {
  for (let d = 1; d < NEAR; d++) {
    const before = Math.abs(samples[i - d - 1]! - 2 * samples[i - d]! + samples[i - d + 1]!);
    const behind = Math.abs(samples[i + d - 1]! - 2 * samples[i + d]! + samples[i + d + 1]!);
    if (before >= bend || behind > bend) return false;
  }
  const most = bend / RATIO;
  for (let d = NEAR; d <= REACH; d++) {
    const before = samples[i - d - 1]! - 2 * samples[i - d]! + samples[i - d + 1]!;
    if (before > most || before < -most) return false;
    const behind = samples[i + d - 1]! - 2 * samples[i + d]! + samples[i + d + 1]!;
    if (behind > most || behind < -most) return false;
  }
  return true;
}
