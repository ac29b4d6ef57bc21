/** Places of the kernel's state, kept in one Float64Array so that it can be published without allocating. */
export const FIELD = {
  phase: 0,
  /** Of the last seek that took effect. */
  epoch: 1,
  /** The next frame of the file to be played; a fraction where the rate is converted. */
  position: 2,
  /** Counts the unbroken runs of playback: each start, resume and seek that takes effect begins one. */
  run: 3,
  /** Where the run began: context frame and file frame. */
  runContextFrame: 4,
  runFileFrame: 5,
  /** Frames of the file played since the kernel was made; fades are not counted. */
  consumed: 6,
  xruns: 7,
  /** NaN and infinite samples of the file that were replaced by zero. */
  nonFinite: 8,
  /** First context frame of the quantum that wrote this. */
  contextFrame: 9,
} as const;
export const STATE_FIELDS = 10;

/** starting: nothing to play yet, or fading in or out · playing: a run · stalled: ran dry, resumes by itself */
export const PHASE = { paused: 0, starting: 1, playing: 2, stalled: 3, ended: 4 } as const;

const SLOTS = 8;
const DATA_BYTE = 8;

export function createStateMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(DATA_BYTE + SLOTS * STATE_FIELDS * Float64Array.BYTES_PER_ELEMENT);
}

/**
 * The state in shared memory. One writer (audio thread: wait-free, no allocation), any readers. The writer goes round the
 * slots and then publishes the slot's number, so a reader sees a torn state only if it sleeps inside read() while seven
 * quanta pass; it notices by the number and tries again.
 */
export class StateTable {
  #count: Int32Array;
  #slots: Float64Array;

  constructor(memory: SharedArrayBuffer) {
    this.#count = new Int32Array(memory, 0, 1);
    this.#slots = new Float64Array(memory, DATA_BYTE, SLOTS * STATE_FIELDS);
  }

  publish(state: Float64Array): void {
    const count = (Atomics.load(this.#count, 0) + 1) & 0x3fffffff;
    const at = (count % SLOTS) * STATE_FIELDS;
    for (let i = 0; i < STATE_FIELDS; i++) this.#slots[at + i] = state[i]!;
    Atomics.store(this.#count, 0, count);
  }

  /** False, and `into` is of no use, when the writer was faster four times in a row. */
  read(into: Float64Array): boolean {
    for (let tries = 0; tries < 4; tries++) {
      const count = Atomics.load(this.#count, 0);
      const at = (count % SLOTS) * STATE_FIELDS;
      for (let i = 0; i < STATE_FIELDS; i++) into[i] = this.#slots[at + i]!;
      if (((Atomics.load(this.#count, 0) - count) & 0x3fffffff) < SLOTS - 1) return true;
    }
    return false;
  }
}
