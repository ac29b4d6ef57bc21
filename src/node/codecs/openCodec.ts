import type { Codec, CodecInput } from './codec.ts';

/** Opens the codec of a stream. Each is loaded when it is first needed, and stands in a file of its own. */
export async function openCodec(input: CodecInput): Promise<Codec> {
  switch (input.stream.codec) {
    case 'flac':
      return (await import('./flac.ts')).decodeFlac(input as CodecInput<'flac'>);
    case 'vorbis':
      return (await import('./vorbis.ts')).decodeVorbis(input as CodecInput<'vorbis'>);
    case 'opus':
      return (await import('./opus.ts')).decodeOpus(input as CodecInput<'opus'>);
    case 'adts':
      return (await import('./adts.ts')).decodeAdts(input as CodecInput<'adts'>);
    case 'mp4-aac':
      return (await import('./mp4Aac.ts')).decodeMp4Aac(input as CodecInput<'mp4-aac'>);
  }
}
