/** Consecutive samples of one channel that are kept, for what needs them together: distortion of a tone. */
export interface ExcerptState {
  start: number;
  frames: number;
  samples: Float32Array;
  /** How many of them are there. */
  kept: number;
}

/** Frames at … at + length − 1 of the file, as many of them as there are. */
export class Excerpt {
  readonly state: ExcerptState;
  readonly #at: number;
  readonly #length: number;

  constructor(at: number, length: number, state: ExcerptState | number) {
    this.#at = at;
    this.#length = length;
    this.state = typeof state === 'number' ? { start: state, frames: 0, samples: new Float32Array(0), kept: 0 } : state;
  }

  add(plane: Float32Array, from: number, frames: number): void {
    const { state } = this;
    const first = state.start + state.frames;
    const wanted = Math.max(first, this.#at);
    const count = Math.min(first + frames, this.#at + this.#length) - wanted;
    if (count > 0) this.#keep(plane, from + wanted - first, count);
    state.frames += frames;
  }

  /** later begins where this ends. */
  merge(later: ExcerptState): void {
    if (later.kept > 0) this.#keep(later.samples, 0, later.kept);
    this.state.frames += later.frames;
  }

  result(): Float32Array {
    return this.state.samples.subarray(0, this.state.kept);
  }

  #keep(plane: Float32Array, from: number, count: number): void {
    const { state } = this;
    if (state.samples.length === 0) state.samples = new Float32Array(this.#length);
    state.samples.set(plane.subarray(from, from + count), state.kept);
    state.kept += count;
  }
}
