/** Places of the kernel's state, kept in one Float64Array so that it can be published without allocating. */
export const FIELD = {
  phase: 0,
  /** Of what is heard: of the last seek that took effect, or the last splice that was reached. */
  epoch: 1,
  /** The next frame of the file to be played; a fraction where the rate is converted. */
  position: 2,
  /** Counts the unbroken runs of playback: each start, resume, seek and splice that takes effect begins one. */
  run: 3,
  /**
   * Context frame and file frame where the run began, or where the speed last changed within it: from there on the position
   * moves by `rate` for each context frame, round the loop, to within a quarter of a frame.
   */
  runContextFrame: 4,
  runFileFrame: 5,
  /** Frames of the file played since the kernel was made; fades are not counted. */
  consumed: 6,
  xruns: 7,
  /** NaN and infinite samples of the file that were replaced by zero. */
  nonFinite: 8,
  /** First context frame of the quantum that wrote this. */
  contextFrame: 9,
  /** Frames of the file for each frame of the context, negative backwards. */
  rate: 10,
  /** The present loop of what is read, frames of the file; both 0 for none. Position wraps there. */
  loopStart: 11,
  loopEnd: 12,
  /** Frame number in the present epoch, in playing order, that is read next: what a splice refers to. */
  readIndex: 13,
  /** Frames of sound that are here and not yet read; after a splice those of the old program as well, until it is reached. */
  queued: 14,
  /** Commands taken since the kernel was made; context frames from sending to effect of the last one, and the longest. */
  commands: 15,
  commandFrames: 16,
  commandFramesMax: 17,
  quantumFrames: 18,
  /** Gain of the limiter, 0 … 1. */
  limiter: 19,
  /** Frames of the output beyond full scale. */
  overs: 20,
  /** Mean square, K-weighted, time constant 3 s, before and after the filters. */
  beforeFilters: 21,
  afterFilters: 22,
  /** Context frame of the last click; −1 before the first. */
  clickFrame: 23,
  /** Frames of the context rendered, and the ms spent on it in sum, since the telemetry started. */
  rendered: 24,
  spentMs: 25,
  /** Longest callback, ms. */
  spentMaxMs: 26,
  /** Peak of each output, then mean square of each, see Meters. */
  peaks: 32,
  squares: 40,
  /** Callbacks by duration, see callbackBin(). */
  histogram: 48,
} as const;
export const METERED_OUTPUTS = 8;
export const HISTOGRAM_BINS = 48;
export const STATE_FIELDS = FIELD.histogram + HISTOGRAM_BINS;

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
