/** Sample loops of the kernel. Audio thread: no allocation. */

/** Length of every fade, seconds. The feeder starts this much ahead of a seek's frame. */
export const FADE_SECONDS = 0.005;

/** Frames of one fade at a rate. Any thread. */
export function fadeFrames(rate: number): number {
  return Math.max(1, Math.round(FADE_SECONDS * rate));
}

/** Replaces NaN and infinities by zero and leaves every other bit alone; returns how many there were. */
export function silenceNonFinite(buffers: readonly Float32Array[], offset: number, frames: number): number {
  let found = 0;
  const end = offset + frames;
  for (let channel = 0; channel < buffers.length; channel++) {
    const samples = buffers[channel]!;
    for (let i = offset; i < end; i++) {
      const sample = samples[i]!;
      if (sample - sample !== 0) {
        samples[i] = 0;
        found++;
      }
    }
  }
  return found;
}

export function silence(buffers: readonly Float32Array[], offset: number, frames: number): void {
  for (let channel = 0; channel < buffers.length; channel++) buffers[channel]!.fill(0, offset, offset + frames);
}

/** The last value of each channel, to go on with where nothing follows. */
export class LastValues {
  #values: Float32Array;

  constructor(channels: number) {
    this.#values = new Float32Array(channels);
  }

  take(buffers: readonly Float32Array[], offset: number, frames: number): void {
    if (frames === 0) return;
    for (let channel = 0; channel < this.#values.length; channel++) {
      this.#values[channel] = buffers[channel]![offset + frames - 1]!;
    }
  }

  give(buffers: readonly Float32Array[], offset: number, frames: number): void {
    for (let channel = 0; channel < this.#values.length; channel++) {
      const to = buffers[channel]!;
      // Not fill(): its argument would be boxed.
      for (let i = 0; i < frames; i++) to[offset + i] = this.#values[channel]!;
    }
  }
}

/** An S-curve between silence and full level: no corner at either end. Counted in whole frames, which need no boxes. */
export class Fade {
  #length = 1;
  /** Frames above silence, 0 … #length. */
  #place = 0;
  #direction = 1;

  /** From silence to full level in `frames` frames; 0: is there at once. */
  rise(frames: number): void {
    this.#length = Math.max(1, frames);
    this.#place = frames > 0 ? 0 : 1;
    this.#direction = 1;
  }

  /** From full level to silence in `frames` frames; sooner if it has not risen all the way. */
  fall(frames: number): void {
    this.#place = Math.round((this.#place * frames) / this.#length);
    this.#length = frames;
    this.#direction = -1;
  }

  fallFromFull(frames: number): void {
    this.#place = this.#length = frames;
    this.#direction = -1;
  }

  /** Frames to go. */
  left(): number {
    return this.#direction > 0 ? this.#length - this.#place : this.#place;
  }

  apply(buffers: readonly Float32Array[], offset: number, frames: number): void {
    for (let channel = 0; channel < buffers.length; channel++) {
      const samples = buffers[channel]!;
      for (let i = 0; i < frames; i++) {
        // Half a step in: no frame of a fade has the full level.
        const x = (this.#place + this.#direction * (i + 0.5)) / this.#length;
        samples[offset + i]! *= x * x * (3 - 2 * x);
      }
    }
    this.#place += this.#direction * frames;
  }
}

/** A gain that glides to its target in a straight line. At exactly 1 the samples are not touched. */
export class GainGlide {
  /** Gain, target, step for each frame: in an array, since fractions in fields may be boxed anew at each change. */
  #values = Float64Array.of(1, 1, 0);
  #glideFrames: number;

  constructor(glideFrames: number) {
    this.#glideFrames = Math.max(1, glideFrames);
  }

  /** at once: for when nothing is heard. */
  set(target: number, atOnce: boolean): void {
    const values = this.#values;
    values[1] = target;
    if (atOnce) values[0] = target;
    values[2] = (target - values[0]!) / this.#glideFrames;
  }

  apply(buffers: readonly Float32Array[], offset: number, frames: number): void {
    const values = this.#values;
    const start = values[0]!;
    const target = values[1]!;
    const step = values[2]!;
    if (start === 1 && target === 1) return;
    const glide = start === target ? 0 : Math.min(frames, Math.ceil((target - start) / step));
    for (let channel = 0; channel < buffers.length; channel++) {
      const samples = buffers[channel]!;
      for (let i = 0; i < glide; i++) samples[offset + i]! *= start + i * step;
      for (let i = glide; i < frames; i++) samples[offset + i]! *= target;
    }
    const reached = start + glide * step;
    values[0] = glide < frames || (target - reached) * step <= 0 ? target : reached;
  }
}
