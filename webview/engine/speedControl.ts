import type { Session } from './session.ts';
import type { Sound } from './sound.ts';
import { StretchCode } from './stretchCode.ts';
import type { SpeedMode } from './types.ts';

/** Brings the speed that is wanted to the kernel, as soon as it can be played as it is wanted. Main thread. */
export class SpeedControl {
  #sound: Sound;
  #stretch: StretchCode;
  #session: Session | null = null;
  #warn: (message: string) => void;

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

  answered(failure: string | null): void {
    this.#stretch.answered(failure);
  }

  #apply(): void {
    const session = this.#session;
    if (!session?.link) return;
    const stretches = this.#sound.speed !== 1 && this.#sound.mode === 'pitch';
    const able = !stretches || this.#stretch.have(session.link);
    if (stretches && this.#stretch.problem) this.#warn(this.#stretch.problem);
    if (!able) return;
    session.setSpeed(this.#sound.speed);
    this.#sound.sendSpeed();
  }
}
