import { sampleAt } from '../unit/engine/support/signal.ts';

export const CHANNELS = 2;
export const LARGEST_READ = 1024;
/** sampleAt() repeats after so many frames. */
const PERIOD = 2 ** 22;

export interface Heard {
  frames: number;
  faults: number;
  /** Left in their blocks on purpose. */
  dropped: number;
}

/** The signal of the engine's tests, fast enough for a thousand million frames. */
export class Pattern {
  #tables = Array.from({ length: CHANNELS }, (_, channel) =>
    Float32Array.from({ length: PERIOD }, (_, frame) => sampleAt(frame, channel)),
  );

  /** data[channel * frames + i] */
  fill(data: Float32Array, startFrame: number, frames: number): void {
    for (let channel = 0; channel < CHANNELS; channel++) {
      const table = this.#tables[channel]!;
      for (let i = 0; i < frames; i++) data[channel * frames + i] = table[(startFrame + i) % PERIOD]!;
    }
  }

  faults(planes: readonly Float32Array[], startFrame: number, frames: number): number {
    let faults = 0;
    for (let channel = 0; channel < CHANNELS; channel++) {
      const table = this.#tables[channel]!;
      const plane = planes[channel]!;
      for (let i = 0; i < frames; i++) if (plane[i] !== table[(startFrame + i) % PERIOD]) faults++;
    }
    return faults;
  }
}
