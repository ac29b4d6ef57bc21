import type { Decoded, DecoderContext, PacketDecoder } from '../../core/codecs/packetDecoder.ts';
import type { Packet } from '../../core/demux/demuxer.ts';

/** A decoder that takes one frame at a time. Its planes live until the next call. */
export interface FrameDecoder {
  /** Fewer frames than the packet promises only at the beginning; undefined: it cannot be decoded. */
  decode(packet: Packet): readonly Float32Array[] | undefined;
  free(): void;
}

interface Behaviour {
  /** In messages. */
  name: string;
  preroll: number;
  exact: boolean;
  batch: number;
}

/** Packets one by one through a decoder that is opened anew at every reset, so that nothing of the past is left in it. */
export async function decodeFrames(
  open: () => FrameDecoder | Promise<FrameDecoder>,
  { name, ...behaviour }: Behaviour,
  { channels, warn }: DecoderContext,
): Promise<PacketDecoder> {
  let decoder: FrameDecoder | undefined = await open();
  let fresh = true;
  return {
    ...behaviour,
    async reset() {
      if (fresh) return;
      decoder?.free();
      decoder = undefined;
      decoder = await open();
      fresh = true;
    },
    decode(packets): Decoded {
      const total = packets.reduce((sum, packet) => sum + packet.frames, 0);
      const planes = Array.from({ length: channels }, () => new Float32Array(total));
      let at = 0;
      for (const packet of packets) {
        fresh = false;
        const got = attempt(decoder!, packet);
        if (!got) warn(`Some ${name} frames cannot be decoded; silence stands in their place.`);
        // What is short is short at its beginning, which stays silent.
        else place(got, packet.frames, planes, at);
        if (got && got.length !== channels) {
          warn(`Parts of the file have ${got.length} channels instead of ${channels}.`);
        }
        at += packet.frames;
      }
      return { planes, frames: total, position: packets[0]?.position ?? 0 };
    },
    free() {
      decoder?.free();
      decoder = undefined;
    },
  };
}

function attempt(decoder: FrameDecoder, packet: Packet): readonly Float32Array[] | undefined {
  try {
    const planes = decoder.decode(packet);
    return planes && planes.length > 0 && planes[0]!.length > 0 ? planes : undefined;
  } catch {
    return undefined;
  }
}

function place(from: readonly Float32Array[], frames: number, to: Float32Array[], at: number): void {
  const got = Math.min(frames, from[0]!.length);
  to.forEach((plane, channel) => {
    plane.set(from[channel % from.length]!.subarray(0, got), at + frames - got);
  });
}
