import { FIELD } from '../../src/core/engine/engineState.ts';
import { type EngineInfo, idleEngine } from './types.ts';

/** What the engine says of itself. Main thread. */
export class Status {
  info: EngineInfo = { ...idleEngine };
  /** What the kernels before the present one have counted. */
  #earlier = { consumedFrames: 0, xruns: 0, nonFinite: 0 };
  /** Something that does not stop playing. */
  #warning: string | null = null;
  #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** always: tells of it even if nothing has another value. */
  update(change: Partial<EngineInfo>, always = false): void {
    const old = this.info;
    this.info = { ...old, ...change };
    const keys = Object.keys(change) as (keyof EngineInfo)[];
    if (always || keys.some((key) => old[key] !== this.info[key])) this.#changed();
  }

  /** Playing goes on; it stays until it is forgiven. */
  warn(message: string): void {
    this.#warning = message;
    this.update({ error: message });
  }

  forgive(): void {
    this.#warning = null;
  }

  /** It plays: what stood in the way does no longer. */
  playing(failure: string | null, deviceRate: number | null): void {
    this.update({ state: 'playing', deviceRate, error: failure ?? this.#warning });
  }

  /** state: of the present kernel. */
  count(state: Float64Array, failure: string | null): void {
    const { consumedFrames, xruns, nonFinite } = this.#earlier;
    this.info.consumedFrames = consumedFrames + Math.round(state[FIELD.consumed]!);
    this.update({
      xruns: xruns + state[FIELD.xruns]!,
      nonFinite: nonFinite + state[FIELD.nonFinite]!,
      error: failure ?? this.info.error,
    });
  }

  /** The next kernel counts from zero. */
  keepCounts(): void {
    const { consumedFrames, xruns, nonFinite } = this.info;
    this.#earlier = { consumedFrames, xruns, nonFinite };
  }
}
