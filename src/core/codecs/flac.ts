import type { Packet } from '../demux/demuxer.ts';
import { FlacFrame } from './flacFrame.ts';
import { type FlacHeader, parseFlacHeader } from './flacHeader.ts';
import { putFrame } from './flacStereo.ts';
import type { DecoderContext, PacketDecoder } from './packetDecoder.ts';

/**
 * FLAC, 4 to 32 bits. Every packet is one frame, which starts where the packet does. What a frame's own header says
 * about depth and channels is believed.
 */
export function decodeFlac(config: { bits: number }, context: DecoderContext): PacketDecoder {
  const decoder = new FlacFrame();
  let planes: Float32Array[] = [];

  function room(frames: number): Float32Array[] {
    if ((planes[0]?.length ?? 0) < frames) {
      planes = Array.from({ length: context.channels }, () => new Float32Array(frames));
    }
    return planes;
  }

  /** Returns the frames that stand in the planes now; the rest of the packet's are to be silent. */
  function decodeOne({ data, frames }: Packet, at: number): number {
    const header = parseFlacHeader(data, 0);
    if (!header) {
      context.warn(LOST);
      return 0;
    }
    checkHeader(header);
    const bits = header.bits || config.bits;
    const outcome = decoder.decode(data, header, bits);
    if (outcome === 'cut' || outcome === 'bad') {
      context.warn(LOST);
      return 0;
    }
    const count = Math.min(frames, header.samples);
    putFrame(decoder, header, bits, planes, at, count);
    for (let c = header.channels; c < planes.length; c++) {
      if (header.channels === 1) planes[c]!.set(planes[0]!.subarray(at, at + count), at);
      else planes[c]!.fill(0, at, at + count);
    }
    if (outcome === 'damaged') {
      // After a wrong bit the predictors may run away: such a noise is worse than nothing.
      const sane = planes.every((plane) => plane.subarray(at, at + count).every((x) => x >= -1 && x <= 1));
      context.warn(sane ? WRONG : LOST);
      if (!sane) return 0;
    }
    return count;
  }

  function checkHeader(header: FlacHeader): void {
    const { sampleRate, channels, warn } = context;
    if (header.sampleRate && header.sampleRate !== sampleRate)
      warn(`Some FLAC frames claim ${header.sampleRate} Hz; they are shown at ${sampleRate} Hz.`);
    if (header.channels !== channels)
      warn(`Some FLAC frames have ${header.channels} channels; they are shown with ${channels}.`);
    if (header.bits && header.bits !== config.bits)
      warn(`Some FLAC frames have ${header.bits} bits per sample, not ${config.bits}.`);
  }

  return {
    preroll: 0,
    exact: true,
    batch: 8,
    reset: () => undefined,
    decode(packets) {
      const frames = packets.reduce((sum, packet) => sum + packet.frames, 0);
      const out = room(frames);
      let at = 0;
      for (const packet of packets) {
        const done = decodeOne(packet, at);
        for (const plane of out) plane.fill(0, at + done, at + packet.frames);
        at += packet.frames;
      }
      const exact = out.map((plane) => plane.subarray(0, frames));
      return { planes: exact, frames, position: packets[0]?.position ?? 0 };
    },
    free: () => (planes = []),
  };
}

const LOST = 'Some FLAC frames are damaged; silence stands in their place.';
const WRONG = 'Some FLAC frames have a wrong checksum: what they sound like may be wrong.';
