const STATES_PER_SEMITONE = 5;
/** A pitch moves by less than so many states from one entry to the next: two semitones in 10 ms. */
const REACH = 10;
/** Of staying voiced, or unvoiced. */
const STAY = 0.99;
/** How much of what YIN says counts: something else may be heard than what is periodic. */
const TRUST = 0.5;
/** Instead of the logarithm of 0. */
const NEVER = -1000;

/** What is heard at one moment: frequencies with their probabilities, which add up to 1 at most. */
export interface PitchCandidates {
  readonly hertz: readonly number[];
  readonly probabilities: readonly number[];
}

/**
 * The second half of pYIN: the likeliest path through states of a fifth of a semitone, each voiced or not, where
 * pitches move little from one moment to the next and voicing changes seldom (a hidden Markov model, Viterbi's path).
 */
export class PitchPath {
  readonly #lowest: number;
  readonly #states: number;
  /** Logarithms of moving by −REACH … REACH states: a triangle. */
  readonly #moves: Float64Array;

  constructor(lowest: number, highest: number) {
    this.#lowest = lowest;
    this.#states = Math.ceil(12 * STATES_PER_SEMITONE * Math.log2(highest / lowest)) + 1;
    this.#moves = Float64Array.from({ length: 2 * REACH + 1 }, (_, i) =>
      Math.log((REACH + 1 - Math.abs(i - REACH)) / (REACH + 1) ** 2),
    );
  }

  /** Hz of each moment, 0 where it is not voiced. */
  follow(moments: readonly PitchCandidates[]): Float32Array<ArrayBuffer> {
    const states = this.#states;
    // The likeliest way to each state so far: voiced ones, then unvoiced; and where it came from.
    let ways = new Float64Array(2 * states);
    let next = new Float64Array(2 * states);
    const came = new Uint16Array(2 * states * moments.length);
    const best = new Float64Array(2 * states);
    const from = new Uint16Array(2 * states);
    const [stay, change] = [Math.log(STAY), Math.log(1 - STAY)];
    for (const [i, moment] of moments.entries()) {
      this.#reach(ways, best, from);
      const unvoiced = this.#observe(moment, next);
      for (let state = 0; state < 2 * states; state++) {
        const voiced = state < states;
        const twin = voiced ? state + states : state - states;
        const stays = best[state]! + stay >= best[twin]! + change;
        came[i * 2 * states + state] = from[stays ? state : twin]!;
        next[state] = (stays ? best[state]! + stay : best[twin]! + change) + (voiced ? next[state]! : unvoiced);
      }
      [ways, next] = [next, ways];
    }
    return this.#trace(moments, ways, came);
  }

  /** The best way to each state by a move from its neighbours, of the same voicing. */
  #reach(ways: Float64Array, best: Float64Array, from: Uint16Array): void {
    const [states, moves] = [this.#states, this.#moves];
    for (let base = 0; base < 2 * states; base += states) {
      for (let state = 0; state < states; state++) {
        let [most, source] = [-Infinity, state];
        const end = Math.min(states - 1, state + REACH);
        for (let other = Math.max(0, state - REACH); other <= end; other++) {
          const way = ways[base + other]! + moves[other - state + REACH]!;
          if (way > most) [most, source] = [way, other];
        }
        best[base + state] = most;
        from[base + state] = base + source;
      }
    }
  }

  /** Logarithms of what voiced states make of a moment; returns what each unvoiced one does. */
  #observe({ hertz, probabilities }: PitchCandidates, out: Float64Array): number {
    out.fill(0, 0, this.#states);
    let heard = 0;
    for (const [i, frequency] of hertz.entries()) {
      out[this.#stateOf(frequency)]! += TRUST * probabilities[i]!;
      heard += TRUST * probabilities[i]!;
    }
    for (let state = 0; state < this.#states; state++) out[state] = out[state]! > 0 ? Math.log(out[state]!) : NEVER;
    return Math.log((1 - heard) / this.#states);
  }

  #trace(moments: readonly PitchCandidates[], ways: Float64Array, came: Uint16Array): Float32Array<ArrayBuffer> {
    const result = new Float32Array(moments.length);
    let state = 0;
    for (let other = 1; other < ways.length; other++) if (ways[other]! > ways[state]!) state = other;
    for (let i = moments.length - 1; i >= 0; i--) {
      if (state < this.#states) result[i] = this.#nearest(moments[i]!, state);
      state = came[i * 2 * this.#states + state]!;
    }
    return result;
  }

  /** The candidate of a state, as exact as it was measured; the state's own frequency where there was none. */
  #nearest({ hertz }: PitchCandidates, state: number): number {
    const own = this.#lowest * 2 ** (state / (12 * STATES_PER_SEMITONE));
    // Within a semitone.
    let [found, distance] = [own, 1 / 12];
    for (const frequency of hertz) {
      const away = Math.abs(Math.log2(frequency / own));
      if (away < distance) [found, distance] = [frequency, away];
    }
    return found;
  }

  #stateOf(hertz: number): number {
    const state = Math.round(12 * STATES_PER_SEMITONE * Math.log2(hertz / this.#lowest));
    return Math.min(Math.max(state, 0), this.#states - 1);
  }
}
