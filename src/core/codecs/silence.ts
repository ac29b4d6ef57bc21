import type { PacketDecoder } from './packetDecoder.ts';

/** What an empty edit sounds like. */
export function decodeSilence(channels: number): PacketDecoder {
  return {
    preroll: 0,
    exact: true,
    batch: 1,
    reset: () => undefined,
    decode(packets) {
      const frames = packets.reduce((sum, packet) => sum + packet.frames, 0);
      const planes = Array.from({ length: channels }, () => new Float32Array(frames));
      return { planes, frames, position: packets[0]?.position ?? 0 };
    },
    free: () => undefined,
  };
}
