import { adtsHeader, findAdtsFrame } from '../../core/formats/aac.ts';
import { AacPackets } from './aacPackets.ts';
import { CHUNK_BYTES, type Codec, type CodecInput, type DecodedBlock } from './codec.ts';

/** 13 bits of length. */
const MAX_FRAME = 8191;

export async function decodeAdts(input: CodecInput<'adts'>): Promise<Codec> {
  const { config, channels, sampleRate } = input.stream;
  return { step: 1, blocks: decode(input, await AacPackets.open(config, channels, sampleRate, false)) };
}

function* decode({ stream, size, read, warn }: CodecInput<'adts'>, aac: AacPackets): Generator<DecodedBlock> {
  try {
    for (let at = stream.start; at < size;) {
      const bytes = read(at, CHUNK_BYTES + MAX_FRAME);
      const last = at + bytes.length >= size;
      let pos = 0;
      while (pos < CHUNK_BYTES && pos < bytes.length) {
        const header = adtsHeader(bytes, pos);
        if (header && pos + header.frameBytes <= bytes.length) {
          yield aac.decode(bytes.slice(pos + header.headerBytes, pos + header.frameBytes));
          pos += header.frameBytes;
          continue;
        }
        const next = findAdtsFrame(bytes.subarray(pos + 1), last);
        if (next < 0 && last) {
          // A frame that the file ends in, or a tag behind the audio.
          if (header) warn('The last AAC frame is cut off.');
          pos = bytes.length;
        } else {
          warn('Parts of the file are damaged and were skipped.');
          pos = next < 0 ? Math.max(pos + 1, CHUNK_BYTES) : pos + 1 + next;
        }
      }
      at += pos;
    }
    if (aac.damaged) warn(`${aac.damaged} AAC frames cannot be decoded; silence stands in their place.`);
  } finally {
    aac.free();
  }
}
