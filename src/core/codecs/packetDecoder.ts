import type { Packet } from '../demux/demuxer.ts';

/** Consecutive frames, one plane a channel, in full scale. The planes are the decoder's and live until the next call. */
export interface Decoded {
  planes: readonly Float32Array[];
  frames: number;
  /** Of the first frame, in the decoder's timeline. */
  position: number;
}

/**
 * Turns packets into frames. Never throws for bad data: a packet that cannot be decoded gives silence of its length and a
 * warning, so that the rest stays in its place.
 */
export interface PacketDecoder {
  /** Frames that must be decoded ahead of the first wanted one for it to be right. */
  readonly preroll: number;
  /**
   * True: after the preroll it is in the very state of a decoder that ran from the start. False: only nearly so; then
   * all readers start it anew at the same places, so that a frame is the same whoever reads it.
   */
  readonly exact: boolean;
  /** Packets that one call of decode() is best given. */
  readonly batch: number;
  /** Forgets all packets. */
  reset(): void | Promise<void>;
  /** Packets without a gap between them, after those of the call before. The first after reset() may give fewer frames. */
  decode(packets: readonly Packet[]): Decoded | Promise<Decoded>;
  free(): void;
}

/** What a decoder is told besides its configuration. */
export interface DecoderContext {
  sampleRate: number;
  channels: number;
  /** One sentence for the user. The same sentence is shown once. */
  warn: (sentence: string) => void;
}
