import type { CodedStream } from '../../core/formats/format.ts';

/** What a codec may use while it decodes, in a worker thread. */
export interface CodecInput<Codec extends CodedStream['codec'] = CodedStream['codec']> {
  stream: Extract<CodedStream, { codec: Codec }>;
  size: number;
  /** A copy of its own; shorter only where the file ends. */
  read: (offset: number, length: number) => Uint8Array;
  /** One sentence for the user. The same sentence is shown once. */
  warn: (sentence: string) => void;
}

/** What the Ogg codecs share. */
export type OggInput = Omit<CodecInput, 'stream'> & { stream: { serial: number } };

/** Consecutive frames in file order, one plane a channel. The planes are the codec's and live until the next block. */
export interface DecodedBlock {
  planes: Float32Array[];
  frames: number;
  sampleRate: number;
}

export interface Codec {
  /** What the integer 1 is in the planes, where the stream keeps integers. */
  step: number;
  blocks: Iterable<DecodedBlock> | AsyncIterable<DecodedBlock>;
}

/** Compressed bytes a step: small enough that the first sound is there at once and a cancel is heard. */
export const CHUNK_BYTES = 32 * 1024;

/** Opens the codec of a stream. Each is loaded when it is first needed, and stands in a file of its own. */
export async function openCodec(input: CodecInput): Promise<Codec> {
  switch (input.stream.codec) {
    case 'flac':
      return (await import('./flac.ts')).decodeFlac(input as CodecInput<'flac'>);
    case 'mp3':
      return (await import('./mp3.ts')).decodeMp3(input as CodecInput<'mp3'>);
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
