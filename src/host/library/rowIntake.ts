import * as vscode from 'vscode';
import type { AudioRow } from '../../core/protocol/audioRow.ts';
import type { AudioNames } from '../audioNames.ts';
import { Slices } from '../slices.ts';
import type { WatchedChange } from './libraryWatch.ts';
import type { ReadRow } from './measurer.ts';
import { holdsOthers, type LibraryRoot, type Place, placeIn } from './roots.ts';
import { foldersOf, type RowStore } from './rowStore.ts';
import { fileOf, type FileStat, statAt } from './walkFolders.ts';
import { type AudioDisk, type FoundFile, walkRoots } from './walkRoots.ts';

interface Parts {
  readonly store: RowStore;
  readonly names: AudioNames;
  readonly disk: AudioDisk | null;
  readonly log: Pick<vscode.LogOutputChannel, 'warn'>;
  readonly kept: (row: AudioRow) => Promise<ReadRow | undefined>;
  /** Rows without facts. */
  readonly unread: (uris: string[]) => void;
  /** Of a file: it is another now, or gone. */
  readonly changed: (uri: string) => void;
}

/** A walk under way. */
interface Walking {
  readonly signal: AbortSignal;
  /** Rows that are known to be there, by the walk or by what the watch has told meanwhile. */
  readonly seen: Set<string>;
  /** Of these the watch has told meanwhile: what the walk says of them, and of what is below them, may be older. */
  readonly touched: Set<string>;
}

/** Files whose state is asked for at a time. */
const AT_ONCE = 32;

/**
 * Makes rows of what walks find and watches tell, one batch after the other and in slices, so that rows are in the end
 * what a walk of its own would find, whatever came in between.
 */
export class RowIntake implements vscode.Disposable {
  readonly #parts: Parts;
  #roots: readonly LibraryRoot[] = [];
  /** Of each root, whether it holds others. */
  #nested: readonly boolean[] = [];
  /** From before the folders were others: what is known of a file holds in its new row. */
  #before = new Map<string, AudioRow>();
  #walking: Walking | null = null;
  /** Ends with the roots. */
  #epoch = new AbortController();
  #turn: Promise<void> = Promise.resolve();
  /** One for all: batches that follow each other at once would each take a slice of their own. */
  readonly #slices = new Slices();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Other folders: all rows are void. */
  startOver(roots: readonly LibraryRoot[]): void {
    this.#epoch.abort();
    this.#epoch = new AbortController();
    this.#walking = null;
    this.#roots = roots;
    for (const row of this.#parts.store.rows()) this.#before.set(row.uri, row);
    this.#parts.store.clear();
  }

  /** A walk begins. What it finds is given to found(); end() settles when all of it is rows. */
  begin(
    roots: readonly LibraryRoot[],
    signal: AbortSignal,
  ): { found: (files: FoundFile[]) => void; end: (complete: boolean) => Promise<void> } {
    this.#roots = roots;
    this.#nested = holdsOthers(roots);
    const walking: Walking = { signal, seen: new Set(), touched: new Set() };
    this.#walking = walking;
    return {
      found: (files) => void this.#soon(signal, () => this.#found(files, walking)),
      end: (complete) => this.#soon(signal, () => this.#end(complete, walking)),
    };
  }

  dispose(): void {
    this.#epoch.abort();
  }

  changed(changes: readonly WatchedChange[]): void {
    void this.#soon(this.#epoch.signal, () => this.#changed(changes, this.#epoch.signal));
  }

  #soon(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    const run = async (): Promise<void> => {
      if (!signal.aborted) await work();
    };
    this.#turn = this.#turn.then(run).catch((error: unknown) => this.#parts.log.warn(`audio list: ${String(error)}`));
    return this.#turn;
  }

  async #found(files: readonly FoundFile[], { signal, seen, touched }: Walking): Promise<void> {
    const unread: string[] = [];
    for (const { root, path, bytes, modified } of files) {
      await this.#slices.next();
      if (signal.aborted) return;
      const uri = vscode.Uri.joinPath(this.#roots[root]!.uri, path);
      const place = this.#nested[root] ? placeIn(this.#roots, uri) : { root, path };
      if (!place) continue;
      const key = uri.toString();
      let there: FileStat | null = { bytes, modified };
      if (touched.size > 0 && (touched.has(key) || isBelow(touched, key))) there = fileOf(await statAt(uri));
      if (!there) continue;
      seen.add(key);
      if (await this.#take(key, place, there)) unread.push(key);
    }
    this.#parts.unread(unread);
  }

  /** What was not seen is gone, unless the walk has not seen all. */
  async #end(complete: boolean, walking: Walking): Promise<void> {
    for (const { uri } of complete ? [...this.#parts.store.rows()] : []) {
      await this.#slices.next();
      if (walking.signal.aborted) return;
      if (!walking.seen.has(uri)) this.#gone(uri);
    }
    this.#before.clear();
    if (this.#walking === walking) this.#walking = null;
  }

  /** Whether the row lacks facts. */
  async #take(uri: string, { root, path }: Place, { bytes, modified }: FileStat): Promise<boolean> {
    const { store, kept, changed } = this.#parts;
    const slash = path.lastIndexOf('/');
    const place = { root, name: path.slice(slash + 1), folder: slash < 0 ? '' : path.slice(0, slash) };
    const listed = store.get(uri);
    const known = listed ?? this.#before.get(uri);
    if (known?.bytes === bytes && known.modified === modified) {
      if (listed?.root === root) return false;
      const moved = { ...known, ...place };
      store.set(moved);
      return moved.facts === null && moved.failure === null;
    }
    const row: AudioRow = {
      ...{ uri, ...place, bytes, modified },
      ...{ facts: null, figures: null, wave: null, failure: null },
      ...{ mark: known?.mark ?? null, note: known?.note ?? '' },
    };
    const read = await kept(row);
    store.set({ ...row, ...read });
    if (listed) changed(uri);
    return read === undefined;
  }

  #gone(uri: string): void {
    if (this.#parts.store.delete(uri)) this.#parts.changed(uri);
  }

  /** Whatever the events say, what counts is what is there now. */
  async #changed(changes: readonly WatchedChange[], epoch: AbortSignal): Promise<void> {
    const { store, names } = this.#parts;
    const toAsk = new Map<string, { uri: vscode.Uri; place: Place; made: boolean }>();
    for (const { uri, deleted } of changes) {
      await this.#slices.next();
      const place = placeIn(this.#roots, uri);
      if (!place) continue;
      const key = uri.toString();
      this.#walking?.touched.add(key);
      const made = !deleted || toAsk.get(key)?.made === true;
      // Gone, and nothing of it was listed.
      if (made || store.get(key) || store.holds(key)) toAsk.set(key, { uri, place, made });
    }
    const [gone, folders]: [Set<string>, { uri: vscode.Uri; place: Place }[]] = [new Set(), []];
    const unread: string[] = [];
    const all = [...toAsk];
    for (let i = 0; i < all.length && !epoch.aborted; i += AT_ONCE) {
      const some = all.slice(i, i + AT_ONCE);
      const stats = await Promise.all(some.map(([, { uri }]) => statAt(uri)));
      for (const [j, [key, { uri, place }]] of some.entries()) {
        await this.#slices.next();
        const there = stats[j];
        const isAudio = there && there !== 'folder' && names.fits(place.path);
        if (!isAudio) this.#gone(key);
        if (there === 'folder') folders.push({ uri, place });
        else if (store.holds(key)) gone.add(key);
        if (!isAudio) continue;
        this.#walking?.seen.add(key);
        if (await this.#take(key, place, there)) unread.push(key);
      }
    }
    if (gone.size > 0) await this.#goneBelow(gone, epoch);
    this.#parts.unread(unread);
    for (const { uri, place } of folders) if (!epoch.aborted) await this.#enter(uri, place, epoch);
  }

  async #goneBelow(folders: ReadonlySet<string>, epoch: AbortSignal): Promise<void> {
    for (const { uri } of [...this.#parts.store.rows()]) {
      await this.#slices.next();
      if (epoch.aborted) return;
      if (isBelow(folders, uri)) this.#gone(uri);
    }
  }

  /** A folder that was made, or has come from elsewhere with all that is in it. */
  async #enter(uri: vscode.Uri, { root, path }: Place, epoch: AbortSignal): Promise<void> {
    const { names, disk, store } = this.#parts;
    const { exclude, name } = this.#roots[root]!;
    const inside = (below: string): string => (path === '' ? below : `${path}/${below}`);
    const leavesOut = (below: string): boolean => this.#roots[root]!.leavesOut(inside(below));
    const found: FoundFile[] = [];
    const onFiles = (files: FoundFile[]): void => void found.push(...files);
    const roots = [{ uri, name, exclude, leavesOut }];
    const { complete } = await walkRoots({ roots, names, disk, onFiles, signal: epoch });
    const seen = new Set<string>();
    const unread: string[] = [];
    for (const file of found) {
      await this.#slices.next();
      if (epoch.aborted) return;
      const whole = vscode.Uri.joinPath(uri, file.path);
      const place = placeIn(this.#roots, whole);
      if (!place) continue;
      const key = whole.toString();
      seen.add(key);
      this.#walking?.seen.add(key);
      if (await this.#take(key, place, file)) unread.push(key);
    }
    this.#parts.unread(unread);
    const folder = uri.toString();
    if (!complete || !store.holds(folder)) return;
    for (const { uri: row } of [...store.rows()]) {
      await this.#slices.next();
      if (epoch.aborted) return;
      if (row.startsWith(`${folder}/`) && !seen.has(row)) this.#gone(row);
    }
  }
}

function isBelow(folders: ReadonlySet<string>, uri: string): boolean {
  for (const folder of foldersOf(uri)) if (folders.has(folder)) return true;
  return false;
}
