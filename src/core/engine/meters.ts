import { FIELD, METERED_OUTPUTS } from './engineState.ts';

/** IEC 60268-18: a quasi-instantaneous attack, and 20 dB down in 1.7 s. */
const FALL_SECONDS = 1.7;
const RMS_SECONDS = 0.3;
/** −200 dBFS is silence. */
const LEAST_PEAK = 1e-10;
const LEAST_SQUARE = 1e-20;

/**
 * Writes FIELD.peaks (linear), FIELD.squares (mean squares, time constant 300 ms) and FIELD.overs (frames in which any
 * output is beyond full scale) of what leaves for the device. A fall or mean is brought forward once a call: to within
 * one quantum of the exact time. Audio thread: no allocation.
 */
export class Meters {
  readonly #outputs: number;
  /** ln of the fall, and of the share that is kept, for each frame. */
  readonly #fall: number;
  readonly #keep: number;

  constructor(outputs: number, sampleRate: number) {
    this.#outputs = Math.min(outputs, METERED_OUTPUTS);
    this.#fall = -Math.LN10 / (FALL_SECONDS * sampleRate);
    this.#keep = -1 / (RMS_SECONDS * sampleRate);
  }

  apply(buffers: readonly Float32Array[], offset: number, frames: number, state: Float64Array): void {
    if (frames === 0) return;
    const fall = Math.exp(this.#fall * frames);
    const keep = Math.exp(this.#keep * frames);
    let over = false;
    for (let output = 0; output < this.#outputs; output++) {
      const samples = buffers[output]!;
      let highest = 0;
      let sum = 0;
      for (let i = offset; i < offset + frames; i++) {
        const sample = samples[i]!;
        const square = sample * sample;
        sum += square;
        if (square > highest) highest = square;
      }
      const peak = Math.max(Math.sqrt(highest), state[FIELD.peaks + output]! * fall);
      state[FIELD.peaks + output] = peak < LEAST_PEAK ? 0 : peak;
      const mean = sum / frames;
      const before = state[FIELD.squares + output]!;
      const square = mean - mean === 0 ? mean + (before - mean) * keep : before;
      state[FIELD.squares + output] = square < LEAST_SQUARE ? 0 : square;
      if (highest > 1) over = true;
    }
    if (over) state[FIELD.overs]! += this.#countOvers(buffers, offset, frames);
  }

  #countOvers(buffers: readonly Float32Array[], offset: number, frames: number): number {
    let count = 0;
    for (let i = offset; i < offset + frames; i++) {
      for (let output = 0; output < this.#outputs; output++) {
        if (Math.abs(buffers[output]![i]!) > 1) {
          count++;
          break;
        }
      }
    }
    return count;
  }
}
