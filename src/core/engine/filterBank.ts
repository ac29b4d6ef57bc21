import { PAIR_STATE, runSections, SECTION } from './biquads.ts';

/** Frames filtered in one pass. */
const CHUNK = 128;
const FADE_SECONDS = 0.01;

/**
 * Second-order sections in series, the same for all outputs, in float64. A change cross-fades from the old bank to the new
 * one over 10 ms; one that comes meanwhile waits, the newest of several. With no section the samples are not touched.
 * Sections that are not finite or not stable are left out; should a value still leave the range of float32, the bank
 * gives silence for that pass and starts afresh. Audio thread: no allocation after the constructor; work bounded by
 * outputs × sections, twice that while fading.
 */
export class FilterBank {
  /** False: apply() would leave every bit as it is. */
  active = false;
  readonly #channels: number;
  readonly #maxSections: number;
  readonly #fadeFrames: number;
  /** The bank heard, the one that is faded to, the one that waits: they swap roles. */
  #now: Bank;
  #next: Bank;
  #waiting: Bank;
  #waits = false;
  /** Frames of the fade gone; −1: none. */
  #faded = -1;
  readonly #left = new Float64Array(CHUNK);
  readonly #right = new Float64Array(CHUNK);
  readonly #nextLeft = new Float64Array(CHUNK);
  readonly #nextRight = new Float64Array(CHUNK);

  constructor(channels: number, maxSections: number, sampleRate: number) {
    this.#channels = channels;
    this.#maxSections = maxSections;
    this.#fadeFrames = Math.max(1, Math.round(FADE_SECONDS * sampleRate));
    this.#now = new Bank(channels, maxSections);
    this.#next = new Bank(channels, maxSections);
    this.#waiting = new Bank(channels, maxSections);
  }

  /** Takes `count` sections, b0 b1 b2 a1 a2 each, from values[from]. atOnce: nothing is heard. */
  set(values: Float64Array, from: number, count: number, atOnce: boolean): void {
    const taken = Math.min(count, this.#maxSections);
    if (atOnce) {
      this.#now.load(values, from, taken);
      this.#now.forget();
      this.#faded = -1;
      this.#waits = false;
    } else if (this.#faded >= 0) {
      this.#waiting.load(values, from, taken);
      this.#waits = true;
    } else {
      this.#next.load(values, from, taken);
      this.#begin();
    }
    this.active = this.#faded >= 0 || this.#now.count > 0;
  }

  apply(buffers: readonly Float32Array[], offset: number, frames: number): void {
    if (!this.active) {
      for (let channel = 0; channel < this.#channels; channel++) {
        this.#now.remember(channel, buffers[channel]!, offset, frames);
      }
      return;
    }
    for (let done = 0; done < frames; done += CHUNK) {
      this.#pass(buffers, offset + done, Math.min(CHUNK, frames - done));
    }
  }

  #pass(buffers: readonly Float32Array[], offset: number, frames: number): void {
    for (let channel = 0; channel < this.#channels; channel += 2) {
      const left = buffers[channel]!;
      const right = channel + 1 < this.#channels ? buffers[channel + 1]! : null;
      load(left, offset, this.#left, frames);
      if (right) load(right, offset, this.#right, frames);
      else this.#right.fill(0);
      if (this.#faded >= 0) this.#filterBoth(channel, frames);
      else this.#now.run(channel, this.#left, this.#right, frames);
      const sane = store(this.#left, left, offset, frames) && (!right || store(this.#right, right, offset, frames));
      if (!sane) this.#heal(left, right, offset, frames, channel);
    }
    if (this.#faded >= 0) {
      this.#faded += frames;
      if (this.#faded >= this.#fadeFrames) this.#arrive();
    }
  }

  #filterBoth(channel: number, frames: number): void {
    this.#nextLeft.set(this.#left);
    this.#nextRight.set(this.#right);
    this.#now.run(channel, this.#left, this.#right, frames);
    this.#next.run(channel, this.#nextLeft, this.#nextRight, frames);
    for (let i = 0; i < frames; i++) {
      const x = Math.min(1, (this.#faded + i + 0.5) / this.#fadeFrames);
      const share = x * x * (3 - 2 * x);
      this.#left[i]! += share * (this.#nextLeft[i]! - this.#left[i]!);
      this.#right[i]! += share * (this.#nextRight[i]! - this.#right[i]!);
    }
  }

  #heal(left: Float32Array, right: Float32Array | null, offset: number, frames: number, channel: number): void {
    for (let i = offset; i < offset + frames; i++) {
      left[i] = 0;
      if (right) right[i] = 0;
    }
    this.#now.forgetPair(channel);
    this.#next.forgetPair(channel);
  }

  #begin(): void {
    this.#next.follow(this.#now);
    this.#faded = 0;
  }

  #arrive(): void {
    const old = this.#now;
    this.#now = this.#next;
    this.#next = old;
    this.#faded = -1;
    if (this.#waits) {
      this.#next = this.#waiting;
      this.#waiting = old;
      this.#waits = false;
      this.#begin();
    }
    this.active = this.#faded >= 0 || this.#now.count > 0;
  }
}

/** Coefficients and memory of one bank. The memory has one section more than can be used: without any, it holds the input. */
class Bank {
  count = 0;
  readonly #coefficients: Float64Array;
  readonly #states: Float64Array;
  readonly #stride: number;

  constructor(channels: number, maxSections: number) {
    this.#coefficients = new Float64Array(maxSections * SECTION);
    this.#stride = (maxSections + 1) * PAIR_STATE;
    this.#states = new Float64Array(Math.ceil(channels / 2) * this.#stride);
  }

  load(values: Float64Array, from: number, count: number): void {
    this.count = 0;
    for (let section = 0; section < count; section++) {
      const at = from + section * SECTION;
      if (!stable(values, at)) continue;
      for (let i = 0; i < SECTION; i++) this.#coefficients[this.count * SECTION + i] = values[at + i]!;
      this.count++;
    }
  }

  run(channel: number, left: Float64Array, right: Float64Array, frames: number): void {
    const at = (channel >> 1) * this.#stride;
    if (this.count === 0) this.#rememberPair(at, left, right, frames);
    else runSections(this.#coefficients, this.count, this.#states, at, left, right, frames);
  }

  /** Takes over the last samples in and out of each section; sections beyond the old ones start from the old output. */
  follow(old: Bank): void {
    for (let pair = 0; pair < this.#states.length; pair += this.#stride) {
      for (let section = 0; section < Math.max(1, this.count); section++) {
        const to = pair + section * PAIR_STATE;
        const from = pair + Math.min(section, Math.max(1, old.count) - 1) * PAIR_STATE;
        const beyond = section > 0 && section >= old.count;
        for (let i = 0; i < PAIR_STATE; i += 4) {
          for (let k = 0; k < 2; k++) {
            this.#states[to + i + k] = old.#states[from + i + k + (beyond ? 2 : 0)]!;
            this.#states[to + i + k + 2] = old.#states[from + i + k + 2]!;
          }
        }
      }
    }
  }

  forget(): void {
    this.#states.fill(0);
  }

  forgetPair(channel: number): void {
    const at = (channel >> 1) * this.#stride;
    for (let i = at; i < at + this.#stride; i++) this.#states[i] = 0;
  }

  /** The last two samples of a channel that passes untouched. */
  remember(channel: number, samples: Float32Array, offset: number, frames: number): void {
    const at = (channel >> 1) * this.#stride + (channel & 1) * 4;
    for (let i = Math.max(0, frames - 2); i < frames; i++) push(this.#states, at, samples[offset + i]!);
  }

  #rememberPair(at: number, left: Float64Array, right: Float64Array, frames: number): void {
    for (let i = Math.max(0, frames - 2); i < frames; i++) {
      push(this.#states, at, left[i]!);
      push(this.#states, at + 4, right[i]!);
    }
  }
}

function push(states: Float64Array, at: number, sample: number): void {
  states[at + 1] = states[at]!;
  states[at] = sample;
  states[at + 3] = states[at + 2]!;
  states[at + 2] = sample;
}

/** Finite, and its poles within the unit circle. */
function stable(values: Float64Array, at: number): boolean {
  let sum = 0;
  for (let i = 0; i < SECTION; i++) sum += values[at + i]! - values[at + i]!;
  const a1 = values[at + 3]!;
  const a2 = values[at + 4]!;
  return sum === 0 && a2 < 1 && a1 < 1 + a2 && -a1 < 1 + a2;
}

function load(from: Float32Array, offset: number, to: Float64Array, frames: number): void {
  for (let i = 0; i < frames; i++) to[i] = from[offset + i]!;
}

/** False when one of them is no finite float32. */
function store(from: Float64Array, to: Float32Array, offset: number, frames: number): boolean {
  let sum = 0;
  for (let i = 0; i < frames; i++) {
    const sample = Math.fround(from[i]!);
    to[offset + i] = sample;
    sum += sample - sample;
  }
  return sum === 0;
}
