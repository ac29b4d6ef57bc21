/** Means of the powers within a part of an octave around each bin; the ranges are found once. */
export class OctaveSmoothing {
  readonly #from: Float64Array;
  readonly #to: Float64Array;
  /** #sums[k]: of the powers of bins before k. */
  readonly #sums: Float64Array;

  /** octaves: width of the mean, such as 1/6. */
  constructor(bins: number, octaves: number) {
    const reach = 2 ** (octaves / 2);
    this.#from = Float64Array.from({ length: bins }, (_, k) => Math.max(0, Math.min(k - 0.5, k / reach)));
    this.#to = Float64Array.from({ length: bins }, (_, k) => Math.min(bins, Math.max(k + 0.5, k * reach)));
    this.#sums = new Float64Array(bins + 1);
  }

  /** In place. No allocation. */
  apply(powers: Float64Array): void {
    const [sums, bins] = [this.#sums, powers.length];
    for (let k = 0; k < bins; k++) sums[k + 1] = sums[k]! + powers[k]!;
    for (let k = 0; k < bins; k++) {
      const [from, to] = [this.#from[k]! + 0.5, Math.min(bins, this.#to[k]! + 0.5)];
      // Sums grow without a fall, so that rounding never makes a power negative.
      powers[k] = Math.max(0, (this.#sumBefore(to) - this.#sumBefore(from)) / (to - from));
    }
  }

  /** Of the powers below a place between bins. */
  #sumBefore(place: number): number {
    const k = Math.min(Math.floor(place), this.#sums.length - 1);
    const next = Math.min(k + 1, this.#sums.length - 1);
    return this.#sums[k]! + (place - k) * (this.#sums[next]! - this.#sums[k]!);
  }
}
