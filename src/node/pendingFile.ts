import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { type FileHandle, open, readdir, realpath, rename, rm, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EarshotError } from '../core/protocol/errors.ts';

/**
 * Files that are written for the user. Each has a name of its own beside its target until it is complete; then it takes
 * the target's place at once, so that nobody ever sees half a file.
 */
export class PendingFiles {
  readonly #open = new Set<string>();

  /** bytes: that will be written. Refuses a target that is `source`, whatever name it is reached by. */
  async create(target: string, bytes: number, source: { path: string; name: string }): Promise<PendingFile> {
    const name = basename(target);
    try {
      // Written through a link, not in its place.
      const path = await realpath(target).catch(() => target);
      const there = await stat(path, { bigint: true }).catch(() => undefined);
      if (there?.isDirectory()) throw new EarshotError('is-directory', `${name} is a folder.`);
      // A device would be replaced by a file.
      if (there && !there.isFile()) throw new EarshotError('unsupported', `${name} is not a regular file.`);
      const own = there && (await stat(source.path, { bigint: true }).catch(() => undefined));
      if (there && own && own.dev === there.dev && own.ino === there.ino) {
        throw new EarshotError('unsupported', `${source.name} is the file that is open: choose another name.`);
      }
      const folder = dirname(path);
      const disk = await statfs(folder).catch(() => undefined);
      if (disk && disk.bavail * disk.bsize < bytes) throw noSpace(name, bytes);
      void removeLeft(folder).catch(() => undefined);
      const temporary = join(folder, `.earshot-${randomUUID()}.tmp`);
      const mode = there ? Number(there.mode & 0o777n) : 0o666;
      if (there && (mode & 0o222) === 0) throw writeProtected(name);
      // Noted first: the process may end while it is made.
      this.#open.add(temporary);
      const settled = (): void => void this.#open.delete(temporary);
      const handle = await open(temporary, 'wx', mode).catch((error: unknown) => {
        settled();
        throw error;
      });
      return new PendingFile(handle, { temporary, path, name, bytes }, settled);
    } catch (error) {
      throw asWriteError(error, name, bytes);
    }
  }

  /** For the end of the process, which cannot wait. */
  removeNow(): void {
    for (const path of this.#open) rmSync(path, { force: true });
  }
}

const OLD_MS = 24 * 60 * 60 * 1000;

/** What a process that was killed has left there. Another's may still be growing: only the age tells. */
async function removeLeft(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!/^\.earshot-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/.test(name)) continue;
    const path = join(folder, name);
    if (Date.now() - (await stat(path)).mtimeMs > OLD_MS) await rm(path, { force: true });
  }
}

interface Names {
  temporary: string;
  path: string;
  name: string;
  bytes: number;
}

export class PendingFile {
  readonly #handle: FileHandle;
  readonly #names: Names;
  readonly #settled: () => void;
  #at = 0;

  constructor(handle: FileHandle, names: Names, settled: () => void) {
    this.#handle = handle;
    this.#names = names;
    this.#settled = settled;
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.write(bytes, this.#at);
    this.#at += bytes.length;
  }

  async write(bytes: Uint8Array, at: number): Promise<void> {
    try {
      for (let done = 0; done < bytes.length;) {
        done += (await this.#handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
      }
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /** Complete: takes the target's place. */
  async keep(): Promise<void> {
    try {
      // Some file systems report a full disk only here.
      await this.#handle.close();
      await rename(this.#names.temporary, this.#names.path);
      this.#settled();
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(this.#names.temporary, { force: true }).catch(() => undefined);
    this.#settled();
  }

  #failure(error: unknown): unknown {
    return asWriteError(error, this.#names.name, this.#names.bytes);
  }
}

const noSpace = (name: string, bytes: number): EarshotError =>
  new EarshotError('too-large', `There is no space left on the disk for ${name} (${amount(bytes)}).`);

const writeProtected = (name: string): EarshotError =>
  new EarshotError('no-permission', `${name} cannot be replaced: it is write-protected.`);

const amount = (bytes: number): string =>
  bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;

/** What stands in the way, in the user's words. */
export function asWriteError(error: unknown, name: string, bytes: number): unknown {
  if (error instanceof EarshotError || !(error instanceof Error) || !('code' in error)) return error;
  const cannot = `${name} cannot be saved`;
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return noSpace(name, bytes);
    case 'EFBIG':
      return new EarshotError('too-large', `${cannot}: the disk takes no file of ${amount(bytes)}.`);
    case 'ENOENT':
    case 'ENOTDIR':
      return new EarshotError('not-found', `${cannot}: its folder does not exist.`);
    case 'EACCES':
    case 'EPERM':
      return new EarshotError('no-permission', `${cannot}: you have no permission to write in that folder.`);
    case 'EROFS':
      return new EarshotError('no-permission', `${cannot}: the disk is read-only.`);
    case 'EBUSY':
      return new EarshotError('no-permission', `${cannot}: another program has it open.`);
    case 'ENAMETOOLONG':
      return new EarshotError('unsupported', `${cannot}: its name is too long.`);
    default:
      return new EarshotError('internal', `${cannot}: ${error.message}`);
  }
}
