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
 * Peak, sums and changes of sign of one channel, in one loop. Samples must be finite: those that are not are given as
 * zeros and counted in `missing` of result.
 */
export class Levels {
  readonly state: LevelsState;
  /** Greatest magnitude of the samples added last. */
  lastPeak = 0;
  readonly #decay: DecayingMean;
  readonly #windows: LevelWindows;

  /** state: the first frame, or what a range before has left. */
  constructor(sampleRate: number, state: LevelsState | number) {
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
      const now = Math.min(frames - done, this.#windows.room);
      this.#piece(plane, from + done, now);
      done += now;
    }
  }

  #piece(plane: Float32Array, from: number, frames: number): void {
    const { state } = this;
    const slow = this.#decay.slowFrames(frames);
    if (slow > 0) this.#decay.step(plane, from, slow);
    let [sum, odd, squares, peak, sign, crossings] = [0, 0, 0, 0, state.lastSign, 0];
    for (let i = from; i < from + slow; i++) {
      const x = plane[i]!;
      sum += x;
      squares += x * x;
      if (x > peak) peak = x;
      else if (-x > peak) peak = -x;
      if (x * sign < 0) {
        crossings++;
        sign = -sign;
      } else if (sign === 0 && x !== 0) sign = state.firstSign = x > 0 ? 1 : -1;
    }
    const { keep } = this.#decay;
    const { decay } = state;
    let { value, min, max } = decay;
    const [rest, keep2] = [1 - keep, keep * keep];
    const restKeep = rest * keep;
    let i = from + slow;
    // Two samples a turn: each chain of additions waits for itself half as often.
    for (const end = from + frames - 1; i < end; i += 2) {
      const a = plane[i]!;
      const b = plane[i + 1]!;
      const aa = a * a;
      const bb = b * b;
      sum += a;
      odd += b;
      squares += aa + bb;
      const between = value * keep + rest * aa;
      value = value * keep2 + (restKeep * aa + rest * bb);
      if (between > max) max = between;
      if (between < min) min = between;
      if (value > max) max = value;
      if (value < min) min = value;
      if (a > peak) peak = a;
      else if (-a > peak) peak = -a;
      if (b > peak) peak = b;
      else if (-b > peak) peak = -b;
      if (a * sign < 0) {
        crossings++;
        sign = -sign;
      } else if (sign === 0 && a !== 0) sign = state.firstSign = a > 0 ? 1 : -1;
      if (b * sign < 0) {
        crossings++;
        sign = -sign;
      } else if (sign === 0 && b !== 0) sign = state.firstSign = b > 0 ? 1 : -1;
    }
    decay.frames += i - from - slow;
    [decay.value, decay.min, decay.max] = [value, min, max];
    if (i < from + frames) {
      this.#decay.step(plane, i, 1);
      const x = plane[i]!;
      sum += x;
      squares += x * x;
      peak = Math.max(peak, Math.abs(x));
      if (x * sign < 0) {
        crossings++;
        sign = -sign;
      } else if (sign === 0 && x !== 0) sign = state.firstSign = x > 0 ? 1 : -1;
    }
    if (peak > state.peak) {
      let at = from;
      while (Math.abs(plane[at]!) !== peak) at++;
      [state.peak, state.peakFrame] = [peak, decay.start + state.frames + at - from];
    }
    if (peak > this.lastPeak) this.lastPeak = peak;
    state.sum += sum + odd;
    state.squares += squares;
    state.crossings += crossings;
    state.lastSign = sign;
    state.frames += frames;
    this.#windows.add(squares, peak, frames);
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
