import type { ByteSource } from '../../../src/core/formats/byteSource.ts';

/** A file in memory that counts what is read of it. */
export function bytesSource(bytes: Uint8Array): ByteSource & { reads: number; bytesRead: number } {
  const source = {
    size: bytes.length,
    reads: 0,
    bytesRead: 0,
    read: (offset: number, length: number) => {
      const part = bytes.slice(offset, offset + length);
      source.reads++;
      source.bytesRead += part.length;
      return Promise.resolve(part);
    },
  };
  return source;
}

export interface WavShape {
  tag?: number;
  channels?: number;
  rate?: number;
  bits?: number;
  blockAlign?: number;
  /** Written into the header instead of the truth. */
  dataSize?: number;
  data?: Uint8Array;
  before?: Uint8Array[];
  after?: Uint8Array[];
  extensible?: { validBits: number; subFormat: number };
}

export function chunk(id: string, body: Uint8Array, { size = body.length, pad = true } = {}): Uint8Array {
  const out = Buffer.alloc(8 + body.length + (pad ? body.length % 2 : 0));
  out.write(id, 0, 'latin1');
  out.writeUInt32LE(size, 4);
  out.set(body, 8);
  return out;
}

/** A RIFF/WAVE file with whatever may be wrong with it. */
export function craftWav(shape: WavShape = {}): Uint8Array {
  const { tag = 1, channels = 1, rate = 48000, bits = 16, data = new Uint8Array(200), extensible } = shape;
  const format = Buffer.alloc(extensible ? 40 : 16);
  format.writeUInt16LE(extensible ? 0xfffe : tag, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rate, 4);
  const align = shape.blockAlign ?? channels * Math.ceil(bits / 8);
  format.writeUInt32LE((rate * align) % 2 ** 32, 8);
  format.writeUInt16LE(align, 12);
  format.writeUInt16LE(bits, 14);
  if (extensible) {
    format.writeUInt16LE(22, 16);
    format.writeUInt16LE(extensible.validBits, 18);
    format.writeUInt16LE(extensible.subFormat, 24);
  }
  const body = Buffer.concat([
    Buffer.from('WAVE', 'latin1'),
    ...(shape.before ?? []),
    chunk('fmt ', format),
    chunk('data', data, { size: shape.dataSize ?? data.length }),
    ...(shape.after ?? []),
  ]);
  return chunk('RIFF', body);
}
