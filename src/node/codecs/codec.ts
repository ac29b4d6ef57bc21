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

/** Consecutive frames in file order, one plane a channel. The planes are the codec's and live until the next block. */
export interface DecodedBlock {
  planes: Float32Array[];
  frames: number;
  sampleRate: number;
}

export interface Codec {
  blocks: Iterable<DecodedBlock> | AsyncIterable<DecodedBlock>;
}
