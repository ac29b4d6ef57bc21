import { kCoefficients } from '../analysis/kWeighting.ts';
import { PAIR_STATE, runSections } from './biquads.ts';
import { FIELD } from './engineState.ts';

const CHUNK = 128;
const MEAN_SECONDS = 3;
/** −200 dBFS is silence. */
const LEAST = 1e-20;

/**
 * How loud it is before and after the filters: K-weighted mean squares summed over the channels with the weights of
 * ITU-R BS.1770, time constant 3 s, in FIELD.beforeFilters and FIELD.afterFilters. Audio thread: no allocation after the
 * constructor.
 */
export class LoudnessPair {
  readonly #before: WeightedSquare;
  readonly #after: WeightedSquare;

  constructor(channels: number, sampleRate: number) {
    this.#before = new WeightedSquare(channels, sampleRate);
    this.#after = new WeightedSquare(channels, sampleRate);
  }

  before(buffers: readonly Float32Array[], offset: number, frames: number, state: Float64Array): void {
    this.#before.measure(buffers, offset, frames, state, FIELD.beforeFilters);
  }

  after(buffers: readonly Float32Array[], offset: number, frames: number, state: Float64Array): void {
    this.#after.measure(buffers, offset, frames, state, FIELD.afterFilters);
  }

  /** Both start anew, from silence. */
  reset(state: Float64Array): void {
    this.#before.reset();
    this.#after.reset();
    state[FIELD.beforeFilters] = 0;
    state[FIELD.afterFilters] = 0;
  }
}

class WeightedSquare {
  readonly #channels: number;
  readonly #weights: Float64Array;
  readonly #coefficients: Float64Array;
  readonly #states: Float64Array;
  readonly #left = new Float64Array(CHUNK);
  readonly #right = new Float64Array(CHUNK);
  /** ln of the share of the mean that is kept for each frame. */
  readonly #keep: number;

  constructor(channels: number, sampleRate: number) {
    this.#channels = channels;
    this.#weights = Float64Array.from({ length: channels + 1 }, (_, channel) => weight(channel, channels));
    const [b0, b1, b2, a1, a2, pass1, pass2] = kCoefficients(sampleRate);
    this.#coefficients = Float64Array.of(b0, b1, b2, a1, a2, 1, -2, 1, pass1, pass2);
    this.#states = new Float64Array(Math.ceil(channels / 2) * 2 * PAIR_STATE);
    this.#keep = -1 / (MEAN_SECONDS * sampleRate);
  }

  reset(): void {
    this.#states.fill(0);
  }

  measure(buffers: readonly Float32Array[], offset: number, frames: number, state: Float64Array, field: number): void {
    for (let done = 0; done < frames; done += CHUNK) {
      this.#pass(buffers, offset + done, Math.min(CHUNK, frames - done), state, field);
    }
  }

  #pass(buffers: readonly Float32Array[], offset: number, frames: number, state: Float64Array, field: number): void {
    let sum = 0;
    for (let channel = 0; channel < this.#channels; channel += 2) {
      const left = buffers[channel]!;
      const right = buffers[Math.min(channel + 1, this.#channels - 1)]!;
      for (let i = 0; i < frames; i++) {
        this.#left[i] = left[offset + i]!;
        this.#right[i] = right[offset + i]!;
      }
      runSections(this.#coefficients, 2, this.#states, channel * PAIR_STATE, this.#left, this.#right, frames);
      const ofLeft = this.#weights[channel]!;
      const ofRight = this.#weights[channel + 1]!;
      for (let i = 0; i < frames; i++) {
        sum += ofLeft * this.#left[i]! * this.#left[i]! + ofRight * this.#right[i]! * this.#right[i]!;
      }
    }
    const mean = sum / frames;
    if (mean - mean !== 0) {
      this.reset();
      return;
    }
    const next = mean + (state[field]! - mean) * Math.exp(this.#keep * frames);
    state[field] = next < LEAST ? 0 : next;
  }
}

/** Surrounds count more, the LFE of 5.1 and a channel that does not exist count nothing. */
function weight(channel: number, channels: number): number {
  if (channel >= channels) return 0;
  if (channels === 6) return [1, 1, 1, 0, 1.41, 1.41][channel]!;
  return channels === 4 && channel >= 2 ? 1.41 : 1;
}
