/** Frames summed in one pass. */
const CHUNK = 128;

/**
 * Channels of the file to channels of the output by a matrix: out[o] = Σ m[o · channels + c] · in[c], summed in float64
 * and rounded once. A change glides in a straight line over `glideFrames`. A coefficient of exactly 1 that stands alone
 * leaves every bit as it is, one of exactly 0 costs nothing. Audio thread: no allocation after the constructor, work
 * bounded by channels × outputs.
 */
export class Mixer {
  /** Nothing to do: the samples may as well not pass through here. */
  identity: boolean;
  readonly #channels: number;
  readonly #outputs: number;
  readonly #glideFrames: number;
  /** By coefficient: now, target, step for each frame. */
  readonly #now: Float64Array;
  readonly #target: Float64Array;
  readonly #step: Float64Array;
  readonly #sum = new Float64Array(CHUNK);
  #left = 0;

  /** Starts as the identity; outputs without a channel are silent. */
  constructor(channels: number, outputs: number, glideFrames: number) {
    this.#channels = channels;
    this.#outputs = outputs;
    this.#glideFrames = Math.max(1, Math.round(glideFrames));
    this.#now = new Float64Array(channels * outputs);
    this.#step = new Float64Array(channels * outputs);
    for (let i = 0; i < Math.min(channels, outputs); i++) this.#now[i * channels + i] = 1;
    this.#target = Float64Array.from(this.#now);
    this.identity = channels === outputs;
  }

  /** Takes channels × outputs coefficients from matrix[from]; one that is no number counts as 0. atOnce: nothing is heard. */
  set(matrix: Float64Array | Float32Array, from: number, atOnce: boolean): void {
    const now = this.#now;
    const target = this.#target;
    for (let i = 0; i < now.length; i++) {
      const wanted = matrix[from + i]!;
      target[i] = wanted - wanted === 0 ? wanted : 0;
      this.#step[i] = (target[i]! - now[i]!) / this.#glideFrames;
    }
    this.#left = this.#glideFrames;
    this.identity = false;
    if (atOnce) this.#arrive();
  }

  /** out[…][outOffset …] from input[…][inOffset …]; the buffers of the two must not be the same. */
  apply(
    input: readonly Float32Array[],
    inOffset: number,
    out: readonly Float32Array[],
    outOffset: number,
    frames: number,
  ): void {
    let done = 0;
    while (done < frames) {
      const gliding = this.#left > 0;
      const count = Math.min(frames - done, CHUNK, gliding ? this.#left : CHUNK);
      for (let output = 0; output < this.#outputs; output++) {
        this.#row(output, input, inOffset + done, out[output]!, outOffset + done, count, gliding);
      }
      done += count;
      if (gliding) this.#advance(count);
    }
  }

  #row(
    output: number,
    input: readonly Float32Array[],
    inOffset: number,
    to: Float32Array,
    outOffset: number,
    frames: number,
    gliding: boolean,
  ): void {
    const sum = this.#sum;
    const first = output * this.#channels;
    let terms = 0;
    for (let channel = 0; channel < this.#channels; channel++) {
      const factor = this.#now[first + channel]!;
      const step = gliding ? this.#step[first + channel]! : 0;
      if (factor === 0 && step === 0) continue;
      const from = input[channel]!;
      // The first term is stored, not added: 0 + −0 would change a bit.
      if (terms++ === 0) for (let i = 0; i < frames; i++) sum[i] = (factor + i * step) * from[inOffset + i]!;
      else for (let i = 0; i < frames; i++) sum[i]! += (factor + i * step) * from[inOffset + i]!;
    }
    if (terms === 0) for (let i = 0; i < frames; i++) to[outOffset + i] = 0;
    else for (let i = 0; i < frames; i++) to[outOffset + i] = sum[i]!;
  }

  #advance(frames: number): void {
    this.#left -= frames;
    if (this.#left === 0) this.#arrive();
    else for (let i = 0; i < this.#now.length; i++) this.#now[i]! += frames * this.#step[i]!;
  }

  #arrive(): void {
    this.#left = 0;
    let identity = this.#channels === this.#outputs;
    for (let i = 0; i < this.#now.length; i++) {
      this.#now[i] = this.#target[i]!;
      // Column of a row, and the diagonal: i = row · channels + row.
      if (this.#now[i] !== (i % (this.#channels + 1) === 0 ? 1 : 0)) identity = false;
    }
    this.identity = identity;
  }
}
