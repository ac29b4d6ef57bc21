import type { Session } from './session.ts';
import { WarmUp } from './warmUp.ts';

/** Length of a piece that is heard, and the time between the beginnings of two of them. */
const PIECE_SECONDS = 0.08;
const PIECE_MS = 40;

/** What is heard while a pointer is dragged: short pieces from where it is, nothing while it rests. Main thread. */
export class Scrubber {
  /** Where the pointer is. */
  frame: number;
  #session: Session;
  #warmUp: WarmUp;
  #heard = -1;
  #timer: number | undefined;
  #play: () => void;

  /** play: sound is wanted for a piece that has been begun. */
  constructor(session: Session, frame: number, play: () => void) {
    this.#session = session;
    this.#warmUp = new WarmUp(session.feeder.reads.cache, session.source.sampleRate);
    this.#play = play;
    this.frame = frame;
    this.#next();
  }

  move(frame: number): void {
    this.frame = frame;
    if (this.#timer === undefined) this.#next();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#warmUp.around(null);
  }

  /** One piece; the next not before its time, from where the pointer is then. */
  #next(): void {
    this.#timer = undefined;
    if (this.frame === this.#heard) return;
    this.#heard = this.frame;
    this.#timer = window.setTimeout(() => this.#next(), PIECE_MS);
    const start = this.frame;
    const endFrame = start + Math.ceil(PIECE_SECONDS * this.#session.source.sampleRate);
    this.#session.start({ start, step: 1, range: { startFrame: start, endFrame }, loop: null });
    this.#session.feeder.setActive(true);
    this.#warmUp.around(start);
    this.#play();
  }
}
