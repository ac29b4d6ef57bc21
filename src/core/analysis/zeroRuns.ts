import type { Edges } from './edges.ts';
import { Sliding } from './sliding.ts';

/** A place where a run of zeros begins or ends; loud: there is sound in the millisecond at its other side. */
interface Turn {
  at: number;
  loud: boolean;
}

export interface ZeroRunsState {
  edges: Edges;
  /** The first place, if a run ends there that began before. */
  firstEnd: Turn | null;
  /** Where the run in progress began. */
  open: Turn | null;
  any: boolean;
  silentFrames: number;
  silentRuns: number;
  longest: number;
  longestAt: number;
  dropoutCount: number;
  /** First frame and length of each, the first LISTED of them. */
  dropouts: number[];
  /** The same of silence that has begun and ended. */
  silences: number[];
}

export interface ZeroRunsResult {
  /** Frames in runs of exact zeros of 100 ms and more, those at the ends of the file included. */
  silentFrames: number;
  silentRuns: number;
  longest: Run | null;
  dropoutCount: number;
  /** The first 1,000. */
  dropouts: readonly Run[];
  /** Runs of 100 ms and more that are at neither end: the first 1,000. */
  silences: readonly Run[];
}

export interface Run {
  start: number;
  length: number;
}

/** −36 dBFS: two steps of 8 bits. Sound that stops at less may have faded. */
const LOUD = 10 ** (-36 / 20);
const LISTED = 1000;

/**
 * Exact zeros of one channel. A dropout is a run of 1 ms to 1 s of them, with a sample above −36 dBFS in the millisecond
 * before and in the one behind; digital silence is 100 ms and more of zeros.
 */
export class ZeroRuns extends Sliding {
  readonly state: ZeroRunsState;
  readonly #least: number;
  readonly #sampleRate: number;

  constructor(sampleRate: number, state: ZeroRunsState | number) {
    const least = Math.max(8, Math.round(sampleRate / 1000));
    super(2 * least, typeof state === 'number' ? state : state.edges);
    this.#least = least;
    this.#sampleRate = sampleRate;
    this.state =
      typeof state === 'number'
        ? {
            ...{ edges: this.edges, firstEnd: null, open: null, any: false, silentFrames: 0, silentRuns: 0 },
            ...{ longest: 0, longestAt: -1, dropoutCount: 0, dropouts: [], silences: [] },
          }
        : state;
  }

  protected look(samples: Float32Array, at: number, count: number): void {
    const least = this.#least;
    const last = count - least;
    for (let i = 0; i + least <= count;) {
      // A run that is long enough and begins in the next `least` samples takes in the last of them.
      const probe = i + least - 1;
      if (samples[probe] !== 0) {
        i = probe + 1;
        continue;
      }
      let start = probe;
      while (start > i && samples[start - 1] === 0) start--;
      let end = probe + 1;
      while (end < count && samples[end] === 0) end++;
      if (end - start >= least) {
        if (start >= least && start <= last) this.#begins(at + start, isLoud(samples, start - least, start));
        if (end >= least && end <= last && end < count) this.#ends(at + end, isLoud(samples, end, end + least));
      }
      i = end + 1;
    }
  }

  /** later begins where this ends. */
  merge(later: ZeroRunsState): void {
    this.mergeWindows(later.edges);
    this.#adopt(later);
  }

  /** As if there were nothing but silence before and behind. */
  result(): ZeroRunsResult {
    const { edges, any } = this.state;
    const whole = new ZeroRuns(this.#sampleRate, edges.start);
    const [start, end] = [edges.start, edges.start + edges.frames];
    const pad = this.#least;
    const short = edges.frames < 2 * pad;
    if (edges.frames > 0) {
      const before = new Float32Array(pad + edges.head.length + (short ? pad : 0));
      before.set(edges.head, pad);
      whole.look(before, start - pad, before.length);
      whole.#adopt(this.state);
      const behind = new Float32Array(edges.tail.length + pad);
      behind.set(edges.tail);
      if (!short) whole.look(behind, end - edges.tail.length, behind.length);
    }
    const { state } = whole;
    if (state.firstEnd) whole.#silence(start, state.firstEnd.at - start);
    if (state.open) whole.#silence(state.open.at, end - state.open.at);
    if (!any && !state.any && edges.tail.every((x) => x === 0)) whole.#silence(start, edges.frames);
    const { dropouts, longest, longestAt } = state;
    return {
      silentFrames: state.silentFrames,
      silentRuns: state.silentRuns,
      longest: longest > 0 ? { start: longestAt, length: longest } : null,
      dropoutCount: state.dropoutCount,
      dropouts: runs(dropouts),
      silences: runs(state.silences),
    };
  }

  #adopt(later: ZeroRunsState): void {
    const { state } = this;
    if (later.firstEnd) this.#ends(later.firstEnd.at, later.firstEnd.loud);
    if (later.open) state.open = later.open;
    state.any ||= later.any;
    state.silentFrames += later.silentFrames;
    state.silentRuns += later.silentRuns;
    if (later.longest > state.longest) [state.longest, state.longestAt] = [later.longest, later.longestAt];
    state.dropoutCount += later.dropoutCount;
    for (const value of later.dropouts) if (state.dropouts.length < 2 * LISTED) state.dropouts.push(value);
    for (const value of later.silences) if (state.silences.length < 2 * LISTED) state.silences.push(value);
  }

  #begins(at: number, loud: boolean): void {
    this.state.any = true;
    this.state.open = { at, loud };
  }

  #ends(at: number, loud: boolean): void {
    const { state } = this;
    const { open } = state;
    state.open = null;
    if (!open) {
      if (!state.any) state.firstEnd = { at, loud };
      state.any = true;
      return;
    }
    const length = at - open.at;
    if (this.#silence(open.at, length) && state.silences.length < 2 * LISTED) state.silences.push(open.at, length);
    if (!open.loud || !loud || length > this.#sampleRate) return;
    state.dropoutCount++;
    if (state.dropouts.length < 2 * LISTED) state.dropouts.push(open.at, length);
  }

  /** Whether it is long enough. */
  #silence(at: number, length: number): boolean {
    const { state } = this;
    if (length < Math.max(1, this.#sampleRate / 10)) return false;
    state.silentFrames += length;
    state.silentRuns++;
    if (length > state.longest || (length === state.longest && at < state.longestAt)) {
      [state.longest, state.longestAt] = [length, at];
    }
    return true;
  }
}

const runs = (listed: readonly number[]): Run[] =>
  Array.from({ length: listed.length / 2 }, (_, i) => ({ start: listed[2 * i]!, length: listed[2 * i + 1]! }));

function isLoud(samples: Float32Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (samples[i]! > LOUD || samples[i]! < -LOUD) return true;
  return false;
}
