import {
  type BlockConsumer,
  type BlockHeader,
  type BlockProducer,
  emptyHeader,
  type QueueShape,
} from './blockQueue.ts';

/** One block on its way to the audio thread. samples[channel * maxBlockFrames + i]; null in a block of no frames. */
export interface BlockMessage extends BlockHeader {
  kind: 'block';
  samples: Float32Array<ArrayBuffer> | null;
}

/** Blocks of no frames carry no buffer, so they need slots of their own: one end mark for each of some quick seeks. */
const EMPTY_BLOCKS = 8;

/**
 * Page side of the port. One thread. Every block is one transferred buffer of full size that comes back through
 * recycle(); never more than shape.blocks of them exist.
 */
export class PortProducer implements BlockProducer {
  readonly maxBlockFrames: number;
  #channels: number;
  #post: (message: BlockMessage, transfer: ArrayBuffer[]) => void;
  #spare: Float32Array<ArrayBuffer>[] = [];
  #unborn: number;
  #emptyFree = EMPTY_BLOCKS;

  constructor(shape: QueueShape, post: (message: BlockMessage, transfer: ArrayBuffer[]) => void) {
    this.maxBlockFrames = shape.maxBlockFrames;
    this.#channels = shape.channels;
    this.#unborn = shape.blocks;
    this.#post = post;
  }

  free(): number {
    if (this.#emptyFree === 0) return -1;
    return this.#spare.length + this.#unborn > 0 ? this.maxBlockFrames : 0;
  }

  write(header: BlockHeader, data: Float32Array, stride: number): boolean {
    if (header.frames > this.free()) return false;
    if (header.frames === 0) {
      this.#emptyFree--;
      this.#post({ kind: 'block', ...header, samples: null }, []);
      return true;
    }
    const samples = this.#spareBuffer();
    for (let channel = 0; channel < this.#channels; channel++) {
      const from = channel * stride;
      samples.set(data.subarray(from, from + header.frames), channel * this.maxBlockFrames);
    }
    this.#post({ kind: 'block', ...header, samples }, [samples.buffer]);
    return true;
  }

  /** Takes back what the audio thread has done with. */
  recycle(spent: readonly Float32Array<ArrayBuffer>[], emptyBlocks: number): void {
    this.#spare.push(...spent);
    this.#emptyFree += emptyBlocks;
  }

  #spareBuffer(): Float32Array<ArrayBuffer> {
    const spare = this.#spare.pop();
    if (spare) return spare;
    this.#unborn--;
    return new Float32Array(this.#channels * this.maxBlockFrames);
  }
}

/**
 * Audio-thread side of the port: see BlockConsumer. receive() and takeSpent() are called by the port's message handler,
 * which runs on the same thread between two quanta, so that no index here is ever shared.
 */
export class PortConsumer implements BlockConsumer {
  readonly header: BlockHeader = emptyHeader();
  #channels: number;
  #stride: number;
  #slots: number;
  #queue: (BlockMessage | null)[];
  #head = 0;
  #queued = 0;
  /** In the blocks not yet opened. */
  #queuedFrames = 0;
  #open: BlockMessage | null = null;
  #samples: Float32Array;
  #read = 0;
  #spent: (Float32Array<ArrayBuffer> | null)[];
  #spentCount = 0;
  #emptyCount = 0;

  constructor(shape: QueueShape) {
    this.#channels = shape.channels;
    this.#stride = shape.maxBlockFrames;
    this.#slots = shape.blocks + EMPTY_BLOCKS;
    this.#queue = new Array<null>(this.#slots).fill(null);
    this.#spent = new Array<null>(this.#slots).fill(null);
    this.#samples = new Float32Array(0);
  }

  /** False for a block that does not fit, which a producer of the same shape never sends. */
  receive(block: BlockMessage): boolean {
    const wanted = block.frames === 0 ? 0 : this.#channels * this.#stride;
    if (this.#queued === this.#slots || block.frames > this.#stride || (block.samples?.length ?? 0) !== wanted)
      return false;
    this.#queue[(this.#head + this.#queued) % this.#slots] = block;
    this.#queued++;
    this.#queuedFrames += block.frames;
    return true;
  }

  /** Moves the buffers of finished blocks to `into` and returns the number of finished blocks that had none. */
  takeSpent(into: Float32Array<ArrayBuffer>[]): number {
    for (let i = 0; i < this.#spentCount; i++) {
      into.push(this.#spent[i]!);
      this.#spent[i] = null;
    }
    this.#spentCount = 0;
    const empty = this.#emptyCount;
    this.#emptyCount = 0;
    return empty;
  }

  next(): boolean {
    this.#close();
    if (this.#queued === 0) return false;
    const block = this.#queue[this.#head]!;
    this.#queue[this.#head] = null;
    this.#head = (this.#head + 1) % this.#slots;
    this.#queued--;
    this.#queuedFrames -= block.frames;
    this.#open = block;
    if (block.samples) this.#samples = block.samples;
    this.header.epoch = block.epoch;
    this.header.startFrame = block.startFrame;
    this.header.frames = block.frames;
    this.header.step = block.step;
    this.header.loopStart = block.loopStart;
    this.header.loopEnd = block.loopEnd;
    this.header.last = block.last;
    this.#read = 0;
    return true;
  }

  left(): number {
    return this.#open ? this.#open.frames - this.#read : 0;
  }

  queued(): number {
    return this.#queuedFrames + this.left();
  }

  read(out: readonly Float32Array[], offset: number, frames: number): number {
    const count = Math.min(frames, this.left());
    const samples = this.#samples;
    for (let channel = 0; channel < this.#channels; channel++) {
      const to = out[channel]!;
      const from = channel * this.#stride + this.#read;
      for (let i = 0; i < count; i++) to[offset + i] = samples[from + i]!;
    }
    this.#read += count;
    // Given back at once, not only when the next block is opened.
    if (this.left() === 0) this.#close();
    return count;
  }

  #close(): void {
    const block = this.#open;
    if (!block) return;
    if (block.samples) this.#spent[this.#spentCount++] = block.samples;
    else this.#emptyCount++;
    this.#open = null;
  }
}
