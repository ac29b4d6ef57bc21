import { FIELD, PHASE } from '../../src/core/engine/engineState.ts';

/** Share of each new reading of the output clock; its steps of a buffer's length would make the playhead tremble. */
const SMOOTHING = 0.05;
/** A jump of the output clock beyond this is real (the device changed, the machine slept). */
const JUMP_MS = 30;
/** How old a state may be and still be played on from. */
const STALE_MS = 100;
/** Lines kept: what the device has not given out yet. */
const LINES = 64;

/** From context frame `context` on, `rate` frames of the file from `file` on for each, round the loop if there is one. */
interface Line {
  context: number;
  file: number;
  rate: number;
  low: number;
  high: number;
}

/**
 * Which frame of the file is heard now. Main thread; one for each kernel. The audio thread tells of straight lines, which
 * are heard one latency later; the answer never goes back in playing order and never passes what has really been rendered.
 */
export class Clock {
  #context: AudioContext;
  /** Context time minus performance.now(), ms, of the sound that leaves the device. */
  #offsetMs: number | null = null;
  #lines: Line[] = [];
  /** Context frame heard last. */
  #heard = -Infinity;

  constructor(context: AudioContext) {
    this.#context = context;
  }

  /** What was heard before is no longer of interest: a seek. */
  reset(): void {
    this.#lines = [];
    this.#heard = -Infinity;
  }

  /** Frame of the file, a fraction. stateMs: when the state was true, in performance.now(). */
  heardFrame(state: Float64Array, stateMs: number, nowMs: number): number {
    this.#note(state);
    const rendered = state[FIELD.contextFrame]! + state[FIELD.quantumFrames]!;
    const playing = state[FIELD.phase] === PHASE.playing;
    const ageMs = playing ? Math.min(STALE_MS, Math.max(0, nowMs - stateMs)) : Infinity;
    const limit = rendered + (ageMs / 1000) * this.#context.sampleRate;
    const heard = this.#heardSeconds(nowMs) * this.#context.sampleRate;
    this.#heard = Math.max(this.#heard, Math.min(heard, limit));
    while (this.#lines.length > 1 && this.#lines[1]!.context <= this.#heard) this.#lines.shift();
    const [line, after] = this.#lines;
    const moved = Math.max(0, this.#heard - line!.context) * line!.rate;
    // It went no further than to where the next one starts, or to where it stands now.
    const end = after ? after.file : playing ? null : state[FIELD.position]!;
    return end === null ? wrap(line!, moved) : wrap(line!, shorter(line!, moved, end));
  }

  #note(state: Float64Array): void {
    const line: Line = {
      context: state[FIELD.runContextFrame]!,
      file: state[FIELD.runFileFrame]!,
      rate: state[FIELD.rate]!,
      low: state[FIELD.loopStart]!,
      high: state[FIELD.loopEnd]!,
    };
    const last = this.#lines.at(-1);
    if (last?.context === line.context && last.file === line.file) {
      // A seek is told of before its first block has come, which tells of the rate and the loop.
      Object.assign(last, line);
      return;
    }
    this.#lines.push(line);
    if (this.#lines.length > LINES) this.#lines.shift();
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

/** The frame that is `moved` frames of the file, signed, after the start of the line. */
function wrap({ file, low, high }: Line, moved: number): number {
  const frame = file + moved;
  const length = high - low;
  if (length <= 0) return frame;
  if (moved >= 0 && file < high && frame >= high) return low + ((frame - low) % length);
  if (moved < 0 && file >= low && frame <= low - 1) return high - 1 - ((low - 1 - frame) % length);
  return frame;
}

/** `moved`, or less where the line ended at frame `end`; in a loop, on the round nearest to it. */
function shorter({ file, rate, low, high }: Line, moved: number, end: number): number {
  const sign = rate < 0 ? -1 : 1;
  const length = high - low;
  const beyond = Math.abs(moved) - (end - file) * sign;
  if (beyond <= 0) return moved;
  if (length <= 0 || end < low || end >= high) return (end - file) * sign > 0 ? end - file : 0;
  const excess = beyond % length;
  return excess < length / 2 ? moved - excess * sign : moved;
}
