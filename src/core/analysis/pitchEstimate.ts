import FFT from 'fft.js';
import { GridBlocks, type GridState } from './gridBlocks.ts';

export interface PitchState {
  grid: GridState;
  /** Of each tenth of a semitone from 20 Hz on: how many windows had their pitch there, and the sum of log2 of it. */
  counts: Uint32Array;
  logs: Float64Array;
  windows: number;
}

export interface PitchEstimate {
  /** The median of the windows that have a pitch. */
  hertz: number;
  /** Share of the windows with sound that have a pitch within a semitone of it, 0 to 1. */
  confidence: number;
}

const SIZE = 4096;
/** Of the first 2^18 frames every window, then every thirty-second. */
const ALL_UNTIL = 1 << 18;
const EVERY = 32 * SIZE;
const LOWEST = 20;
const PER_OCTAVE = 120;
const STEPS = 9 * PER_OCTAVE;
/** A periodic window is at least so much like itself a period later. */
const CLEAR = 0.85;
/** −60 dBFS RMS: in less there is no pitch to be heard. */
const LEAST_SQUARE = 1e-6;

const fft = new FFT(2 * SIZE);
const input: number[] = Array.from({ length: 2 * SIZE }, () => 0);
const output: number[] = fft.createComplexArray();

/**
 * Fundamental frequency by the normalised square difference (McLeod and Wyvill 2005) of windows of 4096 frames: from
 * 2.5 periods in a window up to an eighth of the sample rate.
 */
export class Pitch extends GridBlocks {
  readonly state: PitchState;
  readonly #sampleRate: number;
  readonly #likeness = new Float64Array(SIZE);

  constructor(sampleRate: number, state: PitchState | number) {
    super(SIZE, typeof state === 'number' ? state : state.grid);
    this.#sampleRate = sampleRate;
    this.state =
      typeof state === 'number'
        ? { grid: this.grid, counts: new Uint32Array(STEPS), logs: new Float64Array(STEPS), windows: 0 }
        : state;
  }

  protected override wanted(at: number): boolean {
    return at < ALL_UNTIL || at % EVERY === 0;
  }

  protected block(samples: Float32Array): void {
    let squares = 0;
    for (let i = 0; i < SIZE; i++) squares += samples[i]! * samples[i]!;
    if (squares < LEAST_SQUARE * SIZE) return;
    const { state } = this;
    state.windows++;
    const hertz = this.#pitch(samples, squares);
    const octaves = Math.log2(hertz / LOWEST);
    const step = Math.round(octaves * PER_OCTAVE);
    if (!(step >= 0 && step < STEPS)) return;
    state.counts[step]!++;
    state.logs[step]! += octaves;
  }

  /** later begins where this ends. */
  merge(later: PitchState): void {
    this.mergeGrid(later.grid);
    const { state } = this;
    for (let i = 0; i < STEPS; i++) {
      state.counts[i]! += later.counts[i]!;
      state.logs[i]! += later.logs[i]!;
    }
    state.windows += later.windows;
  }

  /** null where no window has a pitch. */
  result(): PitchEstimate | null {
    const short = this.short;
    const whole = short ? new Pitch(this.#sampleRate, 0) : this;
    if (short) whole.block(short);
    const { counts, logs, windows } = whole.state;
    const all = counts.reduce((sum, count) => sum + count, 0);
    if (all === 0) return null;
    let median = 0;
    for (let seen = counts[0]!; seen * 2 < all;) seen += counts[++median]!;
    const within = (steps: number): { count: number; log: number } => {
      let [count, log] = [0, 0];
      for (let i = Math.max(0, median - steps); i <= Math.min(STEPS - 1, median + steps); i++) {
        count += counts[i]!;
        log += logs[i]!;
      }
      return { count, log };
    };
    const near = within(2);
    // Rounded: engines raise to a power differently, in the last digit, before and after they have compiled it.
    const hertz = Number((LOWEST * 2 ** (near.log / near.count)).toPrecision(7));
    return { hertz, confidence: within(10).count / windows };
  }

  /** NaN where the window is not periodic. */
  #pitch(samples: Float32Array, squares: number): number {
    for (let i = 0; i < SIZE; i++) input[i] = samples[i]!;
    for (let i = SIZE; i < 2 * SIZE; i++) input[i] = 0;
    fft.realTransform(output, input);
    for (let bin = 0; bin <= SIZE; bin++) {
      const power = (output[2 * bin]! ** 2 + output[2 * bin + 1]! ** 2) / (2 * SIZE);
      input[bin] = power;
      if (bin > 0 && bin < SIZE) input[2 * SIZE - bin] = power;
    }
    // The powers are even, so their transform back is the same as forth.
    fft.realTransform(output, input);
    const likeness = this.#likeness;
    const longest = Math.floor(SIZE / 2.5);
    let both = 2 * squares;
    for (let lag = 0; lag <= longest; lag++) {
      likeness[lag] = both > 0 ? (2 * output[2 * lag]!) / both : 0;
      both -= samples[lag]! ** 2 + samples[SIZE - 1 - lag]! ** 2;
    }
    return this.#sampleRate / period(likeness, longest);
  }
}

/** The first peak behind the first zero that is nearly as high as the highest, in frames; NaN where none is clear. */
function period(likeness: Float64Array, longest: number): number {
  let start = 1;
  while (start < longest && likeness[start]! > 0) start++;
  let highest = 0;
  for (let lag = start; lag < longest; lag++) highest = Math.max(highest, likeness[lag]!);
  if (highest < CLEAR) return NaN;
  for (let lag = Math.max(start, 8); lag < longest; lag++) {
    const [left, here, right] = [likeness[lag - 1]!, likeness[lag]!, likeness[lag + 1]!];
    if (here < 0.93 * highest || here < left || here < right) continue;
    const bend = left - 2 * here + right;
    return lag + (bend < 0 ? (left - right) / (2 * bend) : 0);
  }
  return NaN;
}
