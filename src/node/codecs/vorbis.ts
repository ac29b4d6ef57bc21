import { decoder } from '@audio/decode-vorbis';
import type { Codec, CodecInput } from './codec.ts';
import { decodePages } from './oggDecode.ts';

export async function decodeVorbis(input: CodecInput<'vorbis'>): Promise<Codec> {
  return { step: 1, blocks: decodePages(input, await decoder()) };
}
