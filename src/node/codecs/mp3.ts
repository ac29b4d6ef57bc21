import { decoder } from '@audio/decode-mp3';
import { CHUNK_BYTES, type Codec, type CodecInput, type DecodedBlock } from './codec.ts';

/** MPEG audio through mpg123, which trims the encoder's delay and padding as the LAME tag says. */
export async function decodeMp3(input: CodecInput<'mp3'>): Promise<Codec> {
  return { step: 1, blocks: decode(input, await decoder()) };
}

function* decode(
  { stream, size, read, warn }: CodecInput<'mp3'>,
  mp3: Awaited<ReturnType<typeof decoder>>,
): Generator<DecodedBlock> {
  try {
    for (let at = stream.start; at < size; at += CHUNK_BYTES) {
      const result = mp3.decode(read(at, CHUNK_BYTES)) as ReturnType<typeof mp3.decode> & { errors?: unknown[] };
      if (result.errors?.length) warn('Some MP3 frames are damaged and were left out.');
      // mpg123 is set to stereo: of a mono file both channels are the same.
      const planes = result.channelData.slice(0, stream.channels);
      yield { planes, frames: planes[0]?.length ?? 0, sampleRate: result.sampleRate };
    }
  } finally {
    mp3.free();
  }
}
