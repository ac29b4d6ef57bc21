import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { extname, join } from 'node:path';
import * as vscode from 'vscode';
import { EarshotError } from '../core/protocol/errors.ts';
import type { Disposable } from '../core/util/scope.ts';

/** A file the audio server can read by ranges, and what to do when it is no longer needed. */
export interface LocalFile extends Disposable {
  path: string;
}

export interface CopyOptions {
  signal: AbortSignal;
  /** The copy takes longer than a moment: what to say meanwhile. */
  onSlow: (text: string) => void;
}

export const LIMIT_SETTING = 'earshot.virtualFiles.maxSizeMB';
const megabyte = 1024 * 1024;
const SLOW_MS = 300;
const dayMs = 24 * 60 * 60 * 1000;

/**
 * `file:` is read where it lies. Any other scheme (git, virtual workspaces) has only whole-file reads in VS Code's API:
 * the file is copied once to disk, up to a limit the user can set. The copies go with their editors, all of them with
 * this process, and what a killed process left behind goes when the next one opens its first file.
 */
export class LocalCopies implements Disposable {
  readonly #root: string;
  /** Of this process alone; nobody else deletes in it while the process lives. */
  readonly #folder: string;
  #cleaned = false;

  /** root: a folder on disk that need not exist. */
  constructor(root: string) {
    this.#root = root;
    this.#folder = join(root, `${hostname()}-${process.pid}-${randomUUID()}`);
  }

  async take(uri: vscode.Uri, name: string, options: CopyOptions): Promise<LocalFile> {
    if (!this.#cleaned) void this.#deleteStale().catch(() => undefined);
    this.#cleaned = true;
    if (uri.scheme === 'file') return { path: uri.fsPath, dispose: () => undefined };
    const bytes = await readLimited(uri, name, options);
    const path = join(this.#folder, `${randomUUID()}${extname(uri.path)}`);
    const dispose = (): void => void rm(path, { force: true }).catch(() => undefined);
    try {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(path, bytes, { signal: options.signal });
    } catch (error) {
      dispose();
      throw diskError(error, name);
    }
    return { path, dispose };
  }

  /** Synchronous: the process may be about to end. */
  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #deleteStale(): Promise<void> {
    const mine = `${hostname()}-`;
    for (const name of await readdir(this.#root)) {
      const path = join(this.#root, name);
      const pid = name.startsWith(mine) ? Number(/^\d+/.exec(name.slice(mine.length))?.[0]) : NaN;
      const old = Date.now() - (await stat(path)).mtimeMs > dayMs;
      // Of another machine, or a container, on the same disk only the age is known.
      if (Number.isNaN(pid) ? old : !isAlive(pid)) await rm(path, { recursive: true, force: true });
    }
  }
}

async function readLimited(uri: vscode.Uri, name: string, { signal, onSlow }: CopyOptions): Promise<Uint8Array> {
  const limit = vscode.workspace.getConfiguration('earshot', uri).get('virtualFiles.maxSizeMB', 256) * megabyte;
  let slow: NodeJS.Timeout | undefined;
  try {
    const { size, type } = await vscode.workspace.fs.stat(uri);
    if (type & vscode.FileType.Directory) {
      throw new EarshotError('is-directory', `${name} is a folder, not an audio file.`);
    }
    if (size > limit) throw tooLarge(name, uri.scheme, size, limit);
    const amount = size > 0 ? ` (${megabytes(size)})` : '';
    slow = setTimeout(() => onSlow(`Copying ${name}${amount} from \u201c${uri.scheme}:\u201d\u2026`), SLOW_MS);
    const bytes = await unlessAborted(vscode.workspace.fs.readFile(uri), signal);
    // Some file systems report no size beforehand.
    if (bytes.byteLength > limit) throw tooLarge(name, uri.scheme, bytes.byteLength, limit);
    return bytes;
  } catch (error) {
    throw readError(error, uri, name);
  } finally {
    clearTimeout(slow);
  }
}

/** The API cannot cancel a read: what it still brings is dropped. */
function unlessAborted<T>(work: Thenable<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new EarshotError('cancelled', 'The copy was cancelled.'));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    void work.then(resolve, reject).then(() => signal.removeEventListener('abort', abort));
  });
}

function readError(error: unknown, uri: vscode.Uri, name: string): unknown {
  if (!(error instanceof vscode.FileSystemError)) return error;
  switch (error.code) {
    case 'FileNotFound':
      return new EarshotError('not-found', `${name} does not exist any more.`);
    case 'NoPermissions':
      return new EarshotError('no-permission', `${name} cannot be read: you have no permission to open it.`);
    case 'FileIsADirectory':
      return new EarshotError('is-directory', `${name} is a folder, not an audio file.`);
    default:
      return new EarshotError(
        'not-found',
        `${name} cannot be read from \u201c${uri.scheme}:\u201d now: ${error.message}`,
      );
  }
}

function diskError(error: unknown, name: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'ABORT_ERR') return new EarshotError('cancelled', 'The copy was cancelled.');
  if (error.code !== 'ENOSPC' && error.code !== 'EDQUOT') return error;
  return new EarshotError('too-large', `There is no space left on the disk for a copy of ${name}.`);
}

function tooLarge(name: string, scheme: string, size: number, limit: number): EarshotError {
  return new EarshotError(
    'too-large',
    `${name} has ${megabytes(size)}. Files of \u201c${scheme}:\u201d are copied to disk before they are opened, up to ${megabytes(limit)} (setting ${LIMIT_SETTING}).`,
  );
}

const megabytes = (bytes: number): string =>
  bytes < megabyte ? `${(bytes / megabyte).toFixed(1)} MB` : `${Math.ceil(bytes / megabyte)} MB`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
