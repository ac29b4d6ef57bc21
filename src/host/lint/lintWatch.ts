import * as vscode from 'vscode';
import { CONFIG_NAME } from '../../core/lint/config/config.ts';
import { type Disposable, Scope } from '../../core/util/scope.ts';
import { watchFile } from '../fileWatch.ts';
import type { AudioNames } from '../audioNames.ts';

/** Writers touch files several times, and many at once, ms. */
const QUIET_MS = 300;

export interface WatchedChanges {
  /** Audio files that were made or written. */
  audio(paths: readonly string[]): void;
  /** A file or folder. */
  gone(path: string): void;
  config(path: string): void;
}

/** Follows audio files and configurations on disk. */
export class LintWatch implements Disposable {
  readonly #scope = new Scope();
  readonly #on: WatchedChanges;
  readonly #changed = new Set<string>();
  readonly #outside = new Map<string, vscode.Disposable>();
  #timer: NodeJS.Timeout | undefined;
  #audio: vscode.Disposable | undefined;
  #names: AudioNames;

  constructor(names: AudioNames, on: WatchedChanges) {
    this.#names = names;
    this.#on = on;
    const { createFileSystemWatcher } = vscode.workspace;
    const config = this.#scope.add(createFileSystemWatcher(`**/${CONFIG_NAME}`));
    const told = ({ fsPath }: vscode.Uri): void => on.config(fsPath);
    for (const event of [config.onDidChange, config.onDidCreate, config.onDidDelete]) this.#scope.add(event(told));
    // All that is deleted: of a folder VS Code tells nothing but that itself is gone.
    const gone = this.#scope.add(createFileSystemWatcher('**', true, true));
    this.#scope.add(gone.onDidDelete(({ fsPath }) => on.gone(fsPath)));
    this.#scope.defer(() => {
      clearTimeout(this.#timer);
      this.#audio?.dispose();
      for (const each of this.#outside.values()) each.dispose();
    });
  }

  /** Whether audio files that are made or written are told of. */
  set audio(wanted: boolean) {
    if (wanted === (this.#audio !== undefined)) return;
    this.#audio?.dispose();
    this.#audio = undefined;
    if (!wanted) return;
    const watcher = vscode.workspace.createFileSystemWatcher(this.#names.glob, false, false, true);
    watcher.onDidChange((uri) => this.#later(uri));
    watcher.onDidCreate((uri) => this.#later(uri));
    this.#audio = watcher;
  }

  /** Files of configurations that lie elsewhere, or bear other names. */
  follow(path: string): void {
    const uri = vscode.Uri.file(path);
    const inside = vscode.workspace.getWorkspaceFolder(uri) !== undefined && uri.path.endsWith(`/${CONFIG_NAME}`);
    if (inside || this.#outside.has(path)) return;
    const tell = (): void => this.#on.config(path);
    this.#outside.set(path, watchFile(uri, { changed: () => Promise.resolve(tell()), deleted: tell }));
  }

  dispose(): void {
    this.#scope.dispose();
  }

  #later({ scheme, fsPath }: vscode.Uri): void {
    if (scheme !== 'file') return;
    this.#changed.add(fsPath);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const paths = [...this.#changed];
      this.#changed.clear();
      this.#on.audio(paths);
    }, QUIET_MS);
  }
}
