import { fadeFrames } from '../../src/core/engine/levels.ts';
import { Deliveries } from './deliveries.ts';
import { leadIn, type Program } from './program.ts';

/** What is wanted ahead, seconds of the listener's time: so many of the worst recent deliveries and a stalled host. */
const DELIVERIES_AHEAD = 4;
const STALL_SECONDS = 1.2;
const LEAST_SECONDS = 1.5;
const FIRST_SECONDS = 0.25;
/** A changed speed is stretched from the first frame on, with so much of what comes before it, seconds. */
const PRIMING_SECONDS = 0.15;
const MOST_LEAD = 8192;

/** How much is read ahead of the audio thread, by what deliveries take, the speed and the thread's bursts. Main thread. */
export class ReadAhead {
  readonly deliveries = new Deliveries();
  speed = 1;
  /** Seconds that the audio thread may take in one go. */
  burst = 0;
  readonly #sampleRate: number;
  readonly #capacity: number;
  readonly #maxBlockFrames: number;

  /** capacity: most that is ever ahead, frames. */
  constructor(sampleRate: number, capacity: number, maxBlockFrames: number) {
    this.#sampleRate = sampleRate;
    this.#capacity = capacity;
    this.#maxBlockFrames = maxBlockFrames;
  }

  /** Frames of the file heard in a second. */
  get rate(): number {
    return this.#sampleRate * this.speed;
  }

  /** Frames wanted ahead of the audio thread. */
  target(): number {
    const seconds = (DELIVERIES_AHEAD * this.deliveries.worstMs()) / 1000 + STALL_SECONDS + this.burst;
    return Math.min(this.#capacity, Math.round(Math.max(LEAST_SECONDS, seconds) * this.rate));
  }

  /** Of a start: not less than what the audio thread takes at once. */
  firstFrames(): number {
    const seconds = Math.max(FIRST_SECONDS, 2 * this.burst);
    return Math.min(this.#maxBlockFrames, Math.ceil(seconds * this.rate) + fadeFrames(this.#sampleRate));
  }

  /** Where the first block of a program starts. length: of the file as far as it is known. */
  lead(program: Program, length: number): number {
    const fade = Math.ceil(fadeFrames(this.#sampleRate) * Math.max(1, this.speed));
    const priming = this.speed === 1 ? 0 : Math.ceil(PRIMING_SECONDS * this.rate);
    return leadIn(program, Math.min(MOST_LEAD, Math.max(fade, priming)), length);
  }
}
