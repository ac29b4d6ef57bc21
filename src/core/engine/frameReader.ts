import type { BlockConsumer } from './blockQueue.ts';
import type { FrameSource } from './frameSource.ts';
import { silenceNonFinite } from './levels.ts';
import { ProgramMap } from './programMap.ts';

/** Blocks of older epochs dropped in one go: more than a queue holds, and a bound all the same. */
const DROPS = 128;
/** A place is at the end of what there is if it is nearer than this. */
const NEARLY_NOTHING = 1e-6;

/**
 * The blocks of one epoch, and of those spliced to it, as one run of program frames. It has a memory of the last ones, so
 * that a fade can be heard without being played, and reads ahead into it when asked to. Audio thread only; no allocation
 * after the constructor. Program frames start from 0 at each jump().
 */
export class FrameReader implements FrameSource {
  readonly at = new Float64Array(1);
  readonly map = new ProgramMap();
  /** epochStart[0]: program frame that the present epoch began with, the last one spliced in included. */
  readonly epochStart = new Float64Array(1);
  /** NaN and infinite samples of the file so far; zeros stand for them. */
  readonly nonFinite = new Float64Array(1);
  #queue: BlockConsumer;
  #epoch = -1;
  /** −1: none is coming. */
  #nextEpoch = -1;
  /** spliceAt[0]: program frame that #nextEpoch begins with. */
  #spliceAt = new Float64Array(1);
  /** A block is open and not yet judged useless. */
  #open = false;
  /** Nothing of this epoch has been seen. */
  #fresh = true;
  #lastSeen = false;
  /** Frames from [0] up to, and without, [1] are in the memory; at[0] is among them or at the end. */
  #bounds = new Float64Array(2);
  #goal = new Float64Array(1);
  /** Copy of #bounds[1], for the map. */
  #end = new Float64Array(1);
  #memory: Float32Array[];
  #size: number;

  /** memoryFrames: how far rewindTo() must reach back, and ready() ahead. */
  constructor(queue: BlockConsumer, channels: number, memoryFrames: number) {
    this.#queue = queue;
    this.#size = 2 ** Math.ceil(Math.log2(Math.max(2, memoryFrames)));
    this.#memory = Array.from({ length: channels }, () => new Float32Array(this.#size));
  }

  /** Starts over with the first block of that epoch, wherever it starts. */
  jump(epoch: number): void {
    this.#epoch = epoch;
    this.#nextEpoch = -1;
    this.#fresh = true;
    this.#lastSeen = false;
    this.#bounds[0] = this.#bounds[1] = this.at[0] = this.epochStart[0] = 0;
    this.map.clear();
    this.#advance();
  }

  /**
   * The present epoch ends before its frame number values[from + 1], and epoch values[from] follows; takes the place of a
   * splice still to come. False, and nothing changes, when that frame has been given out already.
   */
  splice(values: Float64Array, from: number): boolean {
    const place = this.epochStart[0]! + values[from + 1]!;
    if (place < this.at[0]!) return false;
    // Whole numbers, so that the field never holds anything else.
    this.#nextEpoch = values[from]! | 0;
    this.#spliceAt[0] = place;
    if (place <= this.#bounds[1]!) this.#enter();
    return true;
  }

  /** The epoch whose frames are read now, or will be once they are there. */
  epoch(): number {
    return this.#epoch;
  }

  /** Nothing of it has come yet. */
  fresh(): boolean {
    if (this.#fresh) this.#advance();
    return this.#fresh;
  }

  /** From program frame place[0] on so many frames can be read now, or all there are (at least one). Drops blocks of older epochs. */
  ready(place: Float64Array, frames: number): boolean {
    this.#goal[0] = place[0]! + NEARLY_NOTHING;
    if (!this.#reach()) return false;
    if (this.#bounds[1]! - place[0]! + this.#queue.queued() >= frames) return true;
    this.#goal[0] = Math.min(this.at[0]! + this.#size / 2, place[0]! + frames - 1);
    return this.#reach() || this.#lastSeen;
  }

  /** Nothing comes any more from program frame place[0] on. */
  finished(place: Float64Array): boolean {
    this.#goal[0] = place[0]! + NEARLY_NOTHING;
    return !this.#reach() && this.#lastSeen;
  }

  /** Frames of sound that are there and not yet given out. */
  ahead(): number {
    return this.#bounds[1]! - this.at[0]! + this.#queue.queued();
  }

  ended(): boolean {
    return this.at[0] === this.#bounds[1] && !this.#advance() && this.#lastSeen;
  }

  rewindTo(frame: number): number {
    this.at[0] = Math.min(Math.max(Math.floor(frame), this.#bounds[0]!), this.#bounds[1]!);
    return this.at[0];
  }

  read(out: readonly Float32Array[], offset: number, frames: number): number {
    let done = 0;
    while (done < frames) {
      if (this.at[0] === this.#bounds[1]) {
        if (!this.#advance()) break;
        this.#fill(frames - done);
      }
      done += this.#recall(out, offset + done, frames - done);
    }
    return done;
  }

  /** Has program frame #goal[0] in the memory, if it is there already. */
  #reach(): boolean {
    const goal = this.#goal[0]!;
    while (this.#bounds[1]! <= goal && this.#advance()) this.#fill(Math.ceil(goal - this.#bounds[1]!) + 1);
    return this.#bounds[1]! > goal;
  }

  /** From the memory to out, up to where the memory ends or turns. */
  #recall(out: readonly Float32Array[], offset: number, frames: number): number {
    const place = this.at[0]! % this.#size;
    const count = Math.min(frames, this.#bounds[1]! - this.at[0]!, this.#size - place);
    for (let channel = 0; channel < this.#memory.length; channel++) {
      const from = this.#memory[channel]!;
      const to = out[channel]!;
      for (let i = 0; i < count; i++) to[offset + i] = from[place + i]!;
    }
    this.at[0]! += count;
    return count;
  }

  /** From the open block to the memory, at most `frames`, up to where the memory or what is played of the block ends. */
  #fill(frames: number): void {
    const place = this.#bounds[1]! % this.#size;
    let most = Math.min(frames, this.#size - place);
    if (this.#nextEpoch >= 0) most = Math.min(most, this.#spliceAt[0]! - this.#bounds[1]!);
    const count = this.#queue.read(this.#memory, place, most);
    this.nonFinite[0]! += silenceNonFinite(this.#memory, place, count);
    this.#bounds[1]! += count;
    if (this.#bounds[1]! - this.#bounds[0]! > this.#size) this.#bounds[0] = this.#bounds[1]! - this.#size;
    // What the map has forgotten is of no use either.
    const known = this.map.oldest() ? Math.min(this.map.start[0]!, this.at[0]!) : 0;
    if (known > this.#bounds[0]!) this.#bounds[0] = known;
  }

  /** Stands in a block of this epoch that has frames left to play; false when there is none yet. */
  #advance(): boolean {
    for (let drops = 0; drops < DROPS; drops++) {
      if (this.#nextEpoch >= 0 && this.#bounds[1] === this.#spliceAt[0]) this.#enter();
      const opened = !this.#open;
      if (opened && !this.#queue.next()) return false;
      this.#open = true;
      const header = this.#queue.header;
      if (header.epoch > this.#epoch) {
        // The old epoch ends short of the place where it was to be left.
        if (this.#nextEpoch >= 0 && header.epoch >= this.#nextEpoch) this.#enter();
        // Else ahead of its seek command, which is on the way.
        if (header.epoch > this.#epoch) return false;
      }
      if (header.epoch === this.#epoch) {
        if (this.#fresh || (opened && header.frames > 0)) this.#begin();
        if (this.#queue.left() > 0) return true;
        if (header.last) this.#lastSeen = true;
      }
      this.#open = false;
    }
    return false;
  }

  /** The coming epoch is the present one. What was read ahead of the splice is dropped. */
  #enter(): void {
    this.#epoch = this.#nextEpoch;
    this.#nextEpoch = -1;
    this.#lastSeen = false;
    this.#fresh = true;
    const end = Math.min(this.#bounds[1]!, this.#spliceAt[0]!);
    this.#bounds[1] = this.#spliceAt[0] = this.epochStart[0] = end;
    this.map.truncate(this.#spliceAt);
  }

  #begin(): void {
    this.#end[0] = this.#bounds[1]!;
    this.map.append(this.#queue.header, this.#end);
    this.#fresh = false;
  }
}
