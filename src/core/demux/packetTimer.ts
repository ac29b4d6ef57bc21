import { parseAlacCookie } from '../codecs/alacCookie.ts';
import { flacFrameFrames } from '../codecs/flacHeader.ts';
import type { CodecConfig } from '../formats/format.ts';
import { mpegHeader } from '../formats/mpegHeader.ts';
import { ac3PacketFrames } from './ac3Frames.ts';
import { parseDts } from './dtsFrames.ts';
import { opusPacketFrames } from './opusPackets.ts';
import { parseVorbisHeaders, vorbisBlock } from './vorbisPackets.ts';

/** How long packets are, of codecs whose containers do not say it to the frame. */
export interface PacketTimer {
  /** −1: this packet is no audio. 0: it only primes the decoder. Packets in order. */
  frames(packet: Uint8Array): number;
  /** The next packet does not follow the last one. */
  restart(): void;
  /** A packet needs the one before it. */
  primes: boolean;
}

/** Of a codec whose packets stand for themselves. */
export const simpleTimer = (frames: (packet: Uint8Array) => number): PacketTimer => ({
  frames: (packet) => frames(packet) || -1,
  restart() {
    // A packet's length is its own.
  },
  primes: false,
});

/** All packets are alike but the last, which says its own length. */
function alacTimer(cookie: Uint8Array): PacketTimer | undefined {
  const config = parseAlacCookie(cookie);
  if (!config) return undefined;
  return simpleTimer((packet) => {
    // Tag 3, instance 4, nothing 12, whether a length of 32 bits follows 1, shift 2, verbatim 1.
    if (packet.length < 7 || !(packet[2]! & 0x10)) return config.frameLength;
    const [b2, b3, b4, b5, b6] = packet.subarray(2, 7) as unknown as [number, number, number, number, number];
    const length = ((b2 & 1) << 31) | (b3 << 23) | (b4 << 15) | (b5 << 7) | (b6 >> 1);
    return length > 0 && length < config.frameLength ? length : config.frameLength;
  });
}

/** undefined: the packets do not tell, or the headers that it takes are damaged. */
export function packetTimer(codec: CodecConfig): PacketTimer | undefined {
  if (codec.type === 'opus') return simpleTimer(opusPacketFrames);
  if (codec.type === 'flac') return simpleTimer(flacFrameFrames);
  if (codec.type === 'mpeg') return simpleTimer((packet) => mpegHeader(packet, 0)?.samples ?? 0);
  if (codec.type === 'ac3') return simpleTimer(ac3PacketFrames);
  if (codec.type === 'dts') return simpleTimer((packet) => parseDts(packet, 0)?.frames ?? 0);
  if (codec.type === 'alac') return alacTimer(codec.cookie);
  if (codec.type !== 'vorbis') return undefined;
  const sizes = parseVorbisHeaders(codec.headers);
  if (!sizes) return undefined;
  let before = 0;
  return {
    frames(packet) {
      const block = vorbisBlock(sizes, packet);
      if (block === 0) return -1;
      // Half of each block overlaps half of its neighbour (Vorbis I section 4.3.8).
      const frames = before === 0 ? 0 : (before + block) / 4;
      before = block;
      return frames;
    },
    restart() {
      before = 0;
    },
    primes: true,
  };
}
