import { Inflate } from 'fflate';
import type { ByteSource } from './byteSource.ts';

/** Deflate cannot do better: 258 bytes from two bits. */
const MAX_RATIO = 1032;
/** What one piece may unpack to is a thousand times as much. */
const STEP = 1024;

/** A deflated member of an archive, unpacked. Only for reads near its start: each unpacks all that stands before. */
export function inflated(source: ByteSource, start: number, packedBytes: number, bytes: number): ByteSource {
  const size = Math.min(bytes, packedBytes * MAX_RATIO);
  return {
    size,
    async read(offset, length) {
      const unpacked = await inflateStart(source, start, packedBytes, Math.min(offset + length, size));
      return unpacked.slice(offset);
    },
  };
}

/** The first bytes of what it unpacks to; fewer where it ends or is damaged. */
async function inflateStart(
  source: ByteSource,
  start: number,
  packedBytes: number,
  wanted: number,
): Promise<Uint8Array> {
  const unpacked = new Uint8Array(wanted);
  let length = 0;
  const inflate = new Inflate((chunk) => {
    unpacked.set(chunk.subarray(0, wanted - length), length);
    length = Math.min(wanted, length + chunk.length);
  });
  for (let at = 0; at < packedBytes && length < wanted; at += STEP) {
    const packed = await source.read(start + at, Math.min(STEP, packedBytes - at));
    try {
      // Never the last piece: that would be refused where the end is missing.
      inflate.push(packed, false);
    } catch {
      break;
    }
  }
  return unpacked.subarray(0, length);
}
