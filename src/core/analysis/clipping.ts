import { Runs, type RunsResult, type RunsState } from './runs.ts';

/**
 * Runs of samples at full scale, of one sign each: at the highest code of stored integers (level 1 − 2^(1−bits)), or at
 * 1.0 and beyond where samples are floats or lossy. A run may be of one sample.
 */
export class Clipping {
  readonly #level: number;
  readonly #runs: Runs;

  constructor(level: number, state: RunsState | number) {
    this.#level = level;
    this.#runs = new Runs(state);
  }

  get state(): RunsState {
    return this.#runs.state;
  }

  /** peak: of these samples, where it is known: below the level nothing is looked at. */
  add(plane: Float32Array, from: number, frames: number, peak = Infinity): void {
    const level = this.#level;
    if (peak >= level) {
      const at = this.state.start + this.state.frames - from;
      for (let i = from; i < from + frames; i++) {
        const x = plane[i]!;
        if (x < level && x > -level) continue;
        const sign = x > 0 ? 1 : -1;
        let end = i + 1;
        while (end < from + frames && plane[end]! * sign >= level) end++;
        this.#runs.mark(at + i, at + end, sign);
        i = end - 1;
      }
    }
    this.#runs.advance(frames);
  }

  merge(later: RunsState): void {
    this.#runs.merge(later);
  }

  result(): RunsResult {
    return this.#runs.result();
  }
}

/** What counts as full scale; bits: of stored integers, else null. */
export const clipLevel = (bits: number | null): number => (bits === null || bits > 24 ? 1 : 1 - 2 ** (1 - bits));
