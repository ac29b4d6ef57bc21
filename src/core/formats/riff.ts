import { ascii, type ByteSource, viewOf } from './byteSource.ts';

export interface RiffChunk {
  id: string;
  /** Of the body. */
  offset: number;
  size: number;
}

const UNKNOWN = 0xffffffff;
// A header that lists more chunks than this is no audio file; the limit keeps a crafted one from taking minutes.
const MAX_CHUNKS = 10_000;

interface WaveChunks {
  format?: RiffChunk;
  /** size: what is really there. */
  data?: RiffChunk;
  /** The data size as written; null when the writer never filled it in. */
  declaredBytes: number | null;
}

/** Finds 'fmt ' and 'data' among whatever else stands before, between and after them. */
export async function findChunks(source: ByteSource, start: number): Promise<WaveChunks> {
  const found: WaveChunks = { declaredBytes: null };
  let largeDataSize: number | undefined;
  let at = start + 12;
  for (let count = 0; count < MAX_CHUNKS && !(found.format && found.data); count++) {
    const header = await source.read(at, 8);
    if (header.length < 8) break;
    const id = ascii(header, 0, 4);
    const declared = viewOf(header).getUint32(4, true);
    const offset = at + 8;
    const rest = source.size - offset;
    let size = declared;
    if (id === 'ds64') {
      // RF64: the 64-bit size of 'data' is here, and the 32-bit one is all ones.
      const sizes = viewOf(await source.read(offset, 16));
      if (sizes.byteLength === 16) largeDataSize = Number(sizes.getBigUint64(8, true));
    } else if (id === 'fmt ' && !found.format) {
      found.format = { id, offset, size: Math.min(size, rest) };
    } else if (id === 'data' && !found.data) {
      if (declared === UNKNOWN && largeDataSize !== undefined) size = largeDataSize;
      const unwritten = size >= UNKNOWN - 1 && largeDataSize === undefined;
      if (size === 0 && rest > 0 && !(await isChunk(source, offset))) size = rest;
      else if (!unwritten) found.declaredBytes = size;
      size = Math.min(size, rest);
      found.data = { id, offset, size };
    }
    at = offset + size;
    // Chunks are padded to an even length; some writers forget.
    if (size % 2 === 1 && !(await isChunk(source, at))) at += 1;
  }
  return found;
}

async function isChunk(source: ByteSource, at: number): Promise<boolean> {
  const header = await source.read(at, 8);
  if (header.length < 8) return false;
  return /^[A-Za-z0-9 _-]{4}$/.test(ascii(header, 0, 4)) && viewOf(header).getUint32(4, true) <= source.size - at - 8;
}
