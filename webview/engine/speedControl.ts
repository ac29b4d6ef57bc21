import type { Session } from './session.ts';
import type { Sound } from './sound.ts';
import { StretchCode } from './stretchCode.ts';
import type { SpeedMode } from './types.ts';

/** A start waits no longer than this for the means to keep the pitch, ms. */
const MOST_WAIT_MS = 300;

/** Brings the speed that is wanted to the kernel, as soon as it can be played as it is wanted. Main thread. */
export class SpeedControl {
  #sound: Sound;
  #stretch: StretchCode;
  #session: Session | null = null;
  #warn: (message: string) => void;
  #waiting: (() => void) | null = null;

  constructor(stretchUrl: string, sound: Sound, warn: (message: string) => void) {
    this.#sound = sound;
    this.#warn = warn;
    this.#stretch = new StretchCode(stretchUrl, () => this.#apply());
  }

  set(speed: number, mode: SpeedMode): void {
    this.#sound.setSpeed(speed, mode);
    this.#stretch.retry();
    this.#apply();
  }

  /** The session that is heard from now on; its kernel need not be there yet. */
  follow(session: Session | null): void {
    this.#session = session;
    session?.setSpeed(this.#sound.speed);
    this.#apply();
  }

  /**
   * Calls begin() when playing may start at the speed that is wanted: at once, or when the stretcher is there, or has not
   * come for a while. The newest call replaces one that waits.
   */
  whenReady(begin: () => void): void {
    if (!this.#awaited) {
      this.#waiting = null;
      return begin();
    }
    const once = (): void => {
      if (this.#waiting !== once) return;
      this.#waiting = null;
      begin();
    };
    this.#waiting = once;
    setTimeout(once, MOST_WAIT_MS);
  }

  get #stretches(): boolean {
    return this.#sound.speed !== 1 && this.#sound.mode === 'pitch';
  }

  /** The stretcher is on its way. */
  get #awaited(): boolean {
    const link = this.#session?.link;
    return !!link && this.#stretches && !this.#stretch.have(link) && this.#stretch.problem === null;
  }

  answered(failure: string | null): void {
    this.#stretch.answered(failure);
  }

  #apply(): void {
    const session = this.#session;
    if (!session?.link) return;
    const able = !this.#stretches || this.#stretch.have(session.link);
    if (this.#stretches && this.#stretch.problem) this.#warn(this.#stretch.problem);
    if (able) {
      session.setSpeed(this.#sound.speed);
      this.#sound.sendSpeed();
    }
    if (able || this.#stretch.problem) this.#waiting?.();
  }
}
