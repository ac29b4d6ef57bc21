/** Sample loops of the kernel. Audio thread: no allocation. */

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

/** An S-curve between silence and full level: no corner at either end. Counted in whole frames, which need no boxes. */
export class Fade {
  #length = 1;
  /** Frames above silence, 0 … #length. */
  #place = 0;
  #direction = 1;

  /** From silence to full level in `frames` frames. */
  rise(frames: number): void {
    this.#length = frames;
    this.#place = 0;
    this.#direction = 1;
  }

  /** From full level to silence in `frames` frames; sooner if it has not risen all the way. */
  fall(frames: number): void {
    this.#place = Math.round((this.#place * frames) / this.#length);
    this.#length = frames;
    this.#direction = -1;
  }

  setFull(): void {
    this.#place = this.#length;
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
