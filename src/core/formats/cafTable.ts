import { viewOf } from './byteSource.ts';

const HEADER_BYTES = 24;

/** CAF's 'pakt' chunk. */
export interface PacketTable {
  offsets: Float64Array;
  sizes: Uint32Array;
  /** Frames to be heard, as told; 0 if not. */
  told: number;
  priming: number;
  remainder: number;
}

/** start, end: of the packets. Sizes are written seven bits a byte, the upper first; bit 7 says that more follow. */
export function readPacketTable(
  bytes: Uint8Array,
  start: number,
  end: number,
  fixedBytes: number,
): PacketTable | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const view = viewOf(bytes);
  const told = Number(view.getBigInt64(8));
  const priming = Math.max(0, view.getInt32(16));
  const remainder = Math.max(0, view.getInt32(20));
  // A packet takes a byte of the table at least, unless all are of one size.
  const possible = fixedBytes > 0 ? Math.floor((end - start) / fixedBytes) : bytes.length - HEADER_BYTES;
  const count = Math.max(0, Math.min(Number(view.getBigInt64(0)), possible));
  const offsets = new Float64Array(count);
  const sizes = new Uint32Array(count);
  let at = HEADER_BYTES;
  let offset = start;
  for (let packet = 0; packet < count; packet++) {
    let size = fixedBytes;
    for (let more = fixedBytes === 0; more; at++) {
      const byte = bytes[at];
      if (byte === undefined || size >= 1 << 24) return undefined;
      size = size * 128 + (byte & 0x7f);
      more = byte >= 0x80;
    }
    offsets[packet] = offset;
    sizes[packet] = size;
    offset += size;
  }
  return { offsets, sizes, told, priming, remainder };
}
