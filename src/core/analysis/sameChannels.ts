/** Pairs of channels, first and second, that are still the same sample for sample, and those of opposite sign. */
export interface SameChannelsState {
  same: [number, number][];
  inverted: [number, number][];
}

export const MOST_CHANNELS = 32;

/** Which channels are the same or inverted in every frame: a pair costs time only until a frame tells them apart. */
export class SameChannels {
  readonly state: SameChannelsState;

  constructor(state: SameChannelsState | number) {
    if (typeof state !== 'number') this.state = state;
    else {
      const pairs: [number, number][] = [];
      for (let a = 0; a < Math.min(state, MOST_CHANNELS); a++) {
        for (let b = a + 1; b < Math.min(state, MOST_CHANNELS); b++) pairs.push([a, b]);
      }
      this.state = { same: pairs, inverted: [...pairs] };
    }
  }

  add(planes: readonly Float32Array[], from: number, frames: number): void {
    const { state } = this;
    if (state.same.length > 0) this.#keep(state.same, (a, b) => isSame(planes[a]!, planes[b]!, from, from + frames));
    if (state.inverted.length > 0) {
      this.#keep(state.inverted, (a, b) => isInverted(planes[a]!, planes[b]!, from, from + frames));
    }
  }

  merge(later: SameChannelsState): void {
    const has = (pairs: [number, number][], a: number, b: number): boolean =>
      pairs.some(([c, d]) => a === c && b === d);
    this.#keep(this.state.same, (a, b) => has(later.same, a, b));
    this.#keep(this.state.inverted, (a, b) => has(later.inverted, a, b));
  }

  /** peaks: of the channels; silent ones are no pair. */
  result(peaks: readonly number[]): SameChannelsState {
    const sounding = ([a, b]: [number, number]): boolean => peaks[a]! > 0 && peaks[b]! > 0;
    return { same: this.state.same.filter(sounding), inverted: this.state.inverted.filter(sounding) };
  }

  #keep(pairs: [number, number][], holds: (a: number, b: number) => boolean): void {
    let kept = 0;
    for (const pair of pairs) if (holds(pair[0], pair[1])) pairs[kept++] = pair;
    pairs.length = kept;
  }
}

function isSame(a: Float32Array, b: Float32Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (a[i] !== b[i]) return false;
  return true;
}

function isInverted(a: Float32Array, b: Float32Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (a[i] !== -b[i]!) return false;
  return true;
}
