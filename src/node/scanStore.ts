import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import * as v from 'valibot';
import type { SeekIndex } from '../core/demux/demuxer.ts';
import { PEAK_VALUES } from '../core/dsp/peaks.ts';
import { collectGarbage } from './collect.ts';
import type { DiskCache, TemporaryFile } from './diskCache.ts';
import { SCAN_VERSION } from './scanVersion.ts';

const TIDY_BYTES = 8 << 20;
const MAGIC = 'earshot1';
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What a file was when it was scanned. */
export interface FileIdentity {
  size: number;
  mtimeMs: number;
}

const summary = v.object({
  version: v.literal(SCAN_VERSION),
  size: count,
  mtimeMs: v.number(),
  tracks: count,
  frames: count,
  baseBlocks: count,
  warnings: v.array(v.string()),
  integratedLufs: v.nullable(v.number()),
  /** MD5 of the PCM; absent: not known yet. */
  pcmMd5: v.optional(v.nullable(v.string())),
  /** All other figures (FileFigures.keep), which stand before this: how many bytes, and their MD5. */
  figures: v.object({ bytes: count, md5: v.string() }),
  /** Lengths of the arrays that stand before this, in order. */
  levels: v.array(count),
  indices: v.array(v.object({ part: count, points: count, totalFrames: count, states: count })),
});
export type ScanSummary = v.InferOutput<typeof summary>;

export interface StoredScan {
  summary: ScanSummary;
  levels: Float32Array[];
  indices: [number, SeekIndex][];
  figures: Uint8Array;
}

export type ScanFacts = Omit<ScanSummary, 'version' | 'baseBlocks' | 'levels' | 'indices' | 'figures'>;

/**
 * The base of a pyramid on disk: records, block after block, then (once the scan is complete) the other levels, the seek
 * indices, the figures, a summary as JSON, its length and a mark. Writes are queued; a failed one loses the store, not
 * the scan.
 */
export class ScanStore {
  readonly #handle: FileHandle;
  readonly #temporary: TemporaryFile | undefined;
  readonly #blockBytes: number;
  #blocks = 0;
  #writing: Promise<void> = Promise.resolve();
  #broken = false;
  #kept = false;
  /** Bytes of records let go of since the last collection. */
  #dropped = 0;

  private constructor(handle: FileHandle, tracks: number, temporary?: TemporaryFile) {
    this.#handle = handle;
    this.#temporary = temporary;
    this.#blockBytes = tracks * PEAK_VALUES * 4;
  }

  /** undefined where the cache cannot be written: then the base is made from samples whenever it is asked for. */
  static async create(cache: DiskCache, key: string, tracks: number): Promise<ScanStore | undefined> {
    const temporary = await cache.create(key, 'scan').catch(() => undefined);
    return temporary && new ScanStore(temporary.handle, tracks, temporary);
  }

  /** What was found when the same file was scanned before. */
  static async restore(
    cache: DiskCache,
    key: string,
    identity: FileIdentity,
    tracks: number,
  ): Promise<{ store: ScanStore; scan: StoredScan } | undefined> {
    const handle = await cache.open(key, 'scan');
    if (!handle) return undefined;
    try {
      const scan = await readStored(handle);
      const { size, mtimeMs } = scan.summary;
      if (size === identity.size && mtimeMs === identity.mtimeMs && scan.summary.tracks === tracks) {
        const store = new ScanStore(handle, tracks);
        store.#blocks = scan.summary.baseBlocks;
        return { store, scan };
      }
    } catch {
      // Of another version, or damaged: it is written anew.
    }
    await handle.close();
    await cache.remove(key, 'scan');
    return undefined;
  }

  /** Takes over `records`: its memory is given back once it is written. */
  append(records: Float32Array, blocks: number): void {
    const at = this.#blocks * this.#blockBytes;
    this.#blocks += blocks;
    this.#write(new Uint8Array(records.buffer, records.byteOffset, blocks * this.#blockBytes), at, () =>
      this.#release(records),
    );
  }

  truncate(blocks: number): void {
    this.#blocks = Math.min(this.#blocks, blocks);
  }

  /** undefined once a write has failed. */
  async read(start: number, wanted: number): Promise<{ records: Float32Array; count: number } | undefined> {
    const there = Math.max(0, Math.min(wanted, this.#blocks - start));
    await this.#writing;
    if (this.#broken) return undefined;
    const bytes = new Uint8Array(there * this.#blockBytes);
    const got = await readFully(this.#handle, bytes, start * this.#blockBytes);
    return got < bytes.length ? undefined : { records: new Float32Array(bytes.buffer), count: there };
  }

  /** Makes it the cache's entry; a second time it is put in the place of what was written then. */
  async commit(
    facts: ScanFacts,
    levels: readonly Float32Array[],
    indices: readonly (readonly [number, SeekIndex])[],
    figures: Uint8Array,
  ): Promise<void> {
    if (!this.#temporary || this.#broken) return;
    const json: ScanSummary = {
      ...facts,
      version: SCAN_VERSION,
      baseBlocks: this.#blocks,
      levels: levels.map((level) => level.length),
      figures: { bytes: figures.length, md5: md5Of(figures) },
      indices: indices.map(([part, { frames, totalFrames, states }]) => ({
        part,
        points: frames.length,
        totalFrames,
        states: states?.length ?? 0,
      })),
    };
    const text = Buffer.from(JSON.stringify(json));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    const arrays = [...levels, ...indices.flatMap(([, index]) => [index.frames, index.offsets, index.states ?? []])];
    const bytes = arrays.map((array) =>
      Array.isArray(array) ? Buffer.alloc(0) : Buffer.from(array.buffer, array.byteOffset, array.byteLength),
    );
    const end = this.#blocks * this.#blockBytes;
    const tail = Buffer.concat([...bytes, figures, text, length, Buffer.from(MAGIC)]);
    this.#write(tail, end);
    await this.#writing;
    if (this.#broken) return;
    await this.#handle.truncate(end + tail.length).catch(() => undefined);
    if (!this.#kept)
      await this.#temporary.keep().then(
        () => (this.#kept = true),
        () => undefined,
      );
  }

  async close(): Promise<void> {
    await this.#writing;
    await (this.#temporary ?? this.#handle).close();
  }

  /** Gives memory back now; the collector would wait for tens of MB. */
  #release({ buffer }: Float32Array): void {
    const movable = buffer as { transfer?: (bytes: number) => unknown };
    if (movable.transfer) return void movable.transfer(0);
    // Runtimes before Node 21.
    this.#dropped += buffer.byteLength;
    if (this.#dropped < TIDY_BYTES) return;
    this.#dropped = 0;
    setImmediate(collectGarbage);
  }

  #write(bytes: Uint8Array, at: number, written?: () => void): void {
    this.#writing = this.#writing.then(async () => {
      try {
        for (let done = 0; done < bytes.length && !this.#broken;) {
          done += (await this.#handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
        }
      } catch {
        this.#broken = true;
      }
      written?.();
    });
  }
}

const md5Of = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

async function readStored(handle: FileHandle): Promise<StoredScan> {
  const { size } = await handle.stat();
  const tail = Buffer.alloc(4 + MAGIC.length);
  await readFully(handle, tail, size - tail.length);
  if (tail.toString('latin1', 4) !== MAGIC) throw new Error('incomplete');
  const jsonBytes = Buffer.alloc(Math.min(tail.readUInt32LE(0), 1 << 20));
  const jsonAt = size - tail.length - jsonBytes.length;
  await readFully(handle, jsonBytes, jsonAt);
  const facts = v.parse(summary, JSON.parse(jsonBytes.toString('utf8')));
  let at = facts.baseBlocks * facts.tracks * PEAK_VALUES * 4;
  const take = async (bytes: number): Promise<ArrayBuffer> => {
    if (at + bytes > jsonAt) throw new Error('damaged');
    const buffer = new Uint8Array(bytes);
    if ((await readFully(handle, buffer, at)) < bytes) throw new Error('damaged');
    at += bytes;
    return buffer.buffer;
  };
  const levels: Float32Array[] = [];
  for (const length of facts.levels) levels.push(new Float32Array(await take(length * 4)));
  const indices: [number, SeekIndex][] = [];
  for (const { part, points, totalFrames, states } of facts.indices) {
    const frames = new Float64Array(await take(points * 8));
    const offsets = new Float64Array(await take(points * 8));
    const state = states > 0 ? { states: new Int16Array(await take(states * 2)) } : {};
    indices.push([part, { frames, offsets, totalFrames, ...state }]);
  }
  const figures = new Uint8Array(await take(facts.figures.bytes));
  if (md5Of(figures) !== facts.figures.md5) throw new Error('damaged');
  return { summary: facts, levels, indices, figures };
}

async function readFully(handle: FileHandle, bytes: Uint8Array, position: number): Promise<number> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}
