import type { DemuxConfig } from '../formats/format.ts';
import type { Demuxer, DemuxInput } from './demuxer.ts';

export type BlocksConfig = Extract<DemuxConfig, { type: 'blocks' }>;

/** Packets of one size: found by arithmetic. */
export function demuxBlocks({ offset, end, packetBytes, packetFrames }: BlocksConfig, input: DemuxInput): Demuxer {
  return {
    *packets(frame) {
      let number = Math.max(0, Math.floor(frame / packetFrames));
      for (let at = offset + number * packetBytes; at < end; at += packetBytes, number++) {
        const data = input.read(at, Math.min(packetBytes, end - at));
        // The last one, cut short, gives fewer; the decoder knows how many.
        if (data.length > 0) yield { data, position: number * packetFrames, frames: packetFrames };
        if (data.length < packetBytes) return;
      }
    },
  };
}
