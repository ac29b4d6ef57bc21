/**
 * The mean power spectrum of windows: dBFS of a sine, and of white noise rms² · 4 B / size, B the noise bandwidth in
 * bins.
 */
export class SpectrumSum {
  readonly #sums: Float64Array;
  #windows = 0;
  #spoiled = false;

  constructor(bins: number) {
    this.#sums = new Float64Array(bins);
  }

  /** Windows added so far; those with samples that are no numbers are left out. */
  get windows(): number {
    return this.#windows;
  }

  /** powers: of one window or column, a full-scale sine is 1. */
  add(powers: Float32Array | Float64Array): void {
    const sums = this.#sums;
    for (let k = 0; k < sums.length; k++) {
      if (powers[k]! < Infinity) continue;
      this.#spoiled = true;
      return;
    }
    for (let k = 0; k < sums.length; k++) sums[k]! += powers[k]!;
    this.#windows++;
  }

  /** dBFS; −Infinity for silence and where there was no window, NaN where all had samples that are no numbers. */
  result(): Float32Array<ArrayBuffer> {
    const levels = new Float32Array(this.#sums.length);
    if (this.#windows === 0) return levels.fill(this.#spoiled ? NaN : -Infinity);
    for (let k = 0; k < levels.length; k++) levels[k] = 10 * Math.log10(this.#sums[k]! / this.#windows);
    return levels;
  }
}
