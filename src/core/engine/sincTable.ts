/** Zero crossings on either side of the middle. */
const CROSSINGS = 22;
/** Samples of the prototype between two crossings, a multiple of PHASES. */
const STEPS = 1024;
/** Of the Kaiser window: side lobes below −94 dB. */
const BETA = 9.4;
/** Kernels for places between two frames, at full bandwidth; those in between are interpolated. */
const PHASES = 256;
const FEWEST_PHASES = 32;

let prototype: Float64Array | undefined;

/**
 * Low-pass kernels (Kaiser-windowed sinc) for a rate: frames passed for each frame made. Above 1 the cut-off falls with
 * it: side lobes lie below −90 dB, but just beside the cut-off, at 0.55 of the lower rate, only 42 dB are stopped. The first one made computes the prototype, a few milliseconds; tune() copies from it,
 * some 50 µs and no allocation.
 */
export class SincTable {
  /** Kernel p is rows[p · taps … (p + 1) · taps): for the place p / phases after frame number taps / 2 − 1 of those it takes. */
  readonly rows: Float64Array;
  taps = 0;
  phases = 0;
  #prototype: Float64Array;

  constructor(maxRate: number) {
    this.#prototype = prototype ??= makePrototype();
    // The product is largest at one end, apart from what is rounded up.
    const longest = longestKernel(maxRate) + 2;
    this.rows = new Float64Array(Math.max((PHASES + 3) * (longestKernel(1) + 2), (phasesFor(maxRate) + 3) * longest));
  }

  /** rate: at least 1. */
  tune(rate: number): void {
    const cut = 1 / rate;
    const taps = longestKernel(rate);
    const phases = phasesFor(rate);
    const { rows } = this;
    const last = (phases + 1) * taps - 1;
    // Kernel phases − p is kernel p from back to front.
    for (let phase = 0; phase <= phases >> 1; phase++) {
      const middle = taps / 2 - 1 + phase / phases;
      for (let tap = 0; tap < taps; tap++) {
        const place = Math.abs(tap - middle) * cut * STEPS;
        const index = place | 0;
        const low = index <= CROSSINGS * STEPS ? this.#prototype[index]! : 0;
        const high = index < CROSSINGS * STEPS ? this.#prototype[index + 1]! : 0;
        const value = cut * (low + (high - low) * (place - index));
        rows[phase * taps + tap] = value;
        rows[last - phase * taps - tap] = value;
      }
    }
    this.taps = taps;
    this.phases = phases;
  }
}

/** Frames that a kernel takes at most up to this rate; even. */
export function longestKernel(rate: number): number {
  return 2 * Math.ceil(CROSSINGS * Math.max(1, rate));
}

/** Even. A kernel for less bandwidth changes more slowly from phase to phase. */
function phasesFor(rate: number): number {
  return Math.max(FEWEST_PHASES, 2 * Math.ceil(PHASES / 2 / Math.max(1, rate)));
}

/** One side, from the middle to the last crossing. */
function makePrototype(): Float64Array {
  const values = new Float64Array(CROSSINGS * STEPS + 1);
  const scale = 1 / bessel0(BETA);
  values[0] = 1;
  for (let i = 1; i < values.length; i++) {
    // Exactly 0 at the crossings: at rate 1 frames come out as they went in.
    if (i % STEPS === 0) continue;
    const x = (Math.PI * i) / STEPS;
    const place = i / (CROSSINGS * STEPS);
    values[i] = (Math.sin(x) / x) * bessel0(BETA * Math.sqrt(1 - place * place)) * scale;
  }
  return values;
}

/** Modified Bessel function of the first kind, order 0. */
function bessel0(x: number): number {
  let sum = 1;
  for (let term = 1, k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
