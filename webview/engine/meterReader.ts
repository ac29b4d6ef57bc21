import { FIELD, METERED_OUTPUTS } from '../../src/core/engine/engineState.ts';
import type { Link } from './link.ts';
import type { Meters } from './types.ts';

/** Levels of the kernel for the page. One object, rewritten in place while the number of outputs stays. Main thread. */
export class MeterReader {
  #meters: Meters = emptyMeters(2);
  #oversBefore = 0;
  #link: Link | null = null;

  read(link: Link | null, sounding: boolean): Meters {
    const outputs = Math.min(METERED_OUTPUTS, link?.outputs ?? this.#meters.outputs);
    if (outputs !== this.#meters.outputs) this.#meters = emptyMeters(outputs);
    const meters = this.#meters;
    if (link !== this.#link) {
      this.#link = link;
      this.#oversBefore = 0;
    }
    for (let output = 0; output < outputs; output++) {
      const peak = sounding && link ? link.state[FIELD.peaks + output]! : 0;
      meters.peak[output] = peak;
      meters.rms[output] = sounding && link ? Math.sqrt(link.state[FIELD.squares + output]!) : 0;
      meters.held[output] = Math.max(meters.held[output]!, peak);
    }
    if (link) {
      meters.overs = link.state[FIELD.overs]! - this.#oversBefore;
      meters.limiter = sounding ? link.state[FIELD.limiter]! : 1;
    }
    return meters;
  }

  reset(): void {
    this.#meters.held.fill(0);
    this.#meters.overs = 0;
    this.#oversBefore = this.#link?.state[FIELD.overs] ?? 0;
  }
}

function emptyMeters(outputs: number): Meters {
  const level = (): Float32Array => new Float32Array(outputs);
  return { outputs, peak: level(), rms: level(), held: level(), overs: 0, limiter: 1 };
}
