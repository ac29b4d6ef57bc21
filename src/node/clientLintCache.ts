import { createHash } from 'node:crypto';
import { type BigIntStats, readSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { LintFacts } from '../core/lint/facts.ts';
import { REPORT_VERSION } from '../core/report/report.ts';
import { defaultCacheFolder } from './diskCache.ts';
import { SCAN_VERSION } from './scanVersion.ts';

/** Raised when LintFacts or the lines of the file change. */
const LINES_VERSION = 1;
const MARK = '{"earshotLintCache":';
/** Some 50,000 files. */
const LIMIT_BYTES = 256 * 2 ** 20;
const CHUNK_BYTES = 1 << 20;

/** What a file was when its facts were read. */
export type FileStamp = Pick<BigIntStats, 'size' | 'mtimeNs'>;

/** undefined: there is no such file. */
export async function stampOf(path: string): Promise<FileStamp | undefined> {
  const there = await stat(path, { bigint: true }).catch(() => undefined);
  return there?.isFile() ? there : undefined;
}

/** Where the facts of a project are kept: in the user's cache folder, so that nothing of it is ever committed. */
export const lintCacheFile = (project: string): string =>
  join(defaultCacheFolder(), 'lint', `${createHash('sha256').update(project).digest('hex').slice(0, 40)}.jsonl`);

/** Projects that are gone: the caches of all together keep to a limit, those used longest ago go first. */
export async function trimLintCaches(folder: string, limitBytes = 2 * LIMIT_BYTES): Promise<void> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.jsonl'));
  const files = await Promise.all(
    names.map(async (name) => ({ name, file: await stat(join(folder, name)).catch(() => undefined) })),
  );
  let total = 0;
  for (const { name, file } of files.sort((a, b) => (b.file?.mtimeMs ?? 0) - (a.file?.mtimeMs ?? 0))) {
    total += file?.size ?? 0;
    if (total > limitBytes) await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}

export interface LintCacheOptions {
  /** Of the product: what another one has measured is not believed. */
  readonly version: string;
  /** What went wrong, in one sentence. The work goes on without. */
  readonly notice: (text: string) => void;
  /** A file of this name that is no such cache may be replaced. */
  readonly owned?: boolean;
  readonly limitBytes?: number;
}

interface Entry {
  /** Size and time of the file. */
  readonly stamp: string;
  readonly at: number;
  readonly bytes: number;
  /** It stands in the file that is being written. */
  readonly fresh: boolean;
  used: boolean;
}

interface Fresh {
  readonly handle: FileHandle;
  readonly path: string;
  end: number;
}

/**
 * What was measured of files, by path, size and time: verdicts are given anew each time. One file of lines, a head with a sum and
 * the facts each; only the heads are held in memory. Flushing puts a new file in its place, whole or not at all: what was
 * used comes first, and what is too much falls off at the end.
 */
export class LintCache {
  readonly #file: string;
  readonly #options: LintCacheOptions;
  readonly #entries = new Map<string, Entry>();
  #old: FileHandle | undefined;
  #fresh: Fresh | undefined;
  /** What changes the file is done one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #noticed = false;
  /** Nothing is written: what is there is not ours, or cannot be written. */
  #closed = false;
  #saves = 0;

  private constructor(file: string, options: LintCacheOptions) {
    this.#file = file;
    this.#options = options;
  }

  /** Never rejects: what cannot be read is as good as empty. */
  static async open(file: string, options: LintCacheOptions): Promise<LintCache> {
    const cache = new LintCache(file, options);
    await cache.#load();
    return cache;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** What was found when the file was the same. */
  get(path: string, stamp: FileStamp): Promise<LintFacts | undefined> {
    return Promise.resolve(this.#read(path, stamp));
  }

  #read(path: string, stamp: FileStamp): LintFacts | undefined {
    const entry = this.#entries.get(path);
    if (entry?.stamp !== textOf(stamp)) return undefined;
    const handle = entry.fresh ? this.#fresh?.handle : this.#old;
    if (!handle) return undefined;
    try {
      // In time that no frame notices: a few KB that the system has in memory.
      const line = Buffer.allocUnsafe(entry.bytes);
      if (readSync(handle.fd, line, 0, line.length, entry.at) < line.length) throw new Error('it ends too soon');
      const tab = line.indexOf(9);
      const [, , sum] = JSON.parse(line.toString('utf8', 0, tab)) as unknown[];
      if (sum !== sumOf(line.subarray(tab + 1))) throw new Error('its sum is wrong');
      entry.used = true;
      return JSON.parse(line.toString('utf8', tab + 1)) as LintFacts;
    } catch {
      this.#entries.delete(path);
      this.#damaged();
      return undefined;
    }
  }

  /** stamp: from before the file was read. Never rejects. */
  put(path: string, stamp: FileStamp, facts: LintFacts): Promise<void> {
    const json = Buffer.from(`${JSON.stringify(facts)}\n`);
    const head = [path, textOf(stamp), sumOf(json.subarray(0, -1))];
    const line = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\t`), json]);
    return this.#inTurn(async () => {
      const fresh = (this.#fresh ??= await this.#begin());
      if (!fresh || fresh.end + line.length > this.#limit) return;
      const at = fresh.end;
      if (!(await this.#append(fresh, line))) return;
      this.#entries.set(path, { stamp: textOf(stamp), at, bytes: line.length - 1, fresh: true, used: true });
    });
  }

  /** Puts what is new, and as much of the old as there is room for, in the place of the file. Never rejects. */
  flush(): Promise<void> {
    return this.#inTurn(async () => {
      const fresh = this.#fresh;
      if (!fresh) return;
      const old = [...this.#entries].filter(([, entry]) => !entry.fresh);
      for (const [path, entry] of [...old.filter(([, { used }]) => used), ...old.filter(([, { used }]) => !used)]) {
        this.#entries.delete(path);
        if (!this.#old || fresh.end + entry.bytes + 1 > this.#limit) continue;
        const line = Buffer.alloc(entry.bytes + 1, '\n');
        readSync(this.#old.fd, line, 0, entry.bytes, entry.at);
        this.#entries.set(path, { ...entry, at: fresh.end, fresh: true });
        if (!(await this.#append(fresh, line))) return;
      }
      try {
        await fresh.handle.sync();
        await rename(fresh.path, this.#file);
      } catch (error) {
        return this.#unwritable(error);
      }
      await this.#old?.close();
      this.#old = fresh.handle;
      this.#fresh = undefined;
      for (const [path, entry] of this.#entries) this.#entries.set(path, { ...entry, fresh: false });
    });
  }

  /** What was not flushed is lost. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      this.#closed = true;
      this.#entries.clear();
      await this.#old?.close();
      this.#old = undefined;
      await this.#drop();
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(async () => {
      if (!this.#closed) await work();
    });
    this.#last = turn;
    return turn;
  }

  get #limit(): number {
    return this.#options.limitBytes ?? LIMIT_BYTES;
  }

  get #head(): string {
    const { version } = this.#options;
    return `${MARK}${JSON.stringify([LINES_VERSION, REPORT_VERSION, SCAN_VERSION, version])}}\n`;
  }

  async #load(): Promise<void> {
    try {
      this.#old = await open(this.#file, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#notice(`${this.#file} cannot be read`);
      return;
    }
    try {
      await this.#readHeads(this.#old);
    } catch (error) {
      await this.#old.close();
      this.#old = undefined;
      this.#entries.clear();
      if (error instanceof OtherVersion) return;
      if (this.#options.owned || (error as NodeJS.ErrnoException).code === undefined) this.#damaged();
      else this.#notice(`${this.#file} cannot be read`);
    }
  }

  async #readHeads(handle: FileHandle): Promise<void> {
    const head = Buffer.from(this.#head);
    let rest: Buffer = Buffer.alloc(0);
    let at = 0;
    for (let first = true; ; first = false) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, at + rest.length);
      const bytes = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
      let start = 0;
      if (first) {
        if (!bytes.subarray(0, head.length).equals(head)) {
          if (bytes.toString('latin1', 0, MARK.length) === MARK) throw new OtherVersion();
          this.#closed = bytes.length > 0 && !this.#options.owned;
          throw new Error('no cache');
        }
        start = head.length;
      }
      for (let end = bytes.indexOf(10, start); end >= 0; end = bytes.indexOf(10, start)) {
        this.#note(bytes, start, end, at);
        start = end + 1;
      }
      rest = bytes.subarray(start);
      at += start;
      if (bytesRead === 0) break;
    }
    if (rest.length > 0) this.#damaged();
  }

  #note(bytes: Buffer, start: number, end: number, base: number): void {
    const tab = bytes.indexOf(9, start);
    try {
      const [path, stamp] = JSON.parse(bytes.toString('utf8', start, tab)) as unknown[];
      if (tab > end || typeof path !== 'string' || typeof stamp !== 'string') throw new Error('no head');
      this.#entries.set(path, { stamp, at: base + start, bytes: end - start, fresh: false, used: false });
    } catch {
      this.#damaged();
    }
  }

  async #begin(): Promise<Fresh | undefined> {
    const folder = dirname(this.#file);
    const path = `${this.#file}.${process.pid}-${++this.#saves}.tmp`;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await this.#sweep(folder);
      const fresh = { handle: await open(path, 'w+', 0o600), path, end: 0 };
      this.#fresh = fresh;
      return (await this.#append(fresh, Buffer.from(this.#head))) ? fresh : undefined;
    } catch (error) {
      await this.#unwritable(error);
      return undefined;
    }
  }

  /** What processes left behind that were killed. */
  async #sweep(folder: string): Promise<void> {
    const name = basename(this.#file);
    for (const each of await readdir(folder)) {
      const pid = each.startsWith(`${name}.`) && Number(/\.(\d+)-\d+\.tmp$/.exec(each)?.[1]);
      if (pid && pid !== process.pid && !isAlive(pid)) await rm(join(folder, each), { force: true });
    }
  }

  async #append(fresh: Fresh, bytes: Buffer): Promise<boolean> {
    try {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await fresh.handle.write(bytes, done, bytes.length - done, fresh.end);
        done += bytesWritten;
        fresh.end += bytesWritten;
      }
      return true;
    } catch (error) {
      await this.#unwritable(error);
      return false;
    }
  }

  /** What is there is still read. */
  async #unwritable(error: unknown): Promise<void> {
    this.#notice(`${this.#file} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
    for (const [path, { fresh }] of this.#entries) if (fresh) this.#entries.delete(path);
    this.#closed = true;
    await this.#drop();
  }

  async #drop(): Promise<void> {
    const fresh = this.#fresh;
    this.#fresh = undefined;
    await fresh?.handle.close().catch(() => undefined);
    if (fresh) await rm(fresh.path, { force: true }).catch(() => undefined);
  }

  #damaged(): void {
    const rest = this.#closed ? 'is no lint cache; it is left as it is' : 'is damaged; what it lacks is read anew';
    this.#notice(`${this.#file} ${rest}`);
  }

  #notice(text: string): void {
    if (!this.#noticed) this.#options.notice(`The lint cache ${text}.`);
    this.#noticed = true;
  }
}

class OtherVersion extends Error {}

const textOf = ({ size, mtimeNs }: FileStamp): string => `${size} ${mtimeNs}`;

const sumOf = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('base64').slice(0, 22);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
