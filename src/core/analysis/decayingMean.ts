/**
 * Mean square under a window that decays (time constant 50 ms), as `sox stats` and ffmpeg's `astats` have it: the highest
 * and the lowest value from 5 time constants into the file on. Across a cut the mean is a linear function of what it was
 * at the cut, so a range keeps, of its first two seconds, the hull of these lines: with it a merge is exact.
 */
export interface DecayState {
  start: number;
  frames: number;
  /** The mean at the end is gain · (the mean at the start) + value. */
  gain: number;
  value: number;
  /** Of what no longer depends on the mean at the start. */
  min: number;
  max: number;
  /** Pairs gain, value: of all lines those that can be the highest, and the lowest. */
  upper: number[];
  lower: number[];
}

/** What is left of the mean at the start below this cannot be seen in a double. */
const FORGOTTEN = 1e-18;
const SECONDS = 0.05;

export class DecayingMean {
  readonly state: DecayState;
  readonly keep: number;
  readonly #skipped: number;
  readonly #upper = new Hull(1);
  readonly #lower = new Hull(-1);

  constructor(sampleRate: number, state: DecayState | number) {
    this.keep = Math.exp(-1 / (SECONDS * sampleRate));
    this.#skipped = Math.floor(5 * SECONDS * sampleRate + 0.5);
    this.state =
      typeof state === 'number'
        ? { start: state, frames: 0, gain: state > 0 ? 1 : 0, value: 0, min: Infinity, max: 0, upper: [], lower: [] }
        : state;
  }

  /** Frames that must go through `step` one by one; all others may be taken by whoever has a faster loop. */
  slowFrames(frames: number): number {
    const { start, frames: done, gain } = this.state;
    const forget = gain <= FORGOTTEN ? 0 : Math.ceil(Math.log(FORGOTTEN / gain) / Math.log(this.keep));
    return Math.min(frames, Math.max(forget, this.#skipped - start - done, 0));
  }

  step(plane: Float32Array, from: number, frames: number): void {
    const { state, keep } = this;
    if (state.gain > 0) this.#load();
    const rest = 1 - keep;
    for (let i = from; i < from + frames; i++) {
      const x = plane[i]!;
      state.value = state.value * keep + rest * x * x;
      state.gain *= keep;
      // Nothing denormal, which is slow.
      if (state.gain <= FORGOTTEN) state.gain = 0;
      if (state.start + state.frames++ < this.#skipped) continue;
      this.#line(state.gain, state.value);
    }
    this.#store();
  }

  merge(later: DecayState): void {
    const { state } = this;
    this.#load();
    for (let i = 0; i < later.upper.length; i += 2) {
      this.#line(later.upper[i]! * state.gain, later.upper[i + 1]! + later.upper[i]! * state.value, true, false);
    }
    for (let i = 0; i < later.lower.length; i += 2) {
      this.#line(later.lower[i]! * state.gain, later.lower[i + 1]! + later.lower[i]! * state.value, false, true);
    }
    this.#store();
    state.min = Math.min(state.min, later.min);
    state.max = Math.max(state.max, later.max);
    state.value = later.value + later.gain * state.value;
    state.gain *= later.gain;
    if (state.gain <= FORGOTTEN) state.gain = 0;
    state.frames += later.frames;
  }

  /** Mean squares; null in the first quarter of a second of a file. */
  result(): { min: number; max: number } | null {
    const { min, max, upper, lower } = this.state;
    const lowest = lower.reduce((least, value, i) => (i % 2 ? Math.min(least, value) : least), min);
    const highest = upper.reduce((most, value, i) => (i % 2 ? Math.max(most, value) : most), max);
    return lowest <= highest ? { min: lowest, max: highest } : null;
  }

  /** A value gain · start + value is reached. Lines come with falling gain. */
  #line(gain: number, value: number, upper = true, lower = true): void {
    const { state } = this;
    if (gain <= FORGOTTEN) {
      if (value < state.min) state.min = value;
      if (value > state.max) state.max = value;
      return;
    }
    if (upper) this.#upper.add(gain, value);
    if (lower) this.#lower.add(gain, value);
  }

  #load(): void {
    this.#upper.points = this.state.upper;
    this.#lower.points = this.state.lower;
  }

  #store(): void {
    if (this.#upper.changed) this.state.upper = this.#upper.points;
    if (this.#lower.changed) this.state.lower = this.#lower.points;
  }
}

/** Lines that can be the highest (sign 1) or the lowest (−1) for a start that is not negative. */
class Hull {
  changed = false;
  readonly #sign: 1 | -1;
  #points = new Float64Array(64);
  #count = 0;

  constructor(sign: 1 | -1) {
    this.#sign = sign;
  }

  /** Pairs gain, value. */
  get points(): number[] {
    this.changed = false;
    return Array.from(this.#points.subarray(0, this.#count));
  }

  set points(points: readonly number[]) {
    if (points.length > this.#points.length) this.#points = new Float64Array(2 * points.length);
    this.#points.set(points);
    this.#count = points.length;
    this.changed = false;
  }

  add(gain: number, value: number): void {
    const points = this.#points;
    let n = this.#count;
    for (; n >= 2; n -= 2) {
      const [g1, v1] = [points[n - 2]!, points[n - 1]!];
      if (this.#sign === 1) {
        // Lower and less steep than the last: never the highest.
        if (value <= v1) return;
      } else if (value <= v1) continue;
      if (n < 4) break;
      const [g0, v0] = [points[n - 4]!, points[n - 3]!];
      if (this.#sign * ((v1 - v0) * (g0 - gain) - (value - v0) * (g0 - g1)) > 0) break;
    }
    if (n + 2 > points.length) {
      this.#points = new Float64Array(2 * points.length);
      this.#points.set(points);
    }
    this.#points[n] = gain;
    this.#points[n + 1] = value;
    this.#count = n + 2;
    this.changed = true;
  }
}
