import { EarshotError } from '../protocol/errors.ts';
import { assert } from '../util/assert.ts';
import { bytesPerSample } from '../dsp/pcm.ts';
import { maskOfLayout } from './wavMask.ts';
import { bitsOf, frameBytesOf, isFloat, type WavSpec } from './wavSpec.ts';

const MAX_32 = 0xffffffff;
const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;
/** What follows the format's tag in a sub-format GUID: KSDATAFORMAT, and its like for ambisonic B format. */
const GUID_TAIL = [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71];
const AMBISONIC_TAIL = [0x00, 0x00, 0x21, 0x07, 0xd3, 0x11, 0x86, 0x44, 0xc8, 0xc1, 0xca, 0x00, 0x00, 0x00];

export interface WavSizes {
  headerBytes: number;
  dataBytes: number;
  /** 0 or 1: zero bytes to write after the last sample. */
  padBytes: number;
  fileBytes: number;
  /** Sizes have 64 bits: from 4 GiB on. */
  rf64: boolean;
}

/** Refuses what no WAV file can hold. */
export function wavSizes(spec: WavSpec, frames: number): WavSizes {
  const { channels, sampleRate } = spec;
  assert(Number.isSafeInteger(frames) && frames >= 0, 'a count of frames');
  const frameBytes = frameBytesOf(spec);
  if (!(channels >= 1 && frameBytes <= 0xffff))
    throw refuse(`${channels} channels of ${bytesPerSample[spec.encoding] * 8} bits`);
  if (!(sampleRate >= 1 && Math.round(sampleRate) <= MAX_32)) throw refuse(`a sample rate of ${sampleRate} Hz`);
  const dataBytes = frames * frameBytes;
  if (!Number.isSafeInteger(dataBytes)) throw refuse(`${frames} frames`);
  const padBytes = dataBytes % 2;
  const chunks = 12 + 8 + formatBytes(spec) + (isFloat(spec.encoding) ? 12 : 0) + 8;
  const rf64 = chunks + dataBytes + padBytes > MAX_32;
  const headerBytes = chunks + (rf64 ? 36 : 0);
  return { headerBytes, dataBytes, padBytes, fileBytes: headerBytes + dataBytes + padBytes, rf64 };
}

const refuse = (what: string): EarshotError => new EarshotError('unsupported', `A WAV file cannot hold ${what}.`);

/** More than two channels, more than 16 bits, or bits not in use: only the extensible format says so. */
function isExtensible(spec: WavSpec): boolean {
  const all = bytesPerSample[spec.encoding] * 8;
  const plainLayout = maskOfLayout(spec.layout, spec.channels) === maskOfLayout(undefined, spec.channels);
  return spec.channels > 2 || !plainLayout || bitsOf(spec) < all || (!isFloat(spec.encoding) && all > 16);
}

const formatBytes = (spec: WavSpec): number => (isExtensible(spec) ? 40 : isFloat(spec.encoding) ? 18 : 16);

/** All that comes before the first sample: RIFF, from 4 GiB on RF64 (EBU Tech 3306). */
export function wavHeader(spec: WavSpec, frames: number): Uint8Array<ArrayBuffer> {
  const { headerBytes, dataBytes, fileBytes, rf64 } = wavSizes(spec, frames);
  const out = new Writer(headerBytes);
  out
    .text(rf64 ? 'RF64' : 'RIFF')
    .u32(rf64 ? MAX_32 : fileBytes - 8)
    .text('WAVE');
  if (rf64)
    out
      .text('ds64')
      .u32(28)
      .u64(fileBytes - 8)
      .u64(dataBytes)
      .u64(frames)
      .u32(0);
  writeFormat(out, spec);
  if (isFloat(spec.encoding)) out.text('fact').u32(4).u32(Math.min(frames, MAX_32));
  out.text('data').u32(rf64 ? MAX_32 : dataBytes);
  assert(out.at === headerBytes, 'the header has the size that was announced');
  return out.bytes;
}

function writeFormat(out: Writer, spec: WavSpec): void {
  const { encoding, channels } = spec;
  const rate = Math.round(spec.sampleRate);
  const frameBytes = frameBytesOf(spec);
  const tag = isFloat(encoding) ? FLOAT : PCM;
  const extensible = isExtensible(spec);
  out.text('fmt ').u32(formatBytes(spec));
  out
    .u16(extensible ? EXTENSIBLE : tag)
    .u16(channels)
    .u32(rate)
    .u32(Math.min(rate * frameBytes, MAX_32));
  out.u16(frameBytes).u16(bytesPerSample[encoding] * 8);
  if (extensible) {
    const ambisonic = spec.layout?.join(' ') === 'W X Y Z';
    out
      .u16(22)
      .u16(bitsOf(spec))
      .u32(ambisonic ? 0 : maskOfLayout(spec.layout, channels))
      .u16(tag);
    for (const byte of ambisonic ? AMBISONIC_TAIL : GUID_TAIL) out.u8(byte);
  } else if (tag === FLOAT) out.u16(0);
}

/** Little-endian. */
class Writer {
  at = 0;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.#view = new DataView(this.bytes.buffer);
  }

  u8(value: number): this {
    this.bytes[this.at++] = value;
    return this;
  }

  u16(value: number): this {
    this.#view.setUint16(this.at, value, true);
    this.at += 2;
    return this;
  }

  u32(value: number): this {
    this.#view.setUint32(this.at, value, true);
    this.at += 4;
    return this;
  }

  u64(value: number): this {
    this.#view.setBigUint64(this.at, BigInt(value), true);
    this.at += 8;
    return this;
  }

  text(ascii: string): this {
    for (let i = 0; i < ascii.length; i++) this.u8(ascii.charCodeAt(i));
    return this;
  }
}
