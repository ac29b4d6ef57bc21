import { decoder } from '@audio/decode-opus';
import type { Codec, CodecInput } from './codec.ts';
import { decodePages } from './oggDecode.ts';

export async function decodeOpus(input: CodecInput<'opus'>): Promise<Codec> {
  return { step: 1, blocks: decodePages(input, await decoder()) };
}
