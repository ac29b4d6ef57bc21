import { bytesPerSample } from '../dsp/pcm.ts';

/** How samples stand in the file; all little-endian, 8 bits unsigned. */
export type WavEncoding = 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64';

export interface WavSpec {
  encoding: WavEncoding;
  channels: number;
  sampleRate: number;
  /** Of integers: bits in use, at the top of the sample; absent: all. */
  bits?: number;
  /** Names of the channels in the order of the planes, as AudioInfo has them. */
  layout?: readonly string[];
}

export const frameBytesOf = ({ encoding, channels }: WavSpec): number => bytesPerSample[encoding] * channels;

export const isFloat = (encoding: WavEncoding): encoding is 'f32' | 'f64' => encoding === 'f32' || encoding === 'f64';

/** Bits in use. */
export const bitsOf = ({ encoding, bits }: WavSpec): number => {
  const all = bytesPerSample[encoding] * 8;
  return bits === undefined || isFloat(encoding) ? all : Math.min(bits, all);
};
