import type { BlockConsumer } from './blockQueue.ts';

/** Blocks of older epochs dropped in one go: more than a queue holds, and a bound all the same. */
const DROPS = 128;

/** Gives frames of the file in order, one after the other. The exact reader, or a resampler over it. */
export interface FrameSource {
  /** Copies up to `frames` frames to out[channel][offset…]; fewer where the queue has run dry or the file ends. */
  read(out: readonly Float32Array[], offset: number, frames: number): number;
  /** at[0]: the frame of the file that read() gives next; a fraction where the rate is converted. Not to be written. */
  readonly at: Float64Array;
  /** Everything up to the last frame has been read. */
  ended(): boolean;
  /** Goes back (or forth again) to a frame among the last read; returns the nearest one still there. */
  rewindTo(frame: number): number;
}

/**
 * The blocks of the current epoch as one run of frames, with a memory of the last ones so that a fade can be heard
 * without being played. Audio thread only; no allocation after the constructor.
 */
export class FrameReader implements FrameSource {
  readonly at = new Float64Array(1);
  #queue: BlockConsumer;
  #epoch = -1;
  /** A block is open and not yet judged useless. */
  #open = false;
  /** Nothing of this epoch has been seen. */
  #fresh = true;
  #lastSeen = false;
  /** Frames [#oldest, #newest) are in the memory; at[0] is among them or at the end. */
  #oldest = 0;
  #newest = 0;
  #memory: Float32Array[];
  #mask: number;

  /** memoryFrames: how far rewindTo() must reach back. */
  constructor(queue: BlockConsumer, channels: number, memoryFrames: number) {
    this.#queue = queue;
    const size = 2 ** Math.ceil(Math.log2(Math.max(2, memoryFrames)));
    this.#mask = size - 1;
    this.#memory = Array.from({ length: channels }, () => new Float32Array(size));
  }

  /** Starts over with the first block of that epoch, wherever it starts; until it is there, `frame` is the position. */
  jump(epoch: number, frame: number): void {
    this.#epoch = epoch;
    this.#fresh = true;
    this.#lastSeen = false;
    this.#oldest = this.#newest = this.at[0] = frame;
    this.ready();
  }

  /** A frame can be read now. Drops blocks of older epochs. */
  ready(): boolean {
    return this.at[0]! < this.#newest || this.#advance();
  }

  ended(): boolean {
    return this.at[0]! === this.#newest && !this.#advance() && this.#lastSeen;
  }

  rewindTo(frame: number): number {
    this.at[0] = Math.min(Math.max(frame, this.#oldest), this.#newest);
    return this.at[0];
  }

  read(out: readonly Float32Array[], offset: number, frames: number): number {
    let done = 0;
    while (done < frames) {
      if (this.at[0]! < this.#newest) done += this.#recall(out, offset + done, frames - done);
      else if (this.#advance()) done += this.#take(out, offset + done, frames - done);
      else break;
    }
    return done;
  }

  #recall(out: readonly Float32Array[], offset: number, frames: number): number {
    const count = Math.min(frames, this.#newest - this.at[0]!);
    const start = this.at[0]!;
    for (let channel = 0; channel < this.#memory.length; channel++) {
      const from = this.#memory[channel]!;
      const to = out[channel]!;
      for (let i = 0; i < count; i++) to[offset + i] = from[(start + i) & this.#mask]!;
    }
    this.at[0]! += count;
    return count;
  }

  #take(out: readonly Float32Array[], offset: number, frames: number): number {
    // No more than the memory holds at once, so that it never overtakes itself.
    const count = this.#queue.read(out, offset, Math.min(frames, this.#mask + 1));
    const start = this.#newest;
    for (let channel = 0; channel < this.#memory.length; channel++) {
      const from = out[channel]!;
      const to = this.#memory[channel]!;
      for (let i = 0; i < count; i++) to[(start + i) & this.#mask] = from[offset + i]!;
    }
    this.#newest += count;
    this.at[0] = this.#newest;
    this.#oldest = Math.max(this.#oldest, this.#newest - this.#mask - 1);
    return count;
  }

  /** Stands in a block of this epoch that has frames left; false when there is none yet. */
  #advance(): boolean {
    for (let drops = 0; drops < DROPS; drops++) {
      if (!this.#open && !this.#queue.next()) return false;
      this.#open = true;
      const header = this.#queue.header;
      // Ahead of its seek command, which is on the way.
      if (header.epoch > this.#epoch) return false;
      if (header.epoch === this.#epoch) {
        if (this.#fresh) {
          this.#oldest = this.#newest = this.at[0] = header.startFrame;
          this.#fresh = false;
        }
        if (this.#queue.left() > 0) return true;
        if (header.last) this.#lastSeen = true;
      }
      this.#open = false;
    }
    return false;
  }
}
