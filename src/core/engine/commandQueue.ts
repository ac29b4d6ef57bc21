import { RingBuffer } from 'ringbuf.js';
import { COMMAND_HEADER, type CommandKind, longestCommand } from './commands.ts';

/** Page side, one thread. */
export interface CommandProducer {
  /** All or nothing; false, and nothing is sent, while there is no room. `at` and `sentAt`: see COMMAND. */
  send(kind: CommandKind, at: number, sentAt: number, ...payload: readonly number[]): boolean;
}

/** Audio thread only. Nothing here locks, waits, allocates, posts or throws. */
export interface CommandConsumer {
  /** Copies the next record to `into`, which holds the longest; returns its length, 0 when there is none. */
  next(into: Float64Array): number;
}

/** One command on its way through the port, see COMMAND. */
export interface CommandMessage {
  kind: 'command';
  record: Float64Array;
}

/** Room for so many of the longest commands; of the short ones, for far more. */
const LONGEST_COMMANDS = 32;

const capacityOf = (channels: number, outputs: number): number => LONGEST_COMMANDS * longestCommand(channels, outputs);

function recordOf(kind: CommandKind, at: number, sentAt: number, payload: readonly number[]): Float64Array {
  const record = new Float64Array(COMMAND_HEADER + payload.length);
  record[0] = kind;
  record[1] = at;
  record[2] = sentAt;
  record[3] = payload.length;
  record.set(payload, COMMAND_HEADER);
  return record;
}

export function createCommandMemory(channels: number, outputs: number): SharedArrayBuffer {
  return RingBuffer.getStorageForCapacity(capacityOf(channels, outputs), Float64Array);
}

/** Commands over shared memory: page side, one thread. A record is pushed in one piece, so it is seen whole or not at all. */
export class RingCommandProducer implements CommandProducer {
  #ring: RingBuffer;

  constructor(memory: SharedArrayBuffer) {
    this.#ring = new RingBuffer(memory, Float64Array);
  }

  send(kind: CommandKind, at: number, sentAt: number, ...payload: readonly number[]): boolean {
    if (this.#ring.availableWrite() < COMMAND_HEADER + payload.length) return false;
    const record = recordOf(kind, at, sentAt, payload);
    return this.#ring.push(record) === record.length;
  }
}

/** Commands over shared memory: audio thread, see CommandConsumer. */
export class RingCommandConsumer implements CommandConsumer {
  #ring: RingBuffer;

  constructor(memory: SharedArrayBuffer) {
    this.#ring = new RingBuffer(memory, Float64Array);
  }

  next(into: Float64Array): number {
    if (this.#ring.availableRead() < COMMAND_HEADER) return 0;
    this.#ring.pop(into, COMMAND_HEADER);
    const count = Math.min(into[3]!, into.length - COMMAND_HEADER);
    if (count > 0) this.#ring.pop(into, count, COMMAND_HEADER);
    return COMMAND_HEADER + count;
  }
}

/**
 * Commands over the port: page side, one thread. It knows the room on the other side by counting: acknowledge() is told
 * how many have been taken (FIELD.commands).
 */
export class PortCommandProducer implements CommandProducer {
  #post: (message: CommandMessage) => void;
  #free: number;
  /** Lengths of the records not yet known to be taken, oldest first. */
  #underWay: number[] = [];
  #taken = 0;

  constructor(channels: number, outputs: number, post: (message: CommandMessage) => void) {
    this.#post = post;
    this.#free = capacityOf(channels, outputs);
  }

  send(kind: CommandKind, at: number, sentAt: number, ...payload: readonly number[]): boolean {
    const record = recordOf(kind, at, sentAt, payload);
    if (record.length > this.#free) return false;
    this.#free -= record.length;
    this.#underWay.push(record.length);
    this.#post({ kind: 'command', record });
    return true;
  }

  /** taken: commands the kernel has taken since it was made. */
  acknowledge(taken: number): void {
    for (; this.#taken < taken && this.#underWay.length > 0; this.#taken++) this.#free += this.#underWay.shift()!;
  }
}

/**
 * Commands over the port: audio thread, see CommandConsumer. receive() is called by the port's message handler, on the
 * same thread between two quanta, and copies into memory that is there already.
 */
export class PortCommandConsumer implements CommandConsumer {
  #ring: Float64Array;
  #head = 0;
  #held = 0;

  constructor(channels: number, outputs: number) {
    this.#ring = new Float64Array(capacityOf(channels, outputs));
  }

  /** False for a record that does not fit, which the producer of the same sizes never sends, or that is none. */
  receive(record: Float64Array): boolean {
    const size = this.#ring.length;
    if (record.length < COMMAND_HEADER || record[3] !== record.length - COMMAND_HEADER) return false;
    if (record.length > size - this.#held) return false;
    for (let i = 0; i < record.length; i++) this.#ring[(this.#head + this.#held + i) % size] = record[i]!;
    this.#held += record.length;
    return true;
  }

  next(into: Float64Array): number {
    if (this.#held === 0) return 0;
    const size = this.#ring.length;
    const length = COMMAND_HEADER + this.#ring[(this.#head + 3) % size]!;
    const copied = Math.min(length, into.length);
    for (let i = 0; i < copied; i++) into[i] = this.#ring[(this.#head + i) % size]!;
    this.#head = (this.#head + length) % size;
    this.#held -= length;
    return copied;
  }
}
