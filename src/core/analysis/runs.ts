/** Runs of consecutive samples of one kind (a number other than 0), of one channel. */
export interface RunsState {
  start: number;
  frames: number;
  count: number;
  /** Frames in all runs. */
  total: number;
  longest: number;
  longestAt: number;
  /** First frame and length of each, the first LISTED of them. */
  list: number[];
  last: number;
  /** The run that touches the start, once it has ended: it may go on before the cut. */
  head: number;
  headKind: number;
  /** The run in progress. */
  tailAt: number;
  tail: number;
  tailKind: number;
}

export interface RunsResult {
  count: number;
  frames: number;
  longest: number;
  /** First frame of the longest, of the first and of the last; null where there is none. */
  longestAt: number | null;
  first: number | null;
  last: number | null;
  /** The first 1,000. */
  list: readonly { start: number; length: number }[];
}

const LISTED = 1000;

/** Collects runs; those across a cut become one when ranges are merged. */
export class Runs {
  readonly state: RunsState;

  constructor(state: RunsState | number) {
    this.state =
      typeof state === 'number'
        ? {
            ...{ start: state, frames: 0, count: 0, total: 0, longest: 0, longestAt: -1, list: [], last: -1 },
            ...{ head: 0, headKind: 0, tailAt: -1, tail: 0, tailKind: 0 },
          }
        : state;
  }

  /** Frames from … to−1 of the file are of `kind`, and come in order. */
  mark(from: number, to: number, kind: number): void {
    const { state } = this;
    if (state.tail > 0 && state.tailAt + state.tail === from && state.tailKind === kind) {
      state.tail += to - from;
      return;
    }
    this.#close();
    [state.tailAt, state.tail, state.tailKind] = [from, to - from, kind];
  }

  /** `frames` more frames are measured. */
  advance(frames: number): void {
    const { state } = this;
    state.frames += frames;
    if (state.tail > 0 && state.tailAt + state.tail < state.start + state.frames) this.#close();
  }

  /** later begins where this ends. */
  merge(later: RunsState): void {
    const { state } = this;
    if (later.frames === 0) return;
    if (later.head > 0) this.mark(later.start, later.start + later.head, later.headKind);
    const goesOn = later.tail > 0 && later.tailAt === later.start;
    if (!goesOn) this.#close();
    for (let i = 0; i < later.list.length && state.list.length < 2 * LISTED; i++) state.list.push(later.list[i]!);
    if (later.longest > state.longest) [state.longest, state.longestAt] = [later.longest, later.longestAt];
    state.count += later.count;
    state.total += later.total;
    if (later.count > 0) state.last = later.last;
    if (later.tail > 0) this.mark(later.tailAt, later.tailAt + later.tail, later.tailKind);
    this.advance(later.frames);
  }

  /** As if the audio began and ended here. */
  result(): RunsResult {
    const { start, head, tailAt, tail, list: listed } = this.state;
    const whole = new Runs({ ...this.state, list: [], count: 0, total: 0, longest: 0 });
    if (head > 0) whole.#record(start, head);
    const { state } = whole;
    for (let i = 0; i < listed.length && state.list.length < 2 * LISTED; i++) state.list.push(listed[i]!);
    if (this.state.longest > state.longest)
      [state.longest, state.longestAt] = [this.state.longest, this.state.longestAt];
    state.count += this.state.count;
    state.total += this.state.total;
    if (this.state.count > 0) state.last = this.state.last;
    if (tail > 0) whole.#record(tailAt, tail);
    const { count, total, longest, longestAt, last, list } = state;
    return {
      count,
      frames: total,
      longest,
      longestAt: count > 0 ? longestAt : null,
      first: list[0] ?? null,
      last: count > 0 ? last : null,
      list: Array.from({ length: list.length / 2 }, (_, i) => ({ start: list[2 * i]!, length: list[2 * i + 1]! })),
    };
  }

  #close(): void {
    const { state } = this;
    if (state.tail === 0) return;
    if (state.tailAt === state.start) [state.head, state.headKind] = [state.tail, state.tailKind];
    else this.#record(state.tailAt, state.tail);
    state.tail = 0;
  }

  #record(at: number, length: number): void {
    const { state } = this;
    state.count++;
    state.total += length;
    state.last = at;
    if (length > state.longest) [state.longest, state.longestAt] = [length, at];
    if (state.list.length < 2 * LISTED) state.list.push(at, length);
  }
}
