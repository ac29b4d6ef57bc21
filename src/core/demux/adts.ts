import { type AdtsHeader, adtsHeader } from '../formats/adtsHeader.ts';
import type { Demuxer, DemuxInput, Packet } from './demuxer.ts';
import { demuxFrames } from './frameWalk.ts';

const BLOCK_FRAMES = 1024;

/** AAC packets out of ADTS frames; those that are not like the first are no frames. */
export function demuxAdts(range: { start: number; end: number }, input: DemuxInput): Demuxer {
  let first: AdtsHeader | undefined;
  const frames = demuxFrames(input, range, {
    name: 'AAC',
    headBytes: 7,
    parse(bytes, at) {
      first ??= adtsHeader(input.read(range.start, 7), 0);
      const header = adtsHeader(bytes, at);
      if (!header || !first) return undefined;
      const alike = header.rateIndex === first.rateIndex && header.channelConfig === first.channelConfig;
      return alike ? { size: header.frameBytes, frames: header.blocks * BLOCK_FRAMES } : undefined;
    },
  });
  return {
    ...frames,
    *packets(frame) {
      for (const packet of frames.packets(frame)) yield* blocksOf(packet);
    },
  };
}

/** The blocks of a frame. Without a checksum one follows the other, and only the decoder knows where. */
function* blocksOf(packet: Packet): Generator<Packet> {
  const header = adtsHeader(packet.data, 0);
  if (!header) return;
  if (header.blocks === 1 || !header.hasCrc) {
    yield { ...packet, data: packet.data.subarray(header.headerBytes) };
    return;
  }
  // With one, their places are listed, and each has a checksum behind it (ISO 13818-7 section 6.2.1).
  const { data, position } = packet;
  const start = 7 + (header.blocks - 1) * 2 + 2;
  for (let block = 0; block < header.blocks; block++) {
    const place = (n: number): number => (n === 0 ? 0 : (data[5 + n * 2]! << 8) | data[6 + n * 2]!);
    const end = block + 1 < header.blocks ? start + place(block + 1) : data.length;
    const bytes = data.subarray(start + place(block), Math.max(start + place(block), end - 2));
    yield { data: bytes, position: position + block * BLOCK_FRAMES, frames: BLOCK_FRAMES };
  }
}
