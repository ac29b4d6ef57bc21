/** Samples that are no audio, and the bits that the others use, of one channel. */
export interface SampleFormatState {
  start: number;
  frames: number;
  nan: number;
  infinite: number;
  denormal: number;
  firstNonFinite: number;
  /** All samples times 2^31 as integers, OR-ed. */
  mask: number;
  /** A sample has bits below 2^−31. */
  finer: boolean;
}

export interface SampleFormatResult {
  nan: number;
  infinite: number;
  /** Not zero, and too small for a normal float32: they cost some processors a hundredfold. */
  denormal: number;
  firstNonFinite: number | null;
  /**
   * Bits from the sign to the lowest bit that any sample sets, at most 32, as `sox stats` counts them; null in silence.
   * Gain applied after the quantiser shows as more bits: it says what the samples need, not what was recorded.
   */
  bitDepth: number | null;
  /** Floats that no integer of 32 bits holds. */
  finer: boolean;
}

const LEAST_NORMAL = 1.1754943508222875e-38;

export class SampleFormat {
  readonly state: SampleFormatState;

  constructor(state: SampleFormatState | number) {
    this.state =
      typeof state === 'number'
        ? { start: state, frames: 0, nan: 0, infinite: 0, denormal: 0, firstNonFinite: -1, mask: 0, finer: false }
        : state;
  }

  /** Returns how many samples are not finite. */
  add(plane: Float32Array, from: number, frames: number): number {
    const { state } = this;
    let { mask } = state;
    let test = 0;
    let fraction = 0;
    let tiny = 0;
    const to = from + frames;
    if (state.finer) {
      for (let i = from; i < to; i++) {
        const x = plane[i]!;
        test += x * 0;
        if (x < LEAST_NORMAL && x > -LEAST_NORMAL && x !== 0) tiny++;
      }
    } else {
      for (let i = from; i < to; i++) {
        const scaled = plane[i]! * 2147483648;
        const whole = scaled | 0;
        test += scaled * 0;
        mask |= whole;
        // At full scale and beyond the integer wraps; the low bits are right all the same.
        if (scaled !== whole && (scaled - whole) % 1 !== 0) fraction++;
      }
    }
    let bad = 0;
    if (test !== 0) bad = this.#count(plane, from, to);
    else {
      state.mask = mask;
      if (fraction > 0) {
        state.finer = true;
        for (let i = from; i < to; i++) if (isDenormal(plane[i]!)) tiny++;
      }
      state.denormal += tiny;
    }
    state.frames += frames;
    return bad;
  }

  /** later begins where this ends. */
  merge(later: SampleFormatState): void {
    const { state } = this;
    state.nan += later.nan;
    state.infinite += later.infinite;
    state.denormal += later.denormal;
    if (state.firstNonFinite < 0) state.firstNonFinite = later.firstNonFinite;
    state.mask |= later.mask;
    state.finer ||= later.finer;
    state.frames += later.frames;
  }

  result(): SampleFormatResult {
    const { nan, infinite, denormal, firstNonFinite, mask, finer } = this.state;
    return {
      nan,
      infinite,
      denormal,
      firstNonFinite: firstNonFinite < 0 ? null : firstNonFinite,
      bitDepth: finer ? 32 : mask === 0 ? null : Math.clz32(mask & -mask) + 1,
      finer,
    };
  }

  #count(plane: Float32Array, from: number, to: number): number {
    const { state } = this;
    let bad = 0;
    for (let i = from; i < to; i++) {
      const x = plane[i]!;
      if (Number.isFinite(x)) {
        const scaled = x * 2147483648;
        if (isDenormal(x)) state.denormal++;
        if (scaled % 1 !== 0) state.finer = true;
        else state.mask |= scaled | 0;
        continue;
      }
      if (bad++ === 0 && state.firstNonFinite < 0) state.firstNonFinite = state.start + state.frames + i - from;
      if (Number.isNaN(x)) state.nan++;
      else state.infinite++;
    }
    return bad;
  }
}

const isDenormal = (x: number): boolean => x !== 0 && x < LEAST_NORMAL && x > -LEAST_NORMAL;
