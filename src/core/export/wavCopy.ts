import { bytesPerSample, type PcmEncoding } from '../dsp/pcm.ts';
import type { PcmPlaces } from '../formats/pcmRange.ts';
import type { WavEncoding } from './wavSpec.ts';

/** Stored samples that are those of a WAV file but for the order of their bytes or their sign: no bit is lost. */
export interface ByteCopy {
  encoding: WavEncoding;
  /** Bytes of a sample. */
  size: number;
  /** Big-endian: the bytes of a sample are turned round. */
  swap: boolean;
  /** 8 bits with a sign, which WAV has without. */
  flipSign: boolean;
  /** Channels one after the other: they are interleaved. */
  planar: boolean;
}

const same: Partial<Record<PcmEncoding, WavEncoding>> = {
  ...{ u8: 'u8', s8: 'u8', s16: 's16', s16be: 's16', s24: 's24', s24be: 's24' },
  ...{ s32: 's32', s32be: 's32', f32: 'f32', f32be: 'f32', f64: 'f64', f64be: 'f64' },
};

export function byteCopyOf({ encoding, planar, channels }: PcmPlaces): ByteCopy | undefined {
  const target = same[encoding];
  return (
    target && {
      encoding: target,
      size: bytesPerSample[encoding],
      swap: encoding.endsWith('be'),
      flipSign: encoding === 's8',
      planar: planar === true && channels > 1,
    }
  );
}

/** Bytes read from pcmRanges() as the 'data' chunk has them; nothing to change: the bytes themselves. */
export function copyFrames(
  { size, swap, flipSign, planar }: ByteCopy,
  parts: readonly Uint8Array[],
  frames: number,
): Uint8Array {
  const [first] = parts;
  const channels = parts.length;
  if (!planar && !swap && !flipSign) return first!;
  const samples = planar ? frames : first!.length / size;
  const out = new Uint8Array(parts.length * samples * size);
  parts.forEach((part, channel) => {
    for (let i = 0; i < samples; i++) {
      const from = i * size;
      const to = (i * channels + channel) * size;
      for (let byte = 0; byte < size; byte++) out[to + byte] = part[from + (swap ? size - 1 - byte : byte)]!;
    }
  });
  if (flipSign) for (let i = 0; i < out.length; i++) out[i] = out[i]! ^ 0x80;
  return out;
}
