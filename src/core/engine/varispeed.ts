import { bound } from './bound.ts';
import type { FrameSource } from './frameSource.ts';
import { longestKernel, SincTable } from './sincTable.ts';

/** A new rate is reached after so many output frames. */
const GLIDE_FRAMES = 512;
/** While it glides the cut-off follows in steps of so many. */
const GLIDE_CHUNK = 64;
/** What keeps sums of samples within single precision. */
const LOUDEST = 1e30;
const SLOWEST = 1 / 64;

/** Places in #numbers. */
const RATE = 0;
const TARGET = 1;
const FRACTION = 2;
const BASE = 3;
const END = 4;
/** Change of RATE with each output frame. */
const SLOPE = 5;
/** Largest rate of the frames that are made now. All these are kept so since an argument might be boxed at each call. */
const FASTEST = 6;
/** What the kernels are for. */
const TUNED = 7;

/**
 * Plays faster or slower as tape does, and converts the rate where the device refuses the file's: windowed sinc, any
 * ratio; what it keeps and stops is in SincTable. Output frame k after a start at program frame P is the sound at P + k · rate,
 * exactly; the position is kept as a whole number and a fraction, so hours do not wear it out. At rate 1 on whole frames
 * it gives the samples as they are. Audio thread only; no allocation after the constructor.
 */
export class Varispeed implements FrameSource {
  readonly at = new Float64Array(1);
  #reader: FrameSource;
  #maxRate: number;
  #maxFrames: number;
  #table: SincTable;
  /** #input[channel][i] is program frame BASE + i, for i < #have; silence before the first and after the last. */
  #input: Float32Array[];
  #have = 0;
  /** The next output frame lies at #index + FRACTION of #input. */
  #index = 0;
  /** Half the longest kernel: frames kept before #index. */
  #reach: number;
  #primed = false;
  #glideLeft = 0;
  /** END: program frame at which the file ends; infinite until that is known. */
  #numbers = Float64Array.of(1, 1, 0, 0, Infinity, 0, 0, 0);

  /** maxFrames: most that are made in one go; more are made in several. */
  constructor(reader: FrameSource, channels: number, maxRate: number, maxFrames: number) {
    this.#reader = reader;
    this.#maxRate = maxRate;
    this.#maxFrames = maxFrames;
    this.#table = new SincTable(maxRate);
    this.#reach = longestKernel(maxRate) / 2;
    const size = 2 * this.#reach + Math.ceil(maxFrames * maxRate) + 2;
    this.#input = Array.from({ length: channels }, () => new Float32Array(size));
    this.at[0] = reader.at[0]!;
  }

  /** Takes effect at once before a start, in a glide afterwards. */
  setRate(rate: number): void {
    if (!(rate > 0)) return;
    this.#numbers[TARGET] = Math.min(Math.max(rate, SLOWEST), this.#maxRate);
    this.#glideLeft = this.#primed ? GLIDE_FRAMES : 0;
    if (!this.#primed) this.#numbers[RATE] = this.#numbers[TARGET];
  }

  ended(): boolean {
    if (!this.#primed) return this.#reader.ended();
    return this.at[0]! > this.#numbers[END]! - 1e-6;
  }

  rewindTo(frame: number): number {
    const whole = Math.floor(frame);
    const nearest = this.#reader.rewindTo(whole);
    this.#reader.rewindTo(nearest - this.#reach);
    this.#primed = false;
    this.#glideLeft = 0;
    this.#numbers[RATE] = this.#numbers[TARGET]!;
    this.at[0] = nearest === whole ? frame : nearest;
    return this.at[0];
  }

  read(out: readonly Float32Array[], offset: number, frames: number): number {
    if (!this.#primed) this.#prime();
    let done = 0;
    while (done < frames) {
      const most = this.#glideLeft > 0 ? Math.min(GLIDE_CHUNK, this.#glideLeft) : this.#maxFrames;
      const wanted = Math.min(frames - done, most);
      const count = this.#make(out, offset + done, wanted);
      done += count;
      if (count < wanted) break;
    }
    return done;
  }

  #prime(): void {
    const from = this.#reader.at[0]!;
    if (from > this.at[0]! || from < this.at[0]! - this.#reach - 1) this.at[0] = from;
    const whole = Math.floor(this.at[0]!);
    const silence = this.#reach - (whole - from);
    for (let channel = 0; channel < this.#input.length; channel++) this.#input[channel]!.fill(0, 0, silence);
    this.#have = silence;
    this.#index = this.#reach;
    this.#numbers[BASE] = whole - this.#reach;
    this.#numbers[FRACTION] = this.at[0]! - whole;
    this.#numbers[END] = Infinity;
    this.#primed = true;
  }

  #make(out: readonly Float32Array[], offset: number, frames: number): number {
    const numbers = this.#numbers;
    numbers[SLOPE] = this.#glideLeft > 0 ? (numbers[TARGET]! - numbers[RATE]!) / this.#glideLeft : 0;
    numbers[FASTEST] = Math.max(numbers[RATE]!, numbers[RATE]! + numbers[SLOPE] * frames);
    const tuned = Math.max(1, numbers[FASTEST]);
    if (tuned !== numbers[TUNED]) {
      numbers[TUNED] = tuned;
      this.#table.tune(tuned);
    }
    this.#pull(frames);
    const half = this.#table.taps >> 1;
    const end = numbers[END]! - numbers[BASE]! - 1e-6;
    let rate = numbers[RATE]!;
    let fraction = numbers[FRACTION]!;
    let index = this.#index;
    let count = 0;
    for (; count < frames && index + half < this.#have && index + fraction <= end; count++) {
      fraction += rate;
      const whole = fraction | 0;
      index += whole;
      fraction -= whole;
      rate += numbers[SLOPE];
    }
    const input = this.#input;
    for (let channel = 0; channel < input.length; channel += 2) {
      // Of an odd number the last one is done twice.
      const other = channel + 1 < input.length ? channel + 1 : channel;
      this.#convolve(input[channel]!, input[other]!, out[channel]!, out[other]!, offset, count);
    }
    numbers[FRACTION] = fraction;
    this.#index = index;
    this.at[0] = numbers[BASE]! + index + fraction;
    if (this.#glideLeft > 0) {
      this.#glideLeft -= count;
      numbers[RATE] = this.#glideLeft > 0 ? rate : numbers[TARGET]!;
    }
    return count;
  }

  /** Two channels at a time: they share the kernel, and four sums in flight keep the processor busy. */
  #convolve(
    left: Float32Array,
    right: Float32Array,
    outLeft: Float32Array,
    outRight: Float32Array,
    offset: number,
    count: number,
  ): void {
    const { rows, taps, phases } = this.#table;
    const slope = this.#numbers[SLOPE]!;
    let rate = this.#numbers[RATE]!;
    let fraction = this.#numbers[FRACTION]!;
    let first = this.#index - (taps >> 1) + 1;
    for (let i = 0; i < count; i++) {
      const place = fraction * phases;
      const row = place | 0;
      const mix = place - row;
      let evenLeft = 0;
      let evenRight = 0;
      let oddLeft = 0;
      let oddRight = 0;
      const end = (row + 1) * taps;
      for (let low = row * taps, from = first; low < end; low += 2, from += 2) {
        const high = low + taps;
        const even = rows[low]! + mix * (rows[high]! - rows[low]!);
        const odd = rows[low + 1]! + mix * (rows[high + 1]! - rows[low + 1]!);
        evenLeft += even * left[from]!;
        evenRight += even * right[from]!;
        oddLeft += odd * left[from + 1]!;
        oddRight += odd * right[from + 1]!;
      }
      outLeft[offset + i] = evenLeft + oddLeft;
      outRight[offset + i] = evenRight + oddRight;
      fraction += rate;
      const whole = fraction | 0;
      first += whole;
      fraction -= whole;
      rate += slope;
    }
  }

  /** Reads what `frames` output frames need, as far as it is there. */
  #pull(frames: number): void {
    const drop = this.#index - this.#reach;
    if (drop > 0) {
      for (let channel = 0; channel < this.#input.length; channel++) {
        this.#input[channel]!.copyWithin(0, drop, this.#have);
      }
      this.#index -= drop;
      this.#have -= drop;
      this.#numbers[BASE]! += drop;
    }
    const last = this.#index + Math.floor(this.#numbers[FRACTION]! + (frames - 1) * this.#numbers[FASTEST]!);
    const wanted = last + (this.#table.taps >> 1) + 1;
    if (this.#have < wanted && this.#numbers[END] === Infinity) {
      const count = this.#reader.read(this.#input, this.#have, wanted - this.#have);
      bound(this.#input, this.#have, count, LOUDEST);
      this.#have += count;
      if (this.#have < wanted && this.#reader.ended()) this.#numbers[END] = this.#reader.at[0]!;
    }
    if (this.#have < wanted && this.#numbers[END] !== Infinity) {
      for (let channel = 0; channel < this.#input.length; channel++) this.#input[channel]!.fill(0, this.#have, wanted);
      this.#have = wanted;
    }
  }
}
