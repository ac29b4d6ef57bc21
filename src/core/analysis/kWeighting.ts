/** Coefficients of the two filters of ITU-R BS.1770-5 annex 1, in series: a shelf for the head, a high-pass (RLB). */
export interface KWeighting {
  shelf: { b0: number; b1: number; b2: number; a1: number; a2: number };
  highPass: { a1: number; a2: number };
}

/**
 * The standard tabulates 48 kHz only. Its filters are the bilinear transforms of these analogue ones, whose parameters
 * reproduce the table to ten digits; other rates follow from them, as in libebur128.
 */
export function kWeighting(sampleRate: number): KWeighting {
  const shelf = { hertz: 1681.974450955533, q: 0.7071752369554196, decibels: 3.999843853973347 };
  let k = Math.tan((Math.PI * shelf.hertz) / sampleRate);
  const high = 10 ** (shelf.decibels / 20);
  const band = high ** 0.4996667741545416;
  const scale = 1 + k / shelf.q + k * k;
  const first = {
    b0: (high + (band * k) / shelf.q + k * k) / scale,
    b1: (2 * (k * k - high)) / scale,
    b2: (high - (band * k) / shelf.q + k * k) / scale,
    a1: (2 * (k * k - 1)) / scale,
    a2: (1 - k / shelf.q + k * k) / scale,
  };
  const pass = { hertz: 38.13547087602444, q: 0.5003270373238773 };
  k = Math.tan((Math.PI * pass.hertz) / sampleRate);
  const below = 1 + k / pass.q + k * k;
  return { shelf: first, highPass: { a1: (2 * (k * k - 1)) / below, a2: (1 - k / pass.q + k * k) / below } };
}

/** Values of state a channel: two for each filter. */
const STATE = 4;

/** Runs planes through the filters and sums the squares of what comes out. Keeps its state between calls. */
export class KWeightedEnergy {
  readonly #k: KWeighting;
  #state: Float64Array;

  constructor(sampleRate: number, channels: number) {
    this.#k = kWeighting(sampleRate);
    this.#state = new Float64Array(channels * STATE);
  }

  reset(): void {
    this.#state.fill(0);
  }

  /** Sum of squares of frames from … to−1 of one channel. What is not a number counts as silence. */
  push(plane: Float32Array, channel: number, from: number, to: number): number {
    const state = this.#state.subarray(channel * STATE, (channel + 1) * STATE);
    const before = state.slice();
    const energy = this.#filter(plane, state, from, to);
    if (energy < Infinity) return energy;
    state.set(before);
    const clean = plane.slice(from, to).map((value) => (Number.isFinite(value) ? value : 0));
    const finite = this.#filter(clean, state, 0, clean.length);
    if (finite < Infinity) return finite;
    state.fill(0);
    return 0;
  }

  /** Two channels in one loop: each filter waits for itself, so the other costs next to nothing. Weights: of the sums. */
  pushPair(left: Float32Array, right: Float32Array, from: number, to: number): number {
    const { b0, b1, b2, a1, a2 } = this.#k.shelf;
    const { a1: c1, a2: c2 } = this.#k.highPass;
    const state = this.#state;
    let l1 = state[0]!;
    let l2 = state[1]!;
    let l3 = state[2]!;
    let l4 = state[3]!;
    let r1 = state[4]!;
    let r2 = state[5]!;
    let r3 = state[6]!;
    let r4 = state[7]!;
    let sum = 0;
    for (let i = from; i < to; i++) {
      const l = left[i]!;
      const r = right[i]!;
      const lm = b0 * l + l1;
      const rm = b0 * r + r1;
      l1 = b1 * l - a1 * lm + l2;
      r1 = b1 * r - a1 * rm + r2;
      l2 = b2 * l - a2 * lm;
      r2 = b2 * r - a2 * rm;
      const lo = lm + l3;
      const ro = rm + r3;
      l3 = -2 * lm - c1 * lo + l4;
      r3 = -2 * rm - c1 * ro + r4;
      l4 = lm - c2 * lo;
      r4 = rm - c2 * ro;
      sum += lo * lo + ro * ro;
    }
    if (!(sum < Infinity)) return this.push(left, 0, from, to) + this.push(right, 1, from, to);
    state[0] = l1;
    state[1] = l2;
    state[2] = l3;
    state[3] = l4;
    state[4] = r1;
    state[5] = r2;
    state[6] = r3;
    state[7] = r4;
    return sum;
  }

  #filter(plane: Float32Array, state: Float64Array, from: number, to: number): number {
    const { b0, b1, b2, a1, a2 } = this.#k.shelf;
    const { a1: c1, a2: c2 } = this.#k.highPass;
    let z1 = state[0]!;
    let z2 = state[1]!;
    let z3 = state[2]!;
    let z4 = state[3]!;
    let sum = 0;
    for (let i = from; i < to; i++) {
      const x = plane[i]!;
      const m = b0 * x + z1;
      z1 = b1 * x - a1 * m + z2;
      z2 = b2 * x - a2 * m;
      const y = m + z3;
      z3 = -2 * m - c1 * y + z4;
      z4 = m - c2 * y;
      sum += y * y;
    }
    state[0] = z1;
    state[1] = z2;
    state[2] = z3;
    state[3] = z4;
    return sum;
  }
}
