import { LEVEL_ROOM, type LevelKernel } from '../dsp/levelKernel.ts';
import { type DecayState, DecayingMean } from './decayingMean.ts';
import { LevelWindows, type WindowsState } from './levelWindows.ts';

/** Of the finite samples of one channel. */
export interface LevelsState {
  frames: number;
  /** Greatest magnitude, and the first frame that has it. */
  peak: number;
  peakFrame: number;
  sum: number;
  squares: number;
  crossings: number;
  /** The first and the last sample that is not zero: −1, 1, or 0 where there is none. */
  firstSign: number;
  lastSign: number;
  decay: DecayState;
  windows: WindowsState;
}

export interface LevelsResult {
  /** Linear, full scale is 1; the first frame that has it, null in silence. */
  peak: number;
  peakFrame: number | null;
  meanSquare: number;
  dcOffset: number;
  /** Peak to RMS, linear; null in silence. */
  crest: number | null;
  /** Mean squares under a window that decays with 50 ms; null under 250 ms. */
  window: { min: number; max: number } | null;
  /** Changes of sign, zeros left out, to the number of frames. */
  zeroCrossingRate: number;
}

/**
 * Peak, sums and changes of sign of one channel. Samples must be finite: those that are not are given as zeros and
 * counted in `missing` of result.
 */
export class Levels {
  readonly state: LevelsState;
  /** Greatest magnitude of the samples added last. */
  lastPeak = 0;
  readonly #decay: DecayingMean;
  readonly #windows: LevelWindows;
  readonly #kernel: LevelKernel | null;

  /** state: the first frame, or what a range before has left. kernel: null for the definition, one by one. */
  constructor(sampleRate: number, state: LevelsState | number, kernel: LevelKernel | null = null) {
    this.#kernel = kernel;
    this.#decay = new DecayingMean(sampleRate, typeof state === 'number' ? state : state.decay);
    this.#windows = new LevelWindows(sampleRate, typeof state === 'number' ? state : state.windows);
    this.state =
      typeof state === 'number'
        ? {
            ...{ frames: 0, peak: 0, peakFrame: -1, sum: 0, squares: 0, crossings: 0, firstSign: 0, lastSign: 0 },
            ...{ decay: this.#decay.state, windows: this.#windows.state },
          }
        : state;
  }

  add(plane: Float32Array, from: number, frames: number): void {
    this.lastPeak = 0;
    for (let done = 0; done < frames;) {
      const now = Math.min(frames - done, this.#windows.room, LEVEL_ROOM);
      this.#piece(plane, from + done, now);
      done += now;
    }
  }

  /** Frames of one window. */
  #piece(plane: Float32Array, from: number, frames: number): void {
    const { state } = this;
    const slow = this.#kernel ? this.#decay.slowFrames(frames) : frames;
    const fast = (frames - slow) & ~3;
    const before = state.squares;
    let peak = this.#slow(plane, from, slow);
    if (fast > 0) peak = Math.max(peak, this.#fast(plane, from + slow, fast));
    peak = Math.max(peak, this.#slow(plane, from + slow + fast, frames - slow - fast));
    if (peak > state.peak) {
      let at = from;
      while (Math.abs(plane[at]!) !== peak) at++;
      [state.peak, state.peakFrame] = [peak, state.decay.start + state.frames + at - from];
    }
    if (peak > this.lastPeak) this.lastPeak = peak;
    state.frames += frames;
    this.#windows.add(state.squares - before, peak, frames);
  }

  #slow(plane: Float32Array, from: number, frames: number): number {
    if (frames === 0) return 0;
    this.#decay.step(plane, from, frames);
    let [sum, squares, peak] = [0, 0, 0];
    for (let i = from; i < from + frames; i++) {
      const x = plane[i]!;
      sum += x;
      squares += x * x;
      if (x > peak) peak = x;
      else if (-x > peak) peak = -x;
    }
    this.state.sum += sum;
    this.state.squares += squares;
    this.#countSigns(plane, from, frames);
    return peak;
  }

  #fast(plane: Float32Array, from: number, frames: number): number {
    const { state } = this;
    const { decay } = state;
    const kernel = this.#kernel!;
    const { values } = kernel;
    values[0] = decay.value;
    values[1] = decay.min;
    values[2] = decay.max;
    kernel.run(plane, from, frames, state.lastSign, this.#decay.keep);
    decay.value = values[0]!;
    decay.min = values[1]!;
    decay.max = values[2]!;
    decay.frames += frames;
    state.sum += values[3]!;
    state.squares += values[4]!;
    const changes = kernel.signChanges;
    if (changes < 0 || state.lastSign === 0) this.#countSigns(plane, from, frames);
    else {
      state.crossings += changes;
      state.lastSign = plane[from + frames - 1]! > 0 ? 1 : -1;
    }
    return kernel.peak;
  }

  #countSigns(plane: Float32Array, from: number, frames: number): void {
    const { state } = this;
    let sign = state.lastSign;
    for (let i = from; i < from + frames; i++) {
      const x = plane[i]!;
      if (x * sign < 0) {
        state.crossings++;
        sign = -sign;
      } else if (sign === 0 && x !== 0) sign = state.firstSign = x > 0 ? 1 : -1;
    }
    state.lastSign = sign;
  }

  /** later begins where this ends. */
  merge(later: LevelsState): void {
    const { state } = this;
    if (later.peak > state.peak) [state.peak, state.peakFrame] = [later.peak, later.peakFrame];
    state.sum += later.sum;
    state.squares += later.squares;
    state.crossings += later.crossings + (state.lastSign * later.firstSign < 0 ? 1 : 0);
    if (state.firstSign === 0) state.firstSign = later.firstSign;
    if (later.lastSign !== 0) state.lastSign = later.lastSign;
    state.frames += later.frames;
    this.#decay.merge(later.decay);
    this.#windows.merge(later.windows);
  }

  /** missing: frames that are not finite. */
  result(missing = 0): LevelsResult {
    const { frames, peak, peakFrame, sum, squares, crossings } = this.state;
    const count = Math.max(1, frames - missing);
    const meanSquare = squares / count;
    return {
      peak,
      peakFrame: peakFrame < 0 ? null : peakFrame,
      meanSquare,
      dcOffset: sum / count,
      crest: meanSquare > 0 ? peak / Math.sqrt(meanSquare) : null,
      window: this.#decay.result(),
      zeroCrossingRate: crossings / count,
    };
  }

  get windows(): LevelWindows {
    return this.#windows;
  }
}
