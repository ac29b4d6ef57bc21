import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs, utimes } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const CACHE_LIMIT_BYTES = 2 * 2 ** 30;
/** Bytes of small entries that may come before what is too much is looked for again. */
/** Left free on the disk that the cache lives on. */
const KEEP_FREE_BYTES = 2 ** 30;

export type EntryKind = 'scan' | 'pcm' | 'spectrum';

/** A file of the cache that is being written: it has a name of this process until it is complete. */
export interface TemporaryFile {
  handle: FileHandle;
  /** Makes it the entry of its key. The handle stays open. */
  keep(): Promise<void>;
  /** Closes the handle; removes the file unless it was kept. */
  close(): Promise<void>;
}

/** Where a user's caches live; the same for the editor and the command line, so that they share what they know. */
export function defaultCacheFolder(): string {
  const { EARSHOT_CACHE_DIR, LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (EARSHOT_CACHE_DIR) return EARSHOT_CACHE_DIR;
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'earshot', 'cache');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'earshot');
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'earshot', 'audio');
}

/**
 * Files that can be made again: results of scans, tiles of spectrograms, and decoded PCM of formats that cannot be sought.
 * Bounded: those used longest ago go first. Several processes share one folder; none relies on a file staying there.
 */
export class DiskCache {
  readonly #folder: string;
  readonly #limitBytes: number;
  readonly #unfinished = new Set<string>();
  #next = 1;
  /** Bytes of all entries when they were last counted, and kept here since; undefined: not counted yet. */
  #counted: number | undefined;
  #kept = 0;

  constructor(folder: string, limitBytes = CACHE_LIMIT_BYTES) {
    this.#folder = folder;
    this.#limitBytes = limitBytes;
  }

  /** The name of what belongs to a file, whatever it holds. */
  static key(path: string, layout: unknown): string {
    return createHash('sha256')
      .update(JSON.stringify([path, layout ?? null]))
      .digest('hex')
      .slice(0, 40);
  }

  /** Removes what crashed processes left behind, then what is over the limit. */
  async cleanUp(): Promise<void> {
    for (const name of await this.#names()) {
      const pid = Number(/\.(\d+)-\d+\.tmp$/.exec(name)?.[1]);
      if (pid && pid !== process.pid && !isAlive(pid)) await this.#remove(name);
    }
    await this.#trim();
  }

  /** Opens an entry for reading; undefined if there is none. */
  async open(key: string, kind: EntryKind): Promise<FileHandle | undefined> {
    const path = join(this.#folder, `${key}.${kind}`);
    try {
      const handle = await open(path, 'r');
      const now = new Date();
      await utimes(path, now, now).catch(() => undefined);
      return handle;
    } catch {
      return undefined;
    }
  }

  async remove(key: string, kind: EntryKind): Promise<void> {
    await this.#remove(`${key}.${kind}`);
  }

  async create(key: string, kind: EntryKind): Promise<TemporaryFile> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const name = `${key}.${kind}.${process.pid}-${this.#next++}.tmp`;
    const path = join(this.#folder, name);
    const handle = await open(path, 'wx+', 0o600);
    this.#unfinished.add(path);
    return {
      handle,
      keep: async () => {
        await rename(path, join(this.#folder, `${key}.${kind}`));
        this.#unfinished.delete(path);
        await this.#grown(
          await handle.stat().then(
            ({ size }) => size,
            () => 0,
          ),
        );
      },
      close: async () => {
        await handle.close();
        if (this.#unfinished.delete(path)) await rm(path, { force: true }).catch(() => undefined);
      },
    };
  }

  /** How much one file may take: the wanted limit, or what the disk has to spare. */
  async room(wanted: number): Promise<number> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 }).catch(() => undefined);
    const disk = await statfs(this.#folder).catch(() => undefined);
    return disk ? Math.max(0, Math.min(wanted, disk.bavail * disk.bsize - KEEP_FREE_BYTES)) : wanted;
  }

  /** For the end of the process, which cannot wait. */
  removeUnfinishedNow(): void {
    for (const path of this.#unfinished) rmSync(path, { force: true });
  }

  /** Looking at every entry each time would take longer than scanning a short file, where thousands are scanned. */
  async #grown(bytes: number): Promise<void> {
    this.#kept += bytes;
    const full = (this.#counted ?? Infinity) + this.#kept > this.#limitBytes;
    // Other processes fill the folder too.
    if (full || this.#kept > this.#limitBytes / 16) await this.#trim();
  }

  async #trim(): Promise<void> {
    this.#kept = 0;
    const entries = await Promise.all(
      (await this.#names())
        .filter((name) => /\.(scan|pcm|spectrum)$/.test(name))
        .map(async (name) => ({ name, stat: await stat(join(this.#folder, name)).catch(() => undefined) })),
    );
    let [total, left] = [0, 0];
    for (const { name, stat: file } of entries.sort((a, b) => (b.stat?.mtimeMs ?? 0) - (a.stat?.mtimeMs ?? 0))) {
      total += file?.size ?? 0;
      if (total > this.#limitBytes) await this.#remove(name);
      else left = total;
    }
    this.#counted = left;
  }

  async #names(): Promise<string[]> {
    return readdir(this.#folder).catch(() => []);
  }

  async #remove(name: string): Promise<void> {
    await rm(join(this.#folder, name), { force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
