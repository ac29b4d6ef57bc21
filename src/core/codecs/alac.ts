import type { Packet } from '../demux/demuxer.ts';
import { alacOrders, parseAlacCookie } from './alacCookie.ts';
import { AlacPacket } from './alacPacket.ts';
import type { DecoderContext, PacketDecoder } from './packetDecoder.ts';

const LOST = 'Some Apple Lossless packets are damaged; silence stands in their place.';

/** Apple Lossless, 16 to 32 bits, up to 8 channels. Every packet stands for itself. */
export function decodeAlac({ cookie }: { cookie: Uint8Array }, context: DecoderContext): PacketDecoder {
  const config = parseAlacCookie(cookie);
  const decoder = config && new AlacPacket(config);
  const order = alacOrders[(config?.channels ?? 1) - 1]!;
  let planes: Float32Array[] = [];

  /** Returns the frames that stand in the planes now. */
  function decodeOne(packet: Packet, at: number): number {
    const got = decoder?.decode(packet.data) ?? 0;
    if (got === 0 || !config || !decoder) {
      context.warn(config ? LOST : 'The Apple Lossless header is damaged: the audio cannot be decoded.');
      return 0;
    }
    const frames = Math.min(packet.frames, got);
    let used = 0;
    for (let c = 0; c < config.channels; c++) {
      const plane = planes[order[c]!];
      if (plane) used |= put(plane, at, decoder.samples[c]!, frames, 2 ** (1 - config.bits));
    }
    if (used >>> (config.bits - 1) !== 0) {
      context.warn(LOST);
      return 0;
    }
    for (const plane of planes.slice(config.channels)) plane.fill(0, at, at + frames);
    return frames;
  }

  return {
    preroll: 0,
    exact: true,
    batch: 8,
    reset: () => undefined,
    decode(packets) {
      const frames = packets.reduce((sum, packet) => sum + packet.frames, 0);
      if ((planes[0]?.length ?? 0) < frames) {
        planes = Array.from({ length: context.channels }, () => new Float32Array(frames));
      }
      let at = 0;
      for (const packet of packets) {
        const done = decodeOne(packet, at);
        for (const plane of planes) plane.fill(0, at + done, at + packet.frames);
        at += packet.frames;
      }
      const exact = planes.map((plane) => plane.subarray(0, frames));
      return { planes: exact, frames, position: packets[0]?.position ?? 0 };
    },
    free: () => (planes = []),
  };
}

/** Returns all bits that the numbers take, but for the sign. */
function put(plane: Float32Array, at: number, samples: Int32Array, frames: number, scale: number): number {
  let used = 0;
  for (let i = 0; i < frames; i++) {
    const x = samples[i]!;
    used |= x ^ (x >> 31);
    plane[at + i] = x * scale;
  }
  return used;
}
