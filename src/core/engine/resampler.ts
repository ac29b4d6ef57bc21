import type { FrameReader, FrameSource } from './frameReader.ts';

/**
 * Converts the rate by 4-point, 3rd-order Hermite interpolation, for the rare device that refuses the file's rate. No
 * low-pass: what lies above the device's band folds back. Audio thread only; no allocation after the constructor.
 */
export class Resampler implements FrameSource {
  readonly at = new Float64Array(1);
  #reader: FrameReader;
  /** Frames of the file for each frame of the device. */
  #ratio: number;
  /** #input[channel][i] is frame #base + i of the file, for i < #have. */
  #input: Float32Array[];
  #base = 0;
  #have = 0;
  /** #place[0]: where in #input the next output frame lies; at least 1, since a frame before it is needed. */
  #place = Float64Array.of(1);
  #primed = false;
  /** The last frame has been repeated so that the curve can reach it. */
  #padded = false;
  #finished = false;

  constructor(reader: FrameReader, channels: number, ratio: number, maxFrames: number) {
    this.#reader = reader;
    this.#ratio = ratio;
    const size = Math.ceil((maxFrames + 1) * ratio) + 8;
    this.#input = Array.from({ length: channels }, () => new Float32Array(size));
  }

  ended(): boolean {
    return this.#primed ? this.#finished : this.#reader.ended();
  }

  rewindTo(frame: number): number {
    this.#have = 0;
    this.#place[0] = 1;
    this.#primed = this.#padded = this.#finished = false;
    this.at[0] = this.#reader.rewindTo(Math.round(frame));
    return this.at[0];
  }

  read(out: readonly Float32Array[], offset: number, frames: number): number {
    if (!this.#primed && !this.#prime()) return 0;
    const ratio = this.#ratio;
    const start = this.#place[0]!;
    const wanted = toInt(start + (frames - 1) * ratio) + 3;
    if (this.#have < wanted) this.#have += this.#reader.read(this.#input, this.#have, wanted - this.#have);
    if (this.#have < wanted && this.#reader.ended()) this.#pad();
    let count = frames;
    while (count > 0 && toInt(start + (count - 1) * ratio) + 2 >= this.#have) count--;
    for (let channel = 0; channel < this.#input.length; channel++) {
      const from = this.#input[channel]!;
      const to = out[channel]!;
      for (let i = 0; i < count; i++) {
        const place = start + i * ratio;
        const index = toInt(place);
        to[offset + i] = hermite(from[index - 1]!, from[index]!, from[index + 1]!, from[index + 2]!, place - index);
      }
    }
    this.#place[0] = start + count * ratio;
    this.#shift();
    if (count < frames && this.#padded) this.#finished = true;
    this.at[0] = this.#finished ? this.#reader.at[0]! : this.#base + this.#place[0];
    return count;
  }

  #prime(): boolean {
    if (this.#reader.read(this.#input, 1, 1) === 0) return false;
    for (let channel = 0; channel < this.#input.length; channel++) this.#input[channel]![0] = this.#input[channel]![1]!;
    this.#base = this.#reader.at[0]! - 2;
    this.#have = 2;
    this.#primed = true;
    return true;
  }

  #pad(): void {
    if (this.#padded || this.#have === 0) {
      this.#padded = true;
      return;
    }
    const end = this.#have;
    for (let channel = 0; channel < this.#input.length; channel++) {
      const input = this.#input[channel]!;
      input[end] = input[end + 1] = input[end - 1]!;
    }
    this.#have += 2;
    this.#padded = true;
  }

  /** Forgets what lies more than one frame behind. */
  #shift(): void {
    const drop = Math.min(toInt(this.#place[0]!) - 1, this.#have);
    if (drop <= 0) return;
    for (let channel = 0; channel < this.#input.length; channel++)
      this.#input[channel]!.copyWithin(0, drop, this.#have);
    this.#have -= drop;
    this.#base += drop;
    this.#place[0]! -= drop;
  }
}

/** Floor of a small positive number, and known to the compiler as an integer. */
const toInt = (x: number): number => x | 0;

/** Value at t in [0, 1) between b and c. */
function hermite(a: number, b: number, c: number, d: number, t: number): number {
  const slope = (c - a) / 2;
  const bend = a - 2.5 * b + 2 * c - d / 2;
  const cube = (d - a) / 2 + 1.5 * (b - c);
  return ((cube * t + bend) * t + slope) * t + b;
}
