import { FIELD, PHASE } from '../../src/core/engine/engineState.ts';

/** Share of each new reading of the output clock; its steps of a buffer's length would make the playhead tremble. */
const SMOOTHING = 0.05;
/** A jump of the output clock beyond this is real (the device changed, the machine slept). */
const JUMP_MS = 30;
/** How old a state may be and still be played on from. */
const STALE_MS = 100;

/**
 * Which frame of the file is heard now. Main thread; one for each kernel. Within one run the answer is affine in time,
 * never goes back and never passes what the audio thread has really taken.
 */
export class Clock {
  #context: AudioContext;
  #fileRate: number;
  /** Context time minus performance.now(), ms, of the sound that leaves the device. */
  #offsetMs: number | null = null;
  #run = -1;
  #frame = 0;

  constructor(context: AudioContext, fileRate: number) {
    this.#context = context;
    this.#fileRate = fileRate;
  }

  /** Frame of the file, a fraction. stateMs: when the state was true, in performance.now(). */
  heardFrame(state: Float64Array, stateMs: number, nowMs: number): number {
    const start = state[FIELD.runFileFrame]!;
    const sinceRun = this.#heardSeconds(nowMs) - state[FIELD.runContextFrame]! / this.#context.sampleRate;
    // Between two states the audio thread goes on; a state of shared memory has no age.
    const ageMs = state[FIELD.phase] === PHASE.playing ? Math.min(STALE_MS, Math.max(0, nowMs - stateMs)) : 0;
    const taken = state[FIELD.position]! + (ageMs / 1000) * this.#fileRate;
    const heard = Math.min(taken, Math.max(start, start + sinceRun * this.#fileRate));
    if (this.#run !== state[FIELD.run]) {
      this.#run = state[FIELD.run]!;
      this.#frame = heard;
    }
    this.#frame = Math.max(this.#frame, heard);
    return this.#frame;
  }

  #heardSeconds(nowMs: number): number {
    const { contextTime, performanceTime } = this.#context.getOutputTimestamp();
    const { currentTime, baseLatency, outputLatency } = this.#context;
    const known = contextTime !== undefined && performanceTime !== undefined && contextTime > 0 && performanceTime > 0;
    const reading = known
      ? contextTime * 1000 - performanceTime
      : (currentTime - (outputLatency || baseLatency || 0)) * 1000 - nowMs;
    const old = this.#offsetMs;
    const jumped = old === null || Math.abs(reading - old) > JUMP_MS;
    this.#offsetMs = jumped ? reading : old + SMOOTHING * (reading - old);
    return Math.min(currentTime, (nowMs + this.#offsetMs) / 1000);
  }
}
