import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { rowFacts, rowFigures, WAVE_COLUMNS } from '../core/protocol/audioRow.ts';
import { defaultCacheFolder } from './diskCache.ts';
import { SCAN_VERSION } from './scanVersion.ts';

/** Raised when the entries change. */
const VERSION = `1.${SCAN_VERSION}`;
const MOST_ENTRIES = 100_000;
/** Lines that are parsed, or written, before others have a turn. */
const SLICE = 500;
const SAVE_MS = 5000;

const entry = v.object({
  path: v.string(),
  bytes: v.number(),
  modified: v.number(),
  facts: rowFacts,
  figures: v.omit(rowFigures, ['violations']),
  /** Base64. */
  wave: v.nullable(v.string()),
  failure: v.nullable(v.string()),
});
type Entry = v.InferOutput<typeof entry>;

export interface KeptRow extends Pick<Entry, 'facts' | 'figures' | 'failure'> {
  wave: Int8Array<ArrayBuffer> | null;
}

/** Where the rows of a workspace are kept: in the user's cache folder. */
export const rowCacheFile = (workspace: string): string =>
  join(defaultCacheFolder(), 'rows', `${createHash('sha256').update(workspace).digest('hex').slice(0, 40)}.jsonl`);

/** What was measured of files, by path, size and time. Bounded: what was used longest ago goes first. */
export class RowCache {
  readonly #file: string;
  /** In the order of use. */
  readonly #entries = new Map<string, Entry>();
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();

  private constructor(file: string) {
    this.#file = file;
  }

  /** Never rejects: what cannot be read is as good as empty. */
  static async open(file: string): Promise<RowCache> {
    const cache = new RowCache(file);
    const text = await readFile(file, 'utf8').catch(() => '');
    const lines = text.split('\n');
    if (lines.shift() !== VERSION) return cache;
    for (const [i, line] of lines.entries()) {
      if (i % SLICE === SLICE - 1) await turn();
      const read = parse(line);
      if (read) cache.#entries.set(read.path, read);
    }
    return cache;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(path: string, bytes: number | null, modified: number | null): KeptRow | undefined {
    const kept = this.#entries.get(path);
    if (!kept || kept.bytes !== bytes || kept.modified !== modified) return undefined;
    this.#entries.delete(path);
    this.#entries.set(path, kept);
    const { facts, figures, failure } = kept;
    return { facts, figures, failure, wave: kept.wave === null ? null : waveOf(kept.wave) };
  }

  put(path: string, bytes: number, modified: number, row: KeptRow): void {
    this.#entries.delete(path);
    const wave = row.wave && Buffer.from(row.wave.buffer, row.wave.byteOffset, row.wave.length).toString('base64');
    const { facts, figures, failure } = row;
    this.#entries.set(path, { path, bytes, modified, facts, figures, failure, wave });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= MOST_ENTRIES) break;
      this.#entries.delete(oldest);
    }
    this.#timer ??= setTimeout(() => void this.save(), SAVE_MS);
    this.#timer.unref();
  }

  /** Whole or not at all. What cannot be written is measured again. */
  save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return (this.#saving = this.#saving.then(() => this.#write()).catch(() => undefined));
  }

  async #write(): Promise<void> {
    const lines = [VERSION];
    for (const each of [...this.#entries.values()]) {
      lines.push(JSON.stringify(each));
      if (lines.length % SLICE === 0) await turn();
    }
    const temporary = `${this.#file}.${randomUUID()}.tmp`;
    await mkdir(dirname(this.#file), { recursive: true });
    try {
      await writeFile(temporary, lines.join('\n'));
      await rename(temporary, this.#file);
    } finally {
      await rm(temporary, { force: true });
    }
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function parse(line: string): Entry | undefined {
  try {
    const read = v.safeParse(entry, JSON.parse(line));
    return read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}

function waveOf(text: string): Int8Array<ArrayBuffer> | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 2 * WAVE_COLUMNS ? Int8Array.from(bytes, (byte) => (byte << 24) >> 24) : null;
}
