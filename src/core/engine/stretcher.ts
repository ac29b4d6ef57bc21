import { bound } from './bound.ts';
import type { FrameSource } from './frameSource.ts';
import { StretchCore, type StretchModule } from './stretchWasm.ts';

/** More channels than this would cost too much in a quantum. */
export const MAX_STRETCHED_CHANNELS = 8;

/** Output frames made at once. */
const CHUNK = 128;
/** Intervals from the beginning of the work for a spectrum to the moment its middle is heard. */
const LAG = 3;
/** Output frames of one channel that prepare() makes at once: about a quarter of a millisecond's work. */
const PREPARED = 1024;
/** Beyond this, +60 dBFS, cubes of spectra would leave the range of single precision. */
const LOUDEST = 1024;
const SLOWEST = 1 / 16;
const STAGE = { fill: 0, prime: 1, run: 2 } as const;

/**
 * Changes the speed and keeps the pitch. The frame given as number k after a start at program frame P is that of
 * P + k · rate, whatever the latencies inside; a file from P to its end gives (end − P) / rate frames. A new rate is heard
 * 90 ms later, and `at` follows what is heard.
 *
 * Audio thread only; no allocation after the constructor. The first read() after rewindTo() makes 90 ms of sound that is
 * not given out; prepare() does the same in small parts.
 */
export class Stretcher implements FrameSource {
  readonly at = new Float64Array(1);
  #reader: FrameSource;
  #core: StretchCore;
  #channels: number;
  #maxRate: number;
  /** Program frames for each frame of the reader. */
  #step: number;
  #stage: number = STAGE.fill;
  /** Frames in the core's inputs: what the last spectrum looked at, and what has been read since. */
  #have = 0;
  /** Spectra begun, and output frames since the last began. */
  #spectra = 0;
  #since = 0;
  /** Program frame in the middle of each of the last spectra. */
  #middles = new Float64Array(LAG + 1);
  /** Frames of the reader for each output frame. */
  #rate = Float64Array.of(1);
  /** told() of it. Not always a number, so that the number is one object and need not be boxed for each call. */
  #told: number | null = null;
  /** How many frames of input further on the next spectrum would look, if it began now. */
  #travel = new Float64Array(1);
  /** Program frame that would be its middle. */
  #middle = new Float64Array(1);
  /** Program frame at which the file ends; infinite until that is known. */
  #end = Float64Array.of(Infinity);

  /** step: program frames for each frame that the reader gives, where it converts the rate itself. */
  constructor(
    reader: FrameSource,
    channels: number,
    contextRate: number,
    wasm: StretchModule,
    maxRate: number,
    step = 1,
  ) {
    this.#reader = reader;
    this.#channels = channels;
    this.#step = step;
    this.#maxRate = maxRate / step;
    this.#core = new StretchCore(wasm, channels, contextRate, this.#maxRate);
    this.at[0] = reader.at[0]!;
  }

  setRate(rate: number): void {
    if (!(rate > 0)) return;
    this.#rate[0] = Math.min(Math.max(rate / this.#step, SLOWEST), this.#maxRate);
    this.#told = told(this.#rate[0]);
  }

  ended(): boolean {
    if (this.#stage === STAGE.fill && this.#reader.ended()) this.#end[0] = this.#reader.at[0]!;
    return this.at[0]! > this.#end[0]! - 1e-6;
  }

  rewindTo(frame: number): number {
    const nearest = this.#reader.rewindTo(Math.round(frame));
    const before = this.#core.span - this.#core.inputLatency;
    this.#reader.rewindTo(Math.round(nearest - before * this.#step));
    this.#stage = STAGE.fill;
    this.#have = 0;
    this.#end[0] = Infinity;
    this.at[0] = Math.abs(nearest - frame) < 1 ? frame : nearest;
    return this.at[0];
  }

  /** For the quanta before a start: a bounded part of the work; true once read() can begin at once. */
  prepare(): boolean {
    return this.#prime(Math.max(CHUNK, Math.floor(PREPARED / this.#channels)));
  }

  read(out: readonly Float32Array[], offset: number, frames: number): number {
    if (!this.#prime(Infinity)) return 0;
    let done = 0;
    while (done < frames) {
      const count = this.#make(frames - done);
      if (count === 0) break;
      for (let channel = 0; channel < this.#channels; channel++) {
        const from = this.#core.outputs[channel]!;
        const to = out[channel]!;
        for (let i = 0; i < count; i++) to[offset + done + i] = from[i]!;
      }
      done += count;
    }
    return done;
  }

  /** Goes on towards the first frame, by about that many frames; false when more is to do, or the reader has run dry. */
  #prime(frames: number): boolean {
    if (this.#stage === STAGE.run) return true;
    if (this.#stage === STAGE.fill && !this.#fill()) return false;
    for (let done = 0; this.#spectra < LAG || this.#since > 0;) {
      if (done >= frames) return false;
      const count = this.#make(frames - done);
      if (count === 0) return false;
      done += count;
    }
    this.#stage = STAGE.run;
    return true;
  }

  /** What lies around the first frame, which is to be the middle of the first spectrum. */
  #fill(): boolean {
    const { span, inputLatency, inputs } = this.#core;
    if (this.#have === 0) {
      const from = this.#reader.at[0]!;
      let before = (this.at[0]! - from) / this.#step;
      if (before < 0 || before >= span - inputLatency + 1) {
        this.at[0] = from;
        before = 0;
      }
      const whole = Math.floor(before);
      this.#travel[0] = before - whole;
      this.#have = span - inputLatency - whole;
      for (let channel = 0; channel < inputs.length; channel++) inputs[channel]!.fill(0, 0, this.#have);
    }
    if (!this.#pull(span)) return false;
    this.#core.reset();
    this.#spectra = this.#since = 0;
    this.#middle[0] = this.at[0]!;
    this.#stage = STAGE.prime;
    return true;
  }

  /** Makes up to `frames` frames in the core's outputs; 0 where the reader has run dry, or all has been given out. */
  #make(frames: number): number {
    const { interval, span } = this.#core;
    const rate = this.#rate[0]!;
    const running = this.#stage === STAGE.run;
    if (running && this.ended()) return 0;
    if (this.#since === 0 && !this.#begin()) return 0;
    let count = Math.min(frames, CHUNK, interval - this.#since);
    const heard = this.#middles[this.#spectra % (LAG + 1)]!;
    const pace = (this.#middles[(this.#spectra + 1) % (LAG + 1)]! - heard) / interval;
    if (running) {
      const left = (this.#end[0]! - this.at[0]!) / pace;
      if (left < count) count = Math.max(1, Math.ceil(left - 1e-6));
    }
    this.#core.process(count);
    this.#since += count;
    this.#travel[0]! += count * rate;
    this.#middle[0]! += count * rate * this.#step;
    if (running) this.at[0] = heard + pace * this.#since;
    if (this.#since === interval) this.#since = 0;
    // Ahead of need, so that no quantum reads a whole interval.
    this.#pull(span + Math.floor(this.#travel[0]!));
    return count;
  }

  /** Begins a spectrum, if its input is there. */
  #begin(): boolean {
    const { span, inputs } = this.#core;
    const travel = Math.floor(this.#travel[0]!);
    if (!this.#pull(span + travel)) return false;
    if (travel > 0) {
      for (let channel = 0; channel < inputs.length; channel++) inputs[channel]!.copyWithin(0, travel, this.#have);
      this.#have -= travel;
      this.#travel[0]! -= travel;
    }
    this.#core.seek(this.#told ?? 1);
    this.#middles[this.#spectra % (LAG + 1)] = this.#middle[0]!;
    this.#spectra++;
    return true;
  }

  /** Has so many frames of input, silence after the end of the file; false when the reader has run dry. */
  #pull(wanted: number): boolean {
    if (this.#have >= wanted) return true;
    const { inputs } = this.#core;
    if (this.#end[0] === Infinity) {
      const count = this.#reader.read(inputs, this.#have, wanted - this.#have);
      bound(inputs, this.#have, count, LOUDEST);
      this.#have += count;
      if (this.#have >= wanted) return true;
      if (!this.#reader.ended()) return false;
      this.#end[0] = this.#reader.at[0]!;
    }
    for (let channel = 0; channel < inputs.length; channel++) inputs[channel]!.fill(0, this.#have, wanted);
    this.#have = wanted;
    return true;
  }
}

/**
 * The rate that the library is to place transients for. Below a half it would scatter phases at random, and pure tones
 * waver; this keeps them within half a decibel, and transients where they are at half speed.
 */
function told(rate: number): number {
  return Math.max(rate, 0.67 - 0.28 * rate);
}
