import { bytesPerSample, type PcmEncoding } from '../../core/dsp/pcm.ts';
import { planWav } from '../../core/export/wavPlan.ts';
import { bitsOf, isFloat } from '../../core/export/wavSpec.ts';
import type { AudioStream, CodecConfig, OpenedAudio } from '../../core/formats/format.ts';

/** How the PCM that an MD5 is taken of stands, interleaved and little-endian. Plain data: it travels to a thread. */
export type PcmLayout =
  /** As it stands in the file, once bytes are put in order and unsigned samples made signed. */
  | { kind: 'stored'; size: number; big: boolean; unsigned: boolean }
  /** Signed, in as many whole bytes as they need: as FLAC has it (RFC 9639 section 8.2). */
  | { kind: 'integers'; bits: number }
  | { kind: 'floats' };

export interface StoredSamples {
  /** Of stored integers; null of floats and lossy codecs. */
  bits: number | null;
  /** Whether a codec has changed the samples. */
  lossy: boolean;
  /** null where decoding to float32 loses bits: there is no exact PCM. */
  pcm: PcmLayout | null;
}

/** Floats hold integers of so many bits. */
const EXACT_BITS = 24;
const WMA_LOSSLESS = 0x163;
const lossyCodecs: ReadonlySet<CodecConfig['type']> = new Set([
  ...(['mpeg', 'vorbis', 'opus', 'aac', 'adpcm', 'qoa', 'ac3', 'dts', 'amr', 'dsd'] as const),
]);

export function storedSamples(opened: Pick<OpenedAudio, 'info' | 'stream'>): StoredSamples {
  const { info, stream } = opened;
  const { spec } = planWav(opened);
  const lossy = isLossy(stream, info.codec);
  const bits = isFloat(spec.encoding) ? null : bitsOf(spec);
  return { bits: lossy ? null : bits, lossy, pcm: layoutOf(stream, bits, bytesPerSample[spec.encoding] * 8) };
}

function isLossy(stream: AudioStream, codec: string): boolean {
  switch (stream.kind) {
    case 'pcm':
      return isLaw(stream.encoding);
    case 'coded':
      return stream.codec !== 'npz' && !(stream.codec === 'wma' && stream.tag === WMA_LOSSLESS);
    case 'packets':
      return stream.parts.some(
        (part) =>
          lossyCodecs.has(part.codec.type) ||
          (part.codec.type === 'pcm' && isLaw(part.codec.encoding)) ||
          (part.codec.type === 'wavpack' && codec.includes('lossy')),
      );
  }
}

const isLaw = (encoding: PcmEncoding): boolean => encoding === 'alaw' || encoding === 'ulaw';

/** bits: of decoded integers, null for floats; container: bits of the whole bytes that hold them. */
function layoutOf(stream: AudioStream, bits: number | null, container: number): PcmLayout | null {
  if (stream.kind === 'pcm' && !stream.planar && /^([su]\d|f32)/.test(stream.encoding)) {
    const { encoding } = stream;
    const unsigned = encoding.startsWith('u');
    return { kind: 'stored', size: bytesPerSample[encoding], big: encoding.endsWith('be'), unsigned };
  }
  if (bits === null) return isWide(stream) ? null : { kind: 'floats' };
  // Of linear PCM all stored bits count, used or not.
  const linear = stream.kind === 'pcm' || (stream.kind === 'packets' && stream.parts[0]?.codec.type === 'pcm');
  const wanted = linear ? container : bits;
  return wanted > EXACT_BITS ? null : { kind: 'integers', bits: wanted };
}

/** Integers of 64 bits are decoded as if they were floats. */
function isWide(stream: AudioStream): boolean {
  if (stream.kind === 'packets') {
    return stream.parts.some(({ codec }) => codec.type === 'pcm' && codec.encoding.startsWith('s64'));
  }
  return 'encoding' in stream && stream.encoding.startsWith('s64');
}

/** MD5 of all of the PCM as the file says it, in hexadecimal. */
export function storedMd5(stream: AudioStream): string | null {
  const part = stream.kind === 'packets' && stream.parts.length === 1 ? stream.parts[0] : undefined;
  if (part?.codec.type !== 'flac' || !part.codec.md5) return null;
  return Buffer.from(part.codec.md5).toString('hex');
}
