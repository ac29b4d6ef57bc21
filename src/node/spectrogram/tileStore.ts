import { crc32 } from '../../core/util/crc32.ts';
import { DiskCache } from '../diskCache.ts';
import type { ScannedFile } from '../scannedFile.ts';
import type { CodeTile } from './tileCache.ts';

/** Raised whenever a tile of the same samples would hold something else. */
export const TILE_VERSION = 1;
const MAGIC = 0x31545345;
/** Magic, version, codes, checksum; then the file's size and time of change and the frame it ends at (−1: not known of). */
const HEAD_BYTES = 40;
/** Tiles that wait to be written; more are not kept. */
const MOST_WAITING = 16 << 20;

/** Tiles on disk: those that took long. Each is a file; what is damaged, or of another state of the audio, counts as none. */
export class TileStore {
  readonly #cache: DiskCache;
  #waiting = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(cache: DiskCache) {
    this.#cache = cache;
  }

  async load(file: ScannedFile, key: string, length: number, frames: number): Promise<CodeTile | undefined> {
    if (file.info.growing) return undefined;
    const handle = await this.#cache.open(nameOf(file, key), 'spectrum');
    if (!handle) return undefined;
    try {
      const bytes = Buffer.alloc(HEAD_BYTES + length * 2);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
      if (bytesRead !== bytes.length || (await handle.stat()).size !== bytes.length) return undefined;
      const end = bytes.readDoubleLE(32);
      const head = headOf(file, length, end, bytes.subarray(HEAD_BYTES));
      if (bytes.compare(head, 0, HEAD_BYTES, 0, HEAD_BYTES) !== 0 || (end >= 0 && end !== frames)) return undefined;
      // A copy, for the header's length is not a multiple of what arrays may start at, and memory is counted.
      const codes = new Uint16Array(length);
      Buffer.from(codes.buffer).set(bytes.subarray(HEAD_BYTES));
      return { codes, end: end < 0 ? null : end };
    } catch {
      return undefined;
    } finally {
      await handle.close().catch(() => undefined);
    }
  }

  /** Written in the background, one after the other. */
  save(file: ScannedFile, key: string, { codes, end }: CodeTile): void {
    if (file.info.growing || this.#waiting + codes.byteLength > MOST_WAITING) return;
    const data = Buffer.from(codes.buffer, codes.byteOffset, codes.byteLength);
    const head = headOf(file, codes.length, end ?? -1, data);
    this.#waiting += data.length;
    this.#writing = this.#writing
      .then(() => this.#write(nameOf(file, key), head, data))
      // Where the cache cannot be written, tiles are made again.
      .catch(() => undefined)
      .finally(() => (this.#waiting -= data.length));
  }

  async #write(name: string, head: Buffer, data: Buffer): Promise<void> {
    const file = await this.#cache.create(name, 'spectrum');
    try {
      await file.handle.writev([head, data], 0);
      if ((await file.handle.stat()).size === head.length + data.length) await file.keep();
    } finally {
      await file.close();
    }
  }
}

const nameOf = (file: ScannedFile, key: string): string => DiskCache.key(file.key, key);

function headOf(file: ScannedFile, length: number, end: number, data: Buffer): Buffer {
  const { size, mtimeMs } = file.opened.identity;
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(MAGIC, 0);
  head.writeUInt32LE(TILE_VERSION, 4);
  head.writeUInt32LE(length, 8);
  head.writeUInt32LE(crc32(data), 12);
  head.writeDoubleLE(size, 16);
  head.writeDoubleLE(mtimeMs, 24);
  head.writeDoubleLE(end, 32);
  return head;
}
