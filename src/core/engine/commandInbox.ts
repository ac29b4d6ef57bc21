import type { CommandConsumer } from './commandQueue.ts';
import { COMMAND_HEADER, longestCommand } from './commands.ts';
import { FIELD } from './engineState.ts';

/** Places in a record. */
const AT = 1;
const SENT_AT = 2;

/**
 * Takes commands from the queue when their time has come, in the order they were sent: one that is stamped for later
 * keeps those behind it back. Audio thread only; no allocation after the constructor.
 */
export class CommandInbox {
  /** The command that take() gave: kind, at, sentAt, count, payload. */
  readonly record: Float64Array;
  #queue: CommandConsumer;
  #state: Float64Array;
  /** Length of the record that is here and not yet taken; 0: none. */
  #length = 0;

  constructor(queue: CommandConsumer, channels: number, outputs: number, state: Float64Array) {
    this.#queue = queue;
    this.#state = state;
    this.record = new Float64Array(longestCommand(channels, outputs));
  }

  /** Elements of the payload of the next command that is due by the context frame now[0]; −1 when there is none. */
  take(now: Float64Array): number {
    if (this.#length === 0) this.#length = this.#queue.next(this.record);
    if (this.#length === 0 || this.record[AT]! > now[0]!) return -1;
    const count = this.#length - COMMAND_HEADER;
    this.#length = 0;
    this.#measure(now);
    return count;
  }

  /** Frames from now[0] to the next command, at most `frames`. After take() gave −1. */
  until(now: Float64Array, frames: number): number {
    if (this.#length === 0) return frames;
    return Math.min(frames, Math.max(1, Math.ceil(this.record[AT]! - now[0]!)));
  }

  resetTelemetry(): void {
    this.#state[FIELD.commandFrames] = this.#state[FIELD.commandFramesMax] = 0;
  }

  /** A command that was to wait is late only from then on. */
  #measure(now: Float64Array): void {
    const state = this.#state;
    const late = Math.max(0, now[0]! - Math.max(this.record[AT]!, this.record[SENT_AT]!)) || 0;
    state[FIELD.commands]!++;
    state[FIELD.commandFrames] = late;
    state[FIELD.commandFramesMax] = Math.max(late, state[FIELD.commandFramesMax]!);
  }
}
