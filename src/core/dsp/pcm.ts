import {
  spread16,
  spread16Swapped,
  spread24,
  spread32,
  spread64,
  spreadDouble,
  spreadFloat,
  spreadTable16,
  spreadTable8,
} from './pcmKernels.ts';
import { table16, table8 } from './pcmTables.ts';

/**
 * How samples are stored; multi-byte ones little-endian unless it says 'be'. Integers scale by 1 / 2^(bits−1), unsigned
 * ones around their middle, A-law and µ-law as the 16-bit samples they stand for; f16 is IEEE 754 binary16.
 */
export type PcmEncoding =
  | 'u8'
  | 's8'
  | 'alaw'
  | 'ulaw'
  | 's16'
  | 's16be'
  | 'u16'
  | 'u16be'
  | 'f16'
  | 'f16be'
  | 's24'
  | 's24be'
  | 's32'
  | 's32be'
  | 's64'
  | 's64be'
  | 'f32'
  | 'f32be'
  | 'f64'
  | 'f64be';

export const bytesPerSample: Readonly<Record<PcmEncoding, number>> = {
  u8: 1,
  s8: 1,
  alaw: 1,
  ulaw: 1,
  s16: 2,
  s16be: 2,
  u16: 2,
  u16be: 2,
  f16: 2,
  f16be: 2,
  s24: 3,
  s24be: 3,
  s32: 4,
  s32be: 4,
  s64: 8,
  s64be: 8,
  f32: 4,
  f32be: 4,
  f64: 8,
  f64be: 8,
};

/** Spreads interleaved PCM over planes of Float32: plane c starts at out[c * stride]. `bytes` may start anywhere. */
export function deinterleave(
  bytes: Uint8Array,
  encoding: PcmEncoding,
  channels: number,
  frames: number,
  out: Float32Array,
  stride: number,
): void {
  switch (encoding) {
    case 'u8':
    case 's8':
    case 'alaw':
    case 'ulaw':
      return spreadTable8(bytes, table8(encoding), channels, frames, out, stride);
    case 's24':
      return spread24(bytes, 0, 2, channels, frames, out, stride);
    case 's24be':
      return spread24(bytes, 2, 0, channels, frames, out, stride);
    case 's32be':
    case 's64be':
    case 'f32be':
    case 'f64be':
      return spreadCopy(bytes, encoding, channels, frames, out, stride);
    case 's16':
    case 's16be':
    case 'u16':
    case 'u16be':
    case 'f16':
    case 'f16be':
    case 's32':
    case 's64':
    case 'f32':
    case 'f64':
      if (bytes.byteOffset % bytesPerSample[encoding] !== 0)
        return spreadCopy(bytes, encoding, channels, frames, out, stride);
      return spreadWords(bytes.buffer, bytes.byteOffset, encoding, channels, frames, out, stride);
  }
}

type Words = Exclude<PcmEncoding, 'u8' | 's8' | 'alaw' | 'ulaw' | 's24' | 's24be' | Swapped>;
type Swapped = 's32be' | 's64be' | 'f32be' | 'f64be';
const unswapped = { s32be: 's32', s64be: 's64', f32be: 'f32', f64be: 'f64' } as const;

/** Aligned samples of 2, 4 or 8 bytes. A loop for each kind of array: one loop that sees several is twice as slow. */
function spreadWords(
  buffer: ArrayBufferLike,
  offset: number,
  encoding: Words,
  channels: number,
  frames: number,
  out: Float32Array,
  stride: number,
): void {
  const count = frames * channels;
  switch (encoding) {
    case 's16':
      return spread16(new Int16Array(buffer, offset, count), channels, frames, out, stride);
    case 's16be':
      return spread16Swapped(new Int16Array(buffer, offset, count), channels, frames, out, stride);
    case 's32':
      return spread32(new Int32Array(buffer, offset, count), channels, frames, out, stride);
    case 's64':
      return spread64(new Int32Array(buffer, offset, count * 2), channels, frames, out, stride);
    case 'f32':
      return spreadFloat(new Float32Array(buffer, offset, count), channels, frames, out, stride);
    case 'f64':
      return spreadDouble(new Float64Array(buffer, offset, count), channels, frames, out, stride);
    case 'u16':
    case 'u16be':
    case 'f16':
    case 'f16be':
      return spreadTable16(new Uint16Array(buffer, offset, count), table16(encoding), channels, frames, out, stride);
  }
}

// A multiple of 64 channels of 8 bytes; small enough for the first-level cache.
const scratchBytes = new Uint8Array(16 * 1024);
const scratchWords = new Uint32Array(scratchBytes.buffer);

/** By way of an aligned copy, whose bytes are put in order. */
function spreadCopy(
  bytes: Uint8Array,
  encoding: Words | Swapped,
  channels: number,
  frames: number,
  out: Float32Array,
  stride: number,
): void {
  const size = bytesPerSample[encoding];
  const frameBytes = size * channels;
  const plain = encoding in unswapped ? unswapped[encoding as Swapped] : (encoding as Words);
  if (frameBytes > scratchBytes.length) {
    const copy = bytes.slice(0, frames * frameBytes);
    if (plain !== encoding) swapWords(new Uint32Array(copy.buffer), copy.length / 4, size === 8);
    return spreadWords(copy.buffer, 0, plain, channels, frames, out, stride);
  }
  const step = Math.floor(scratchBytes.length / frameBytes);
  for (let at = 0; at < frames; at += step) {
    const now = Math.min(step, frames - at);
    scratchBytes.set(bytes.subarray(at * frameBytes, (at + now) * frameBytes));
    if (plain !== encoding) swapWords(scratchWords, (now * frameBytes) / 4, size === 8);
    spreadWords(scratchBytes.buffer, 0, plain, channels, now, out.subarray(at), stride);
  }
}

function swapWords(words: Uint32Array, count: number, pairs: boolean): void {
  for (let i = 0; i < count; i++) {
    const word = words[i]!;
    words[i] = (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
  }
  if (!pairs) return;
  for (let i = 0; i < count; i += 2) {
    const first = words[i]!;
    words[i] = words[i + 1]!;
    words[i + 1] = first;
  }
}

/** The way back, for what decoders deliver: planes as interleaved f32. */
export function interleave(planes: readonly Float32Array[], frames: number, out: Float32Array): void {
  const channels = planes.length;
  planes.forEach((plane, channel) => {
    for (let i = 0, at = channel; i < frames; i++, at += channels) out[at] = plane[i]!;
  });
}
