import { LookAheadGain } from './lookAheadGain.ts';

/** −0.1 dBFS, the float32 below it. */
export const CEILING = 0.9885530471801758;
/** Longest look-ahead. */
const AHEAD_SECONDS = 0.0015;
const SWITCH_SECONDS = 0.005;
const CHUNK = 128;

/**
 * Brick wall: while on, no sample leaves above CEILING. One gain for all channels, see LookAheadGain. On, the sound is late
 * by `delay` frames, and bare but for that where the peaks stay below the ceiling. Off, the samples are not touched.
 * Switching on holds the ceiling from the first frame and brings the delay in over 5 ms; switching off holds it while the
 * delay goes in as much time, then lets the gain up to 1 within 5 ms. Samples that are no finite number count as 0 while on.
 * Called for every frame, on or off. Audio thread: no allocation after the constructor.
 */
export class Limiter {
  readonly delay: number;
  readonly #channels: number;
  readonly #switchFrames: number;
  #on = false;
  /** 0: off · up to #switchFrames: undelayed, its gain bare to full · up to twice that: undelayed to delayed. */
  #place = 0;
  /** The last samples in, by channel; power-of-two length. */
  readonly #past: Float32Array[];
  readonly #mask: number;
  #pastAt = 0;
  readonly #gain: LookAheadGain;
  /** By frame of a chunk: gain of the undelayed and of the delayed sample. */
  readonly #direct = new Float64Array(CHUNK);
  readonly #smooth = new Float64Array(CHUNK);

  constructor(channels: number, sampleRate: number) {
    const window = Math.max(2, Math.floor(AHEAD_SECONDS * sampleRate));
    this.#channels = channels;
    this.delay = window - 1;
    this.#switchFrames = Math.max(1, Math.round(SWITCH_SECONDS * sampleRate));
    const length = 2 ** Math.ceil(Math.log2(window + CHUNK));
    this.#mask = length - 1;
    this.#past = Array.from({ length: channels }, () => new Float32Array(length));
    this.#gain = new LookAheadGain(window, sampleRate, CEILING);
  }

  /** Something is done to the samples: on, or on its way to off. */
  get active(): boolean {
    return this.#place > 0;
  }

  /** The least gain applied in the last call. */
  get gain(): number {
    return this.#gain.lowest;
  }

  set(on: boolean): void {
    this.#on = on;
    if (!on) return;
    if (this.#place === 0) this.#prime();
    this.#place = Math.max(this.#place, this.#switchFrames);
  }

  apply(buffers: readonly Float32Array[], offset: number, frames: number): void {
    this.#gain.clearLowest();
    for (let done = 0; done < frames; done += CHUNK) {
      const count = Math.min(CHUNK, frames - done);
      this.#keep(buffers, offset + done, count);
      if (this.#place > 0) this.#limit(buffers, offset + done, count);
      this.#pastAt = (this.#pastAt + count) & this.#mask;
    }
  }

  #keep(buffers: readonly Float32Array[], offset: number, frames: number): void {
    const at = this.#pastAt;
    const mask = this.#mask;
    const start = this.#place > 0 ? 0 : Math.max(0, frames - this.delay);
    for (let channel = 0; channel < this.#channels; channel++) {
      const from = buffers[channel]!;
      const past = this.#past[channel]!;
      for (let i = start; i < frames; i++) {
        const sample = from[offset + i]!;
        past[(at + i) & mask] = sample - sample === 0 ? sample : 0;
      }
    }
  }

  #limit(buffers: readonly Float32Array[], offset: number, frames: number): void {
    this.#findGains(this.#pastAt, frames);
    const settled = this.#on && this.#place === 2 * this.#switchFrames;
    for (let channel = 0; channel < this.#channels; channel++) {
      const past = this.#past[channel]!;
      const to = buffers[channel]!;
      if (settled) this.#writeDelayed(past, to, offset, frames);
      else this.#writeSwitching(past, to, offset, frames);
    }
    if (this.#on) this.#place = Math.min(2 * this.#switchFrames, this.#place + frames);
    else this.#place = Math.max(0, this.#place - frames);
  }

  #writeDelayed(past: Float32Array, to: Float32Array, offset: number, frames: number): void {
    const start = this.#pastAt - this.delay;
    const mask = this.#mask;
    const smooth = this.#smooth;
    for (let i = 0; i < frames; i++) to[offset + i] = clip(past[(start + i) & mask]! * smooth[i]!);
  }

  #writeSwitching(past: Float32Array, to: Float32Array, offset: number, frames: number): void {
    const start = this.#pastAt - this.delay;
    const half = this.#switchFrames;
    for (let i = 0; i < frames; i++) {
      const place = this.#on ? Math.min(2 * half, this.#place + i) : Math.max(0, this.#place - i);
      const direct = past[(this.#pastAt + i) & this.#mask]!;
      if (place < half) {
        to[offset + i] = direct * (1 + smoothStep(place / half) * (this.#direct[i]! - 1));
      } else {
        const bare = direct * this.#direct[i]!;
        const delayed = past[(start + i) & this.#mask]! * this.#smooth[i]!;
        to[offset + i] = clip(bare + smoothStep(place / half - 1) * (delayed - bare));
      }
    }
  }

  /** The frames of the look-ahead have been heard already; the gains are as if it had been on for them. */
  #prime(): void {
    this.#gain.reset();
    for (let done = 0; done < this.delay; done += CHUNK) {
      this.#findGains(this.#pastAt - this.delay + done, Math.min(CHUNK, this.delay - done));
    }
  }

  /** #direct and #smooth for the frames of #past from `at`. */
  #findGains(at: number, frames: number): void {
    const peaks = this.#direct;
    const mask = this.#mask;
    let loud = false;
    for (let i = 0; i < frames; i++) peaks[i] = CEILING;
    for (let channel = 0; channel < this.#channels; channel++) {
      const past = this.#past[channel]!;
      for (let i = 0; i < frames; i++) {
        const level = Math.abs(past[(at + i) & mask]!);
        if (level > peaks[i]!) {
          peaks[i] = level;
          loud = true;
        }
      }
    }
    if (loud || !this.#gain.resting()) this.#gain.follow(peaks, this.#smooth, frames);
    else for (let i = 0; i < frames; i++) peaks[i] = this.#smooth[i] = 1;
  }
}

/** From 0 to 1 without corners. */
function smoothStep(x: number): number {
  return x * x * (3 - 2 * x);
}

/** Only rounding gets this far. Not by conditions: between constants and samples V8 boxes what they choose. */
function clip(sample: number): number {
  return Math.max(-CEILING, Math.min(CEILING, sample));
}
