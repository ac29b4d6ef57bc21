import type { LevelsState } from './levels.ts';
import { powerDb } from './decibels.ts';

/** Sum of the products of two channels: with their own sums it gives all of the figures. */
export interface StereoState {
  frames: number;
  products: number;
}

export interface StereoResult {
  /** Pearson's, of the samples without their means; null where a channel is constant. */
  correlation: number | null;
  /** dBFS RMS of (L+R)/2 and of (L−R)/2, and their difference; −∞ for silence, null where both are silent. */
  mid: number;
  side: number;
  midToSide: number | null;
  /** dB that the left is louder; null where either is silent. */
  balance: number | null;
}

export class Stereo {
  readonly state: StereoState;

  constructor(state: StereoState = { frames: 0, products: 0 }) {
    this.state = state;
  }

  add(left: Float32Array, right: Float32Array, from: number, frames: number): void {
    const to = from + frames;
    let [even, odd] = [0, 0];
    let i = from;
    for (; i + 1 < to; i += 2) {
      even += left[i]! * right[i]!;
      odd += left[i + 1]! * right[i + 1]!;
    }
    if (i < to) even += left[i]! * right[i]!;
    this.state.products += even + odd;
    this.state.frames += frames;
  }

  merge(later: StereoState): void {
    this.state.products += later.products;
    this.state.frames += later.frames;
  }

  /** left, right: of the same frames. */
  result(left: Pick<LevelsState, 'sum' | 'squares'>, right: Pick<LevelsState, 'sum' | 'squares'>): StereoResult {
    const { frames, products } = this.state;
    const n = Math.max(1, frames);
    const spread = (left.squares - (left.sum * left.sum) / n) * (right.squares - (right.sum * right.sum) / n);
    const together = products - (left.sum * right.sum) / n;
    // Of a constant nothing but rounding is left.
    const constant = spread <= left.squares * right.squares * 1e-24;
    const both = left.squares + right.squares;
    const clean = (power: number): number => (power < both * 1e-15 ? 0 : power / (4 * n));
    const [mid, side] = [powerDb(clean(both + 2 * products)), powerDb(clean(both - 2 * products))];
    return {
      correlation: constant ? null : Math.max(-1, Math.min(1, together / Math.sqrt(spread))),
      mid,
      side,
      midToSide: both > 0 ? mid - side : null,
      balance: left.squares > 0 && right.squares > 0 ? powerDb(left.squares / right.squares) : null,
    };
  }
}
