import { RingBuffer } from 'ringbuf.js';
import {
  type BlockConsumer,
  type BlockHeader,
  type BlockProducer,
  emptyHeader,
  type QueueShape,
} from './blockQueue.ts';

/** The shared memory of one queue: a ring of samples for each channel, and one of headers. */
export interface RingMemory {
  samples: SharedArrayBuffer[];
  headers: SharedArrayBuffer;
}

const HEADER_FIELDS = 7;
/** Small blocks (the first after a seek, the end mark) may outnumber full ones. */
const HEADERS = 64;
/** Where RingBuffer keeps its read index; it has no call that drops elements without copying them. */
const READ_INDEX_BYTE = 4;

export function createRingMemory(shape: QueueShape): RingMemory {
  const frames = shape.blocks * shape.maxBlockFrames;
  return {
    samples: Array.from({ length: shape.channels }, () => RingBuffer.getStorageForCapacity(frames, Float32Array)),
    headers: RingBuffer.getStorageForCapacity(HEADERS * HEADER_FIELDS, Float64Array),
  };
}

/**
 * Page side of the shared ring. One thread. Samples are pushed before their header, so a header that is seen always has
 * its samples behind it.
 */
export class RingProducer implements BlockProducer {
  readonly maxBlockFrames: number;
  #samples: RingBuffer[];
  #slowest: RingBuffer;
  #headers: RingBuffer;
  #fields = new Float64Array(HEADER_FIELDS);

  constructor(memory: RingMemory, maxBlockFrames: number) {
    this.maxBlockFrames = maxBlockFrames;
    this.#samples = memory.samples.map((buffer) => new RingBuffer(buffer, Float32Array));
    // The consumer takes the channels in order, so the last one never has more room than the others.
    this.#slowest = this.#samples.at(-1)!;
    this.#headers = new RingBuffer(memory.headers, Float64Array);
  }

  free(): number {
    if (this.#headers.availableWrite() < HEADER_FIELDS) return -1;
    return Math.min(this.maxBlockFrames, this.#slowest.availableWrite());
  }

  write(header: BlockHeader, data: Float32Array, stride: number): boolean {
    if (header.frames > this.free()) return false;
    for (let channel = 0; channel < this.#samples.length; channel++) {
      this.#samples[channel]!.push(data, header.frames, channel * stride);
    }
    const fields = this.#fields;
    fields[0] = header.epoch;
    fields[1] = header.startFrame;
    fields[2] = header.frames;
    fields[3] = header.step;
    fields[4] = header.loopStart;
    fields[5] = header.loopEnd;
    fields[6] = header.last ? 1 : 0;
    this.#headers.push(fields, HEADER_FIELDS);
    return true;
  }
}

/** Audio-thread side of the shared ring: see BlockConsumer. Garbage only in the constructor. */
export class RingConsumer implements BlockConsumer {
  readonly header: BlockHeader = emptyHeader();
  #samples: RingBuffer[];
  #readIndexes: Uint32Array[];
  #slots: number;
  #headers: RingBuffer;
  #fields = new Float64Array(HEADER_FIELDS);
  #left = 0;

  constructor(memory: RingMemory) {
    this.#samples = memory.samples.map((buffer) => new RingBuffer(buffer, Float32Array));
    this.#readIndexes = memory.samples.map((buffer) => new Uint32Array(buffer, READ_INDEX_BYTE, 1));
    this.#slots = this.#samples[0]!.capacity() + 1;
    this.#headers = new RingBuffer(memory.headers, Float64Array);
  }

  next(): boolean {
    this.#drop();
    if (this.#headers.availableRead() < HEADER_FIELDS) return false;
    const fields = this.#fields;
    this.#headers.pop(fields, HEADER_FIELDS);
    this.header.epoch = fields[0]! | 0;
    this.header.startFrame = fields[1]!;
    this.header.frames = fields[2]! | 0;
    this.header.step = fields[3] === -1 ? -1 : 1;
    this.header.loopStart = fields[4]!;
    this.header.loopEnd = fields[5]!;
    this.header.last = fields[6] === 1;
    this.#left = this.header.frames;
    return true;
  }

  left(): number {
    return this.#left;
  }

  queued(): number {
    return this.#samples[0]!.availableRead();
  }

  read(out: readonly Float32Array[], offset: number, frames: number): number {
    const count = Math.min(frames, this.#left);
    if (count <= 0) return 0;
    for (let channel = 0; channel < this.#samples.length; channel++) {
      this.#samples[channel]!.pop(out[channel]!, count, offset);
    }
    this.#left -= count;
    return count;
  }

  #drop(): void {
    if (this.#left === 0) return;
    for (let channel = 0; channel < this.#readIndexes.length; channel++) {
      const index = this.#readIndexes[channel]!;
      Atomics.store(index, 0, (Atomics.load(index, 0) + this.#left) % this.#slots);
    }
    this.#left = 0;
  }
}
