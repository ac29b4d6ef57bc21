import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../../../src/core/util/crc32.ts';

/** Headers of big-endian containers, made by hand. */
const text = (value: string): Buffer => Buffer.from(value, 'latin1');

const u16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value & 0xffff);
  return bytes;
};
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};
const u64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
};

const aiffChunk = (id: string, body: Uint8Array, size = body.length): Buffer =>
  Buffer.concat([text(id), u32(size), body, Buffer.alloc(body.length % 2)]);

/** The 80-bit number of a whole rate. */
export function extended(rate: number): Buffer {
  if (rate === 0) return Buffer.alloc(10);
  const exponent = Math.floor(Math.log2(rate));
  const fraction = BigInt(rate) << BigInt(63 - exponent);
  const bytes = Buffer.alloc(10);
  bytes.writeUInt16BE(16383 + exponent);
  bytes.writeBigUInt64BE(fraction, 2);
  return bytes;
}

export interface AiffShape {
  kind?: string;
  channels?: number;
  frames?: number;
  bits?: number;
  rate?: number;
  data?: Uint8Array;
  soundSize?: number;
  offset?: number;
  commonLast?: boolean;
  chan?: Uint8Array;
}

export function craftAiff(shape: AiffShape = {}): Buffer {
  const { kind, channels = 1, bits = 16, rate = 44100, data = new Uint8Array(200), offset = 0 } = shape;
  const frames = shape.frames ?? Math.floor(data.length / (channels * Math.ceil(bits / 8)));
  const coding = kind === undefined ? [] : [text(kind), Buffer.from([0, 0])];
  const common = aiffChunk('COMM', Buffer.concat([u16(channels), u32(frames), u16(bits), extended(rate), ...coding]));
  const sound = Buffer.concat([u32(offset), u32(0), Buffer.alloc(offset), data]);
  const soundChunk = aiffChunk('SSND', sound, shape.soundSize ?? sound.length);
  const chan = shape.chan ? [aiffChunk('CHAN', shape.chan)] : [];
  const name = aiffChunk('NAME', text('odd'));
  const chunks = shape.commonLast ? [name, ...chan, soundChunk, common] : [name, common, ...chan, soundChunk];
  const body = Buffer.concat([text(kind === undefined ? 'AIFF' : 'AIFC'), ...chunks]);
  return aiffChunk('FORM', body);
}

export interface CafShape {
  kind?: string;
  flags?: number;
  channels?: number;
  bits?: number;
  rate?: number;
  packetBytes?: number;
  packetFrames?: number;
  data?: Uint8Array;
  dataSize?: bigint;
  chunks?: [string, Uint8Array][];
}

export const cafChunk = (id: string, body: Uint8Array, size = BigInt(body.length)): Buffer =>
  Buffer.concat([text(id), u64(size), body]);

export function craftCaf(shape: CafShape = {}): Buffer {
  const { kind = 'lpcm', flags = 0, channels = 1, bits = 16, rate = 44100, data = new Uint8Array(200) } = shape;
  const rateBytes = Buffer.alloc(8);
  rateBytes.writeDoubleBE(rate);
  const description = Buffer.concat([
    ...[rateBytes, text(kind), u32(flags), u32(shape.packetBytes ?? channels * Math.ceil(bits / 8))],
    ...[u32(shape.packetFrames ?? 1), u32(channels), u32(bits)],
  ]);
  const body = Buffer.concat([u32(0), data]);
  return Buffer.concat([
    ...[text('caff'), u16(1), u16(0), cafChunk('desc', description)],
    ...(shape.chunks ?? []).map(([id, bytes]) => cafChunk(id, bytes)),
    cafChunk('data', body, shape.dataSize ?? BigInt(body.length)),
  ]);
}

/** A CAF packet table; frames: to be heard. */
export function packetTable(sizes: readonly number[], frames: number, priming = 0, remainder = 0): Buffer {
  const numbers = sizes.flatMap((size) => [0x80 | ((size >> 14) & 0x7f), 0x80 | ((size >> 7) & 0x7f), size & 0x7f]);
  const head = [u64(BigInt(sizes.length)), u64(BigInt(frames)), u32(priming), u32(remainder)];
  return Buffer.concat([...head, Buffer.from(numbers)]);
}

export function craftAu(shape: {
  size?: number;
  code?: number;
  rate?: number;
  channels?: number;
  offset?: number;
  data?: Uint8Array;
}): Buffer {
  const { code = 3, rate = 8000, channels = 1, offset = 28, data = new Uint8Array(200) } = shape;
  const fields = [offset, shape.size ?? data.length, code, rate, channels].map(u32);
  return Buffer.concat([text('.snd'), ...fields, Buffer.alloc(Math.max(0, offset - 24)), data]);
}

export function craftSphere(fields: readonly string[], data: Uint8Array = new Uint8Array(200)): Buffer {
  const header = Buffer.alloc(1024, ' ');
  header.write(`NIST_1A\n   1024\n${fields.join('\n')}\nend_head\n`, 'latin1');
  return Buffer.concat([header, data]);
}

/** A NumPy array of version 1. */
export function craftNpy(descr: string, shape: string, data: Uint8Array, fortran = false): Buffer {
  const dictionary = `{'descr': ${descr}, 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${shape}, }`;
  const header = dictionary.padEnd(117, ' ') + '\n';
  const head = Buffer.from('\x93NUMPY\x01\0\0\0', 'latin1');
  head.writeUInt16LE(header.length, 8);
  return Buffer.concat([head, text(header), data]);
}

/** A member of an archive, with what its directory says of it instead of the truth. */
export interface ZipShape {
  name: string;
  bytes: Uint8Array;
  /** 0: stored, 8: deflated; any other is only said. */
  method?: number;
  /** Done to what stands in the archive. */
  damage?: (packed: Buffer) => Buffer;
  crc?: number;
  unpackedBytes?: number;
}

/** An archive as numpy.savez and savez_compressed write it: 64-bit sizes in the local headers. */
export function craftZip(members: readonly ZipShape[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, bytes, method = 0, damage, crc = crc32(bytes), unpackedBytes = bytes.length } of members) {
    const plain = method === 8 ? deflateRawSync(bytes) : Buffer.from(bytes);
    const packed = damage?.(plain) ?? plain;
    const local = Buffer.alloc(30 + name.length + 20);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(method, 8);
    local.writeUInt32LE(crc, 14);
    local.writeUInt32LE(0xffffffff, 18);
    local.writeUInt32LE(0xffffffff, 22);
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(20, 28);
    local.write(name, 30, 'latin1');
    const central = Buffer.alloc(46 + name.length);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(method, 10);
    central.writeUInt32LE(crc, 16);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(unpackedBytes, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(at, 42);
    central.write(name, 46, 'latin1');
    parts.push(local, packed);
    directory.push(central);
    at += local.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, list, end]);
}
