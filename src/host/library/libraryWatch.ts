import * as vscode from 'vscode';
import type { AudioNames } from '../audioNames.ts';
import type { LibraryRoot } from './roots.ts';

/** Changes are collected until it has been quiet for so long, and for so long at most, ms. */
const QUIET_MS = 150;
const MOST_MS = 1000;
/**
 * VS Code hands events on in chunks of at most so many, 200 ms apart, and what comes too fast for that is lost without a
 * word: behind a full one only another walk knows what is there. One begins at once, the next when the flood is over.
 */
const FLOOD = 500;
const FLOOD_OVER_MS = 400;
/** A flood that does not end is looked through so often, ms. */
const FLOOD_LOOK_MS = 5000;

export interface WatchedChange {
  readonly uri: vscode.Uri;
  readonly deleted: boolean;
}

/**
 * What changes in the roots, in batches and in order: audio by name, whatever may be a folder with audio in it, and all
 * that goes. Thousands of events come in one turn of the process: of each no more is done here than to keep it.
 */
export class LibraryWatch implements vscode.Disposable {
  /** null: there were, or are, too many. */
  readonly #on: (changes: readonly WatchedChange[] | null) => void;
  readonly #watchers: vscode.Disposable[];
  #pending: WatchedChange[] = [];
  /** When it was last told that there are too many; null: there are not. */
  #floodTold: number | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** Of the first and the last event that are pending. */
  #since = 0;
  #last = 0;

  constructor(
    roots: readonly LibraryRoot[],
    names: AudioNames,
    on: (changes: readonly WatchedChange[] | null) => void,
  ) {
    this.#on = on;
    this.#watchers = roots.flatMap(({ uri: root }) => {
      const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(root, '**/*'));
      return [
        watcher,
        watcher.onDidChange((uri) => names.fits(uri.path) && this.#add({ uri, deleted: false })),
        watcher.onDidCreate((uri) => this.#add({ uri, deleted: false })),
        watcher.onDidDelete((uri) => this.#add({ uri, deleted: true })),
      ];
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.dispose();
  }

  #add(change: WatchedChange): void {
    if (this.#pending.length < FLOOD) this.#pending.push(change);
    this.#last = performance.now();
    if (this.#pending.length === 1) this.#since = this.#last;
    // A timer for each event would cost more than all the rest: it is set anew when it has run out too soon.
    this.#timer ??= setTimeout(() => this.#due(), QUIET_MS);
  }

  #due(): void {
    this.#timer = undefined;
    const now = performance.now();
    const quiet = this.#floodTold === null ? QUIET_MS : FLOOD_OVER_MS;
    const most = this.#pending.length > 0 ? this.#since + MOST_MS : Infinity;
    const wait = Math.min(this.#last + quiet, most) - now;
    if (wait > 1) {
      this.#timer = setTimeout(() => this.#due(), wait);
      return;
    }
    const pending = this.#pending;
    this.#pending = [];
    if (pending.length >= FLOOD) {
      if (this.#floodTold === null || now - this.#floodTold >= FLOOD_LOOK_MS) this.#tellFlood(now);
      this.#timer = setTimeout(() => this.#due(), FLOOD_OVER_MS);
    } else if (this.#floodTold === null) this.#on(pending);
    else {
      this.#tellFlood(now);
      this.#floodTold = null;
    }
  }

  #tellFlood(now: number): void {
    this.#floodTold = now;
    this.#on(null);
  }
}
