import * as vscode from 'vscode';
import { type Disposable, Scope } from '../core/util/scope.ts';
import { watchFile } from './fileWatch.ts';
import { GrowthPoll } from './growth.ts';

export interface Followed {
  /** It could not be opened as it was when last seen. */
  hasFailed(): boolean;
  /** Compares what is open with the disk. 'closed': nothing is open, or it cannot be told. */
  refresh(): Promise<'same' | 'grown' | 'changed' | 'closed'>;
  /** Open it as it is now. */
  changed(): Promise<void>;
  /** It is there, as it was when last seen. */
  unchanged(): void;
  deleted(): void;
}

/** Size and time of last change; null when there is no such file, or no way to it. */
export async function diskRevision(uri: vscode.Uri): Promise<string | null> {
  try {
    const { size, mtime } = await vscode.workspace.fs.stat(uri);
    return `${size}-${mtime}`;
  } catch {
    return null;
  }
}

/** Follows one file on disk, through a watcher and, while it grows and is seen, by looking. */
export class DiskFollower implements Disposable {
  /** What was last seen on disk. */
  #seen: string | null = null;
  readonly #uri: vscode.Uri;
  readonly #file: Followed;
  readonly #scope = new Scope();
  readonly #poll: GrowthPoll;
  #looks: Promise<boolean> = Promise.resolve(false);

  constructor(uri: vscode.Uri, file: Followed) {
    this.#uri = uri;
    this.#file = file;
    this.#poll = this.#scope.add(new GrowthPoll(() => this.#look(true)));
    this.#scope.add(watchFile(uri, { changed: (quiet) => this.#look(quiet), deleted: () => file.deleted() }));
  }

  /** What is on disk now; what comes after it is a change. */
  async note(): Promise<string | null> {
    const disk = await diskRevision(this.#uri);
    this.#seen = disk;
    return disk;
  }

  /** A file that may be growing, and that somebody sees. */
  set growing(growing: boolean) {
    this.#poll.wanted = growing;
  }

  dispose(): void {
    this.#scope.dispose();
  }

  /** One look at a time. quiet: nobody writes to the file just now. True if it had changed. */
  #look(quiet: boolean): Promise<boolean> {
    this.#looks = this.#looks.then(() => this.#lookOnce(quiet));
    return this.#looks;
  }

  async #lookOnce(quiet: boolean): Promise<boolean> {
    if (this.#scope.disposed) return false;
    const disk = await diskRevision(this.#uri);
    // Its going is reported by the watcher.
    if (disk === null) return false;
    switch (disk === this.#seen && !this.#file.hasFailed() ? 'same' : await this.#file.refresh()) {
      case 'same':
        this.#seen = disk;
        this.#file.unchanged();
        return false;
      case 'grown':
        this.#seen = disk;
        this.#poll.grown();
        return true;
      case 'changed':
      case 'closed':
        // Half written: opened when it is done.
        if (quiet) await this.#file.changed();
        return quiet;
    }
  }
}
