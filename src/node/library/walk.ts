import { type Dirent, promises as fs } from 'node:fs';
import { join } from 'node:path';
import { excludedBy } from '../../core/library/excludes.ts';
import { EarshotError } from '../../core/protocol/errors.ts';
import type { WalkedFile, WalkRequest, WalkResult } from '../../core/protocol/walk.ts';
import type { AbortSignalLike } from '../../core/util/abort.ts';
import { asFileError } from '../fileSource.ts';

/** Folders and files that are looked at at a time: more than the threads of libuv, so that none of them waits. */
const FOLDERS = 8;
const STATS = 16;
/** The first batch shows soon; later ones save messages. */
const FIRST_BATCH = 50;
const BATCH = 500;
/** What has been found does not wait longer than this for more, ms. */
const BATCH_MS = 50;

interface Folder {
  root: number;
  /** Below the root, '' or with '/' at its end. */
  below: string;
  path: string;
}

/** Lists files by name and hands them over in batches. A folder that several links lead to is listed once. */
export async function walk(
  request: WalkRequest,
  send: (files: WalkedFile[]) => void,
  signal: AbortSignalLike,
): Promise<WalkResult> {
  const walker = new Walker(request, send, signal);
  return walker.run();
}

class Walker {
  readonly #request: WalkRequest;
  readonly #excluded: readonly ((path: string) => boolean)[];
  readonly #extensions: ReadonlySet<string>;
  readonly #send: (files: WalkedFile[]) => void;
  readonly #signal: AbortSignalLike;
  readonly #problems: string[] = [];
  /** Device and number of folders that have been entered. */
  readonly #entered = new Set<string>();
  /** Last in, first out: what is near to each other comes together. */
  readonly #waiting: Folder[] = [];
  #batch: WalkedFile[] = [];
  #files = 0;
  #sentAt = performance.now();

  constructor(request: WalkRequest, send: (files: WalkedFile[]) => void, signal: AbortSignalLike) {
    this.#request = request;
    this.#send = send;
    this.#signal = signal;
    this.#excluded = request.roots.map(({ exclude }) => excludedBy(exclude));
    this.#extensions = new Set(request.extensions);
  }

  async run(): Promise<WalkResult> {
    this.#request.roots.forEach(({ path }, root) => this.#waiting.unshift({ root, below: '', path }));
    await new Promise<void>((resolve, reject) => {
      let running = 0;
      const next = (): void => {
        while (running < FOLDERS && this.#waiting.length > 0 && !this.#signal.aborted) {
          running++;
          this.#folder(this.#waiting.pop()!).then(() => {
            running--;
            next();
          }, reject);
        }
        if (running > 0) return;
        if (this.#signal.aborted) reject(new EarshotError('cancelled', 'The search for audio files was cancelled.'));
        else resolve();
      };
      next();
    });
    this.#flush();
    return { files: this.#files, problems: this.#problems };
  }

  async #folder({ root, below, path }: Folder): Promise<void> {
    let entries: Dirent[];
    try {
      const { dev, ino } = await fs.stat(path, { bigint: true });
      const identity = `${dev}:${ino}`;
      if (this.#entered.has(identity)) return;
      this.#entered.add(identity);
      entries = await fs.readdir(path, { withFileTypes: true });
    } catch (error) {
      this.#problem(error, below === '' ? path : below.slice(0, -1));
      return;
    }
    const excluded = this.#excluded[root]!;
    const files: string[] = [];
    for (const entry of entries) {
      const relative = below + entry.name;
      // Names first: of most entries nothing else is ever looked at.
      const named = this.#named(entry.name);
      const kind = entry.isSymbolicLink() ? 'link' : entry.isDirectory() ? 'folder' : 'file';
      if (kind === 'file' && !named) continue;
      if (excluded(relative)) continue;
      if (kind === 'folder') this.#enter(root, relative, join(path, entry.name));
      else if (kind === 'file') files.push(entry.name);
      else if ((await this.#leadsTo(join(path, entry.name))) === 'folder') {
        this.#enter(root, relative, join(path, entry.name));
      } else if (named) files.push(entry.name);
    }
    for (let i = 0; i < files.length && !this.#signal.aborted; i += STATS) {
      await Promise.all(files.slice(i, i + STATS).map((name) => this.#file(root, below + name, join(path, name))));
    }
  }

  #enter(root: number, relative: string, path: string): void {
    this.#waiting.push({ root, below: `${relative}/`, path });
  }

  async #leadsTo(path: string): Promise<'folder' | 'file' | null> {
    const there = await fs.stat(path).catch(() => null);
    return there && (there.isDirectory() ? 'folder' : 'file');
  }

  async #file(root: number, path: string, where: string): Promise<void> {
    // Deleted meanwhile, or a link to nowhere: not there.
    const there = await fs.stat(where).catch(() => null);
    if (!there?.isFile()) return;
    this.#batch.push({ root, path, bytes: there.size, modified: Math.round(there.mtimeMs) });
    this.#files++;
    const wanted = this.#files <= FIRST_BATCH ? FIRST_BATCH : BATCH;
    if (this.#batch.length >= wanted || performance.now() - this.#sentAt > BATCH_MS) this.#flush();
  }

  #flush(): void {
    this.#sentAt = performance.now();
    if (this.#batch.length === 0 || this.#signal.aborted) return;
    this.#send(this.#batch);
    this.#batch = [];
  }

  #named(name: string): boolean {
    const dot = name.lastIndexOf('.');
    return dot > 0 && !name.startsWith('.') && this.#extensions.has(name.slice(dot + 1).toLowerCase());
  }

  #problem(error: unknown, name: string): void {
    const told = asFileError(error, name);
    this.#problems.push(told instanceof Error ? told.message : String(told));
  }
}
