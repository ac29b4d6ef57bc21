import { bytesPerSample, type PcmEncoding } from '../dsp/pcm.ts';
import type { CodecConfig, OpenedAudio } from '../formats/format.ts';
import { type ByteCopy, byteCopyOf } from './wavCopy.ts';
import { maskOfLayout } from './wavMask.ts';
import type { WavEncoding, WavSpec } from './wavSpec.ts';

/** How to save a range of a file as WAV with the depth that it has. */
export interface WavPlan {
  spec: WavSpec;
  /** Take the bytes of pcmRanges() through copyFrames(); absent: take decoded planes through encodeFrames(). */
  copy?: ByteCopy;
  /** What the WAV file will not have of the original, one sentence each. Empty: the samples are the same. */
  notes: string[];
}

interface Depth {
  encoding: WavEncoding;
  bits?: number;
  /** Of its precision only the 24 bits of a float32 survive. */
  reduced?: boolean;
}

export function planWav({ info, stream }: Pick<OpenedAudio, 'info' | 'stream'>): WavPlan {
  const copy = stream.kind === 'pcm' ? byteCopyOf(stream) : undefined;
  const depth = depthOf({ info, stream });
  const { encoding } = depth;
  const all = bytesPerSample[encoding] * 8;
  const { channels, sampleRate, layout } = info;
  const spec: WavSpec = {
    encoding,
    channels,
    sampleRate,
    ...(depth.bits !== undefined && depth.bits < all ? { bits: depth.bits } : {}),
    ...(layout ? { layout } : {}),
  };
  const notes: string[] = [];
  if (depth.reduced && !copy) notes.push('Samples are saved with the 24 bits of precision that they are decoded with.');
  if (!Number.isInteger(sampleRate)) notes.push(`The sample rate is saved as ${Math.round(sampleRate)} Hz.`);
  const named = channels > 2 && layout !== undefined && layout.join(' ') !== 'W X Y Z';
  if (named && maskOfLayout(layout, channels) === 0) {
    notes.push(`WAV has no way to name the channels ${layout.join(' ')}: they are saved in this order, without names.`);
  }
  return { spec, ...(copy ? { copy } : {}), notes };
}

function depthOf({ info, stream }: Pick<OpenedAudio, 'info' | 'stream'>): Depth {
  const { bitsPerSample } = info;
  switch (stream.kind) {
    case 'pcm':
      return depthOfPcm(stream.encoding, bitsPerSample);
    case 'coded':
      if (stream.codec === 'npz') return depthOfPcm(stream.encoding, bitsPerSample);
      return stream.codec === 'wma' && stream.tag === WMA_LOSSLESS ? depthOfBits(stream.bits) : { encoding: 'f32' };
    case 'packets': {
      const codec = stream.parts.find((part) => part.codec.type !== 'silence')?.codec;
      return codec ? depthOfCodec(codec, info.codec, bitsPerSample) : { encoding: 's16' };
    }
  }
}

const WMA_LOSSLESS = 0x163;

/** Lossy codecs have no depth: their decoders deliver floats. */
function depthOfCodec(codec: CodecConfig, name: string, bits: number | null): Depth {
  switch (codec.type) {
    case 'pcm':
      return depthOfPcm(codec.encoding, bits);
    case 'flac':
    case 'alac':
    case 'tta':
      return depthOfBits(bits ?? 24);
    case 'wavpack':
      return name.includes('float') || bits === null ? { encoding: 'f32' } : depthOfBits(bits);
    case 'adpcm':
    case 'qoa':
      return { encoding: 's16' };
    case 'aac':
    case 'ac3':
    case 'amr':
    case 'dsd':
    case 'dts':
    case 'mpeg':
    case 'opus':
    case 'vorbis':
    case 'silence':
      return { encoding: 'f32' };
  }
}

function depthOfPcm(encoding: PcmEncoding, bits: number | null): Depth {
  const kind = encoding.replace('be', '');
  switch (kind) {
    case 'alaw':
    case 'ulaw':
      return { encoding: 's16' };
    case 'f16':
    case 'f32':
      return { encoding: 'f32' };
    case 'f64':
    case 's64':
      return { encoding: 'f64', reduced: true };
    default:
      return depthOfBits(bytesPerSample[encoding] * 8, bits ?? undefined);
  }
}

function depthOfBits(container: number, used = container): Depth {
  const encoding = container <= 8 ? 'u8' : container <= 16 ? 's16' : container <= 24 ? 's24' : 's32';
  return { encoding, bits: used, reduced: used > 24 };
}
