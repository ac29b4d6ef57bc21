import { bytesPerSample, deinterleave, type PcmEncoding } from '../dsp/pcm.ts';
import type { DecoderContext, PacketDecoder } from './packetDecoder.ts';

/** Packets of interleaved PCM. */
export function decodePcm({ encoding }: { encoding: PcmEncoding }, context: DecoderContext): PacketDecoder {
  const { channels, warn } = context;
  const frameBytes = bytesPerSample[encoding] * channels;
  let data = new Float32Array(0);
  return {
    preroll: 0,
    exact: true,
    batch: 1,
    reset: () => undefined,
    decode(packets) {
      const frames = packets.reduce((sum, packet) => sum + packet.frames, 0);
      if (data.length < frames * channels) data = new Float32Array(frames * channels);
      let at = 0;
      for (const packet of packets) {
        const got = Math.min(packet.frames, Math.floor(packet.data.length / frameBytes));
        deinterleave(packet.data, encoding, channels, got, data.subarray(at), frames);
        if (got < packet.frames) {
          warn('Some packets are too short; silence stands in place of what they lack.');
          for (let c = 0; c < channels; c++) data.fill(0, c * frames + at + got, c * frames + at + packet.frames);
        }
        at += packet.frames;
      }
      const planes = Array.from({ length: channels }, (_, c) => data.subarray(c * frames, (c + 1) * frames));
      return { planes, frames, position: packets[0]?.position ?? 0 };
    },
    free: () => undefined,
  };
}
