import { ascii, type ByteSource, viewOf } from './byteSource.ts';

export interface RiffChunk {
  id: string;
  /** Of the body. */
  offset: number;
  /** What is really there. */
  size: number;
}

const UNKNOWN = 0xffffffff;
const WRAP = 2 ** 32;
// A header that lists more chunks than this is no audio file; the limit keeps a crafted one from taking minutes.
const MAX_CHUNKS = 10_000;
// Tags of other worlds stand behind everything; less than this is no recording that goes on.
const MAX_TRAILER = 64 * 1024;

export interface WaveChunks {
  format?: RiffChunk;
  data?: RiffChunk;
  fact?: RiffChunk;
  /** The data size as written; null when the writer never filled it in. */
  declaredBytes: number | null;
  /** After the last chunk, and no chunk. */
  strayBytes: number;
}

/** Finds 'fmt ' and 'data' among whatever else stands before, between and after them. */
export async function findChunks(source: ByteSource, start: number, little: boolean): Promise<WaveChunks> {
  const found: WaveChunks = { declaredBytes: null, strayBytes: 0 };
  let largeDataSize: number | undefined;
  let at = start + 12;
  for (let count = 0; count < MAX_CHUNKS && !(found.format && found.data); count++) {
    const header = await source.read(at, 8);
    if (header.length < 8) break;
    const id = ascii(header, 0, 4);
    const declared = viewOf(header).getUint32(4, little);
    const offset = at + 8;
    const rest = source.size - offset;
    let size = declared;
    if (id === 'ds64') {
      // RF64: the 64-bit size of 'data' is here, and the 32-bit one is all ones.
      const sizes = viewOf(await source.read(offset, 16));
      if (sizes.byteLength === 16) largeDataSize = Number(sizes.getBigUint64(8, little));
    } else if (id === 'fmt ' && !found.format) {
      found.format = { id, offset, size: Math.min(size, rest) };
    } else if (id === 'fact' && !found.fact) {
      found.fact = { id, offset, size: Math.min(size, rest) };
    } else if (id === 'data' && !found.data) {
      if (declared === UNKNOWN && largeDataSize) size = Math.min(largeDataSize, Number.MAX_SAFE_INTEGER);
      const unwritten = size >= UNKNOWN - 1 && !largeDataSize;
      if (size === 0 && rest > 0 && !(await isChunk(source, offset, little))) size = rest;
      else if (!unwritten) {
        // Beyond 4 GiB some writers let the size start again from 0.
        if (!largeDataSize && rest >= size + WRAP && !(await isChunk(source, offset + size + (size % 2), little)))
          size += WRAP * Math.floor((rest - size) / WRAP);
        found.declaredBytes = size;
      }
      size = Math.min(size, rest);
      found.data = { id, offset, size };
      if (found.declaredBytes !== null) found.strayBytes = await stray(source, offset + size, little);
    }
    at = offset + size;
    // Chunks are padded to an even length; some writers forget.
    if (size % 2 === 1 && !(await isChunk(source, at, little))) at += 1;
  }
  return found;
}

/** Bytes up to the end of the file, if they are too many to be a tag and no chunk starts them. */
async function stray(source: ByteSource, at: number, little: boolean): Promise<number> {
  const left = source.size - at;
  if (left <= MAX_TRAILER || (await isChunk(source, at, little)) || (await isChunk(source, at + 1, little))) return 0;
  return left;
}

async function isChunk(source: ByteSource, at: number, little: boolean): Promise<boolean> {
  const header = await source.read(at, 8);
  if (header.length < 8) return false;
  const size = viewOf(header).getUint32(4, little);
  return /^[A-Za-z0-9 _-]{4}$/.test(ascii(header, 0, 4)) && size <= source.size - at - 8;
}
