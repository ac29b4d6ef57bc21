import { FIELD } from '../../src/core/engine/engineState.ts';

/** From the call of play() or seek() to the first frame of it at the device's door, ms. Main thread. */
export class Starts {
  latency: { last: number; max: number } | null = null;
  #askedMs: number | null = null;

  asked(): void {
    this.#askedMs = performance.now();
  }

  /** The run that was asked for has begun. */
  heard(context: AudioContext, state: Float64Array): void {
    if (this.#askedMs === null) return;
    const agoMs = (context.currentTime - state[FIELD.runContextFrame]! / context.sampleRate) * 1000;
    const last = Math.max(0, performance.now() - Math.max(0, agoMs) - this.#askedMs);
    this.#askedMs = null;
    this.latency = { last, max: Math.max(last, this.latency?.max ?? 0) };
  }

  reset(): void {
    this.latency = null;
  }
}
