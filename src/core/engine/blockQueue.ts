/** Planar float blocks of one file, from the page to the audio thread. One producer, one consumer, in order. */
export interface BlockHeader {
  /** Raised by every seek: blocks of an older one are dropped unheard. */
  epoch: number;
  /** Frame of the file that the block starts with. */
  startFrame: number;
  frames: number;
  /** 1; −1 where the file is played backwards: frame i of the block is then frame startFrame − i of the file. */
  step: 1 | -1;
  /**
   * The loop [loopStart, loopEnd) in frames of the file; both 0 for none. A frame that would leave it at the end it runs
   * towards stands at the other end instead, as often as need be, within the block as well.
   */
  loopStart: number;
  loopEnd: number;
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
  /** Frames not yet read of all blocks, the open one and those no longer wanted included. */
  queued(): number;
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

export const emptyHeader = (): BlockHeader => ({
  epoch: 0,
  startFrame: 0,
  frames: 0,
  step: 1,
  loopStart: 0,
  loopEnd: 0,
  last: false,
});

const WANTED_SECONDS = 6;
const LEAST_SECONDS = 1.5;
const MOST_BYTES = 24 * 2 ** 20;
const LEAST_BLOCKS = 12;

/**
 * At least 6 s of the file; less where that takes more than 24 MB, but never less than 1.5 s. At least 12 blocks of about
 * a quarter second or less, each a power of two.
 */
export function queueShape(channels: number, sampleRate: number): QueueShape {
  const affordable = MOST_BYTES / (channels * Float32Array.BYTES_PER_ELEMENT);
  const frames = Math.max(LEAST_SECONDS * sampleRate, Math.min(WANTED_SECONDS * sampleRate, affordable));
  const quarterSecond = 2 ** Math.ceil(Math.log2(Math.max(256, sampleRate / 4)));
  const share = 2 ** Math.floor(Math.log2(Math.max(256, frames / LEAST_BLOCKS)));
  const maxBlockFrames = Math.min(quarterSecond, share);
  return { channels, maxBlockFrames, blocks: Math.max(LEAST_BLOCKS, Math.ceil(frames / maxBlockFrames)) };
}
