/** Planar float blocks of one file, from the page to the audio thread. One producer, one consumer, in order. */
export interface BlockHeader {
  /** Raised by every seek: blocks of an older one are dropped unheard. */
  epoch: number;
  /** Frame of the file that the block starts with. */
  startFrame: number;
  frames: number;
  /** Nothing follows in this epoch: the end of the file, or of what could be read. */
  last: boolean;
}

/** Page side. Any thread that is not real-time. */
export interface BlockProducer {
  readonly maxBlockFrames: number;
  /** Frames that write() is sure to take now, at most maxBlockFrames; −1 when it would not take an empty block either. */
  free(): number;
  /** Copies `frames` frames of each channel, data[channel * stride + i]. All or nothing; false when there is no room. */
  write(header: BlockHeader, data: Float32Array, stride: number): boolean;
}

/**
 * Audio thread only. Nothing here locks, waits, allocates, posts or throws; next() costs the same whatever is left of
 * the block before.
 */
export interface BlockConsumer {
  /** The block that next() opened. One object, rewritten by every next(). */
  readonly header: Readonly<BlockHeader>;
  /** Drops what is left of the open block and opens the one after it; false, and nothing is open, when there is none. */
  next(): boolean;
  /** Frames of the open block not yet read. */
  left(): number;
  /** Copies up to `frames` frames of each channel to out[channel][offset…]; returns how many. */
  read(out: readonly Float32Array[], offset: number, frames: number): number;
}

/** Sizes of a queue. */
export interface QueueShape {
  channels: number;
  maxBlockFrames: number;
  /** Blocks of full size that fit. */
  blocks: number;
}

/** A queue of 2 to 4 seconds in eight blocks, each a power of two. */
export function queueShape(channels: number, sampleRate: number): QueueShape {
  const quarterSecond = Math.max(256, sampleRate / 4);
  return { channels, maxBlockFrames: 2 ** Math.ceil(Math.log2(quarterSecond)), blocks: 8 };
}
