/** One coded packet. position and frames are of the decoder's timeline, which starts at 0 with the first packet. */
export interface Packet {
  /** Lives until the next packet is asked for. */
  data: Uint8Array;
  /** Frame that the packet's output starts at. */
  position: number;
  /** Frames it decodes to (0 for a packet that only primes the decoder). */
  frames: number;
  /** What a decoder that starts here must know of the packets before. */
  state?: Int16Array;
}

/** Places of packets at about equal distances, with the frame that each starts at; ascending. */
export interface SeekIndex {
  frames: Float64Array;
  offsets: Float64Array;
  /** Of the decoder's timeline. */
  totalFrames: number;
  /** Where packets are not enough to start at: the state of the decoder at each place, one after the other. */
  states?: Int16Array | undefined;
}

/** What a demuxer may use. It runs in a worker thread, so it reads synchronously. */
export interface DemuxInput {
  size: number;
  /** A copy of its own; shorter only where the file ends. */
  read: (offset: number, length: number) => Uint8Array;
  /** One sentence for the user. The same sentence is shown once. */
  warn: (sentence: string) => void;
}

/** The packets of one track. Damage is stepped over with a warning: positions stay true to the file, so there may be gaps. */
export interface Demuxer {
  /** Packets in order. The first starts at `frame` or before it, as near as is cheap: never after it. */
  packets(frame: number): Iterable<Packet>;
  /**
   * Only where packets cannot be found by a table or by bisection: walks the headers of the whole file (each yield is a
   * moment to breathe), so that packets() can start near any frame. Without it packets() starts at the beginning.
   */
  buildIndex?(): Generator<undefined, SeekIndex>;
  useIndex?(index: SeekIndex): void;
}
