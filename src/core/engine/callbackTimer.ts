import { callbackBin } from './callbackHistogram.ts';
import { FIELD, HISTOGRAM_BINS } from './engineState.ts';

/** With a coarse clock one callback in so many is measured: reading it makes a number for the garbage collector. */
const SAMPLED = 16;

/** now: ms, of a clock fine enough for one callback; coarseNow: of one that only tells the mean of many. */
export interface TimerClocks {
  now?: (() => number) | undefined;
  coarseNow?: (() => number) | undefined;
}

/** How long the callbacks take. Audio thread only; no allocation but what the clock makes itself. */
export class CallbackTimer {
  #now: (() => number) | null;
  #fine: boolean;
  #state: Float64Array;
  #calls = 0;
  #start = new Float64Array(1);

  constructor({ now, coarseNow }: TimerClocks, state: Float64Array) {
    this.#now = now ?? coarseNow ?? null;
    this.#fine = now !== undefined;
    this.#state = state;
  }

  begin(): void {
    if (this.#measured()) this.#start[0] = this.#now!();
  }

  end(frames: number): void {
    const state = this.#state;
    state[FIELD.quantumFrames] = frames;
    state[FIELD.rendered]! += frames;
    if (this.#measured()) {
      const spent = Math.max(0, this.#now!() - this.#start[0]!);
      state[FIELD.spentMs]! += this.#fine ? spent : spent * SAMPLED;
      if (this.#fine) {
        state[FIELD.histogram + callbackBin(spent)]!++;
        if (spent > state[FIELD.spentMaxMs]!) state[FIELD.spentMaxMs] = spent;
      }
    }
    this.#calls = (this.#calls + 1) % SAMPLED;
  }

  reset(): void {
    const state = this.#state;
    state[FIELD.rendered] = state[FIELD.spentMs] = state[FIELD.spentMaxMs] = 0;
    for (let bin = 0; bin < HISTOGRAM_BINS; bin++) state[FIELD.histogram + bin] = 0;
  }

  #measured(): boolean {
    return this.#now !== null && (this.#fine || this.#calls === 0);
  }
}
