/** What is made of powers over time; all arrays have one entry a bin or band. */
export interface TraceSettings {
  /** Time constant in seconds of rising and of falling powers; 0: at once. */
  readonly attack: number;
  readonly release: number;
  /** How long a peak stays, seconds (Infinity: for ever), and how fast it falls then, dB a second. */
  readonly hold: number;
  readonly fall: number;
}

/** Smoothed powers, their held peaks and their mean since reset(). No allocation after the constructor. */
export class Traces {
  readonly current: Float64Array;
  readonly peak: Float64Array;
  readonly #sum: Float64Array;
  /** Seconds since each peak. */
  readonly #age: Float64Array;
  #seconds = 0;
  #fresh = true;

  constructor(length: number) {
    this.current = new Float64Array(length);
    this.peak = new Float64Array(length);
    this.#sum = new Float64Array(length);
    this.#age = new Float64Array(length);
  }

  /** Newest powers, `seconds` after those before. */
  add(powers: Float64Array, seconds: number, { attack, release, hold, fall }: TraceSettings): void {
    const rise = this.#fresh || attack <= 0 ? 1 : 1 - Math.exp(-seconds / attack);
    const sink = this.#fresh || release <= 0 ? 1 : 1 - Math.exp(-seconds / release);
    const { current, peak } = this;
    for (let i = 0; i < current.length; i++) {
      const power = powers[i]!;
      const before = current[i]!;
      current[i] = before + (power - before) * (power > before ? rise : sink);
      this.#sum[i]! += power * seconds;
      this.#age[i]! += seconds;
      if (current[i]! >= peak[i]!) {
        peak[i] = current[i]!;
        this.#age[i] = 0;
      } else if (this.#age[i]! > hold) {
        const falling = Math.min(seconds, this.#age[i]! - hold);
        peak[i] = Math.max(current[i]!, peak[i]! * 10 ** ((-fall * falling) / 10));
      }
    }
    this.#seconds += seconds;
    this.#fresh = false;
  }

  /** Mean power since reset(), each moment as long as it lasted; zeros before there is any. */
  mean(out: Float64Array): void {
    const scale = this.#seconds > 0 ? 1 / this.#seconds : 0;
    for (let i = 0; i < out.length; i++) out[i] = this.#sum[i]! * scale;
  }

  /** Seconds that the mean is of. */
  get seconds(): number {
    return this.#seconds;
  }

  resetPeaks(): void {
    this.peak.fill(0);
  }

  reset(): void {
    for (const each of [this.current, this.peak, this.#sum, this.#age]) each.fill(0);
    this.#seconds = 0;
    this.#fresh = true;
  }
}
