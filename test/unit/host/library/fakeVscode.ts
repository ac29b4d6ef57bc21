import { posix } from 'node:path';

/** What vscode has of an event. */
export class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void): { dispose: () => void } => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

export class Uri {
  readonly authority = '';
  readonly scheme: string;
  readonly path: string;

  constructor(scheme: string, path: string) {
    this.scheme = scheme;
    this.path = path;
  }

  static file(path: string): Uri {
    return new Uri('file', path);
  }

  static joinPath(uri: Uri, ...parts: string[]): Uri {
    return new Uri(uri.scheme, posix.join(uri.path, ...parts));
  }

  static parse(text: string): Uri {
    const [, scheme, path] = /^(\w+):\/\/(.*)$/.exec(text)!;
    return new Uri(scheme!, path!.split('/').map(decodeURIComponent).join('/'));
  }

  get fsPath(): string {
    return this.path;
  }

  toString(): string {
    return `${this.scheme}://${this.path.split('/').map(encodeURIComponent).join('/')}`;
  }
}

export const FileType = { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 };

interface Watcher {
  base: Uri;
  created: EventEmitter<Uri>;
  changed: EventEmitter<Uri>;
  deleted: EventEmitter<Uri>;
}

export type DiskEvent = { kind: 'created' | 'changed' | 'deleted'; path: string };

/** A disk in memory, with what VS Code tells of it. Folders are there by their files, or by themselves. */
export class FakeDisk {
  readonly files = new Map<string, { bytes: number; modified: number }>();
  readonly folders = new Set<string>();
  /** Told, but not yet heard. */
  readonly events: DiskEvent[] = [];
  readonly watchers = new Set<Watcher>();
  stats = 0;
  #clock = 1000;

  write(path: string): void {
    if (this.isFolder(path) || this.#under(path).some((folder) => this.files.has(folder))) return;
    for (const folder of this.#under(path)) {
      if (!this.folders.has(folder)) this.events.push({ kind: 'created', path: folder });
      this.folders.add(folder);
    }
    this.events.push({ kind: this.files.has(path) ? 'changed' : 'created', path });
    this.#clock++;
    this.files.set(path, { bytes: this.#clock, modified: this.#clock });
  }

  /** A file, or a folder with all that is in it, of which only itself is told of. */
  remove(path: string): void {
    if (!this.files.has(path) && !this.folders.has(path)) return;
    for (const each of [...this.files.keys()]) if (isIn(path, each)) this.files.delete(each);
    for (const each of [...this.folders]) if (isIn(path, each)) this.folders.delete(each);
    this.events.push({ kind: 'deleted', path });
  }

  rename(from: string, to: string): void {
    if (!this.isFolder(from) || this.files.has(to) || this.folders.has(to) || isIn(from, to)) return;
    if (this.#under(to).some((folder) => !this.folders.has(folder))) return;
    for (const [path, file] of [...this.files]) {
      if (!isIn(from, path)) continue;
      this.files.delete(path);
      this.files.set(to + path.slice(from.length), file);
    }
    for (const path of [...this.folders]) {
      if (!isIn(from, path)) continue;
      this.folders.delete(path);
      this.folders.add(to + path.slice(from.length));
    }
    this.events.push({ kind: 'deleted', path: from }, { kind: 'created', path: to });
  }

  isFolder(path: string): boolean {
    return this.folders.has(path);
  }

  /** Names in a folder, and whether they are folders. */
  list(folder: string): [string, boolean][] {
    const children = (all: Iterable<string>): string[] => [...all].filter((path) => posix.dirname(path) === folder);
    return [
      ...children(this.files.keys()).map((path): [string, boolean] => [posix.basename(path), false]),
      ...children(this.folders).map((path): [string, boolean] => [posix.basename(path), true]),
    ];
  }

  /** The watchers hear of the next events. */
  deliver(count = Infinity): void {
    for (const { kind, path } of this.events.splice(0, count)) {
      for (const watcher of this.watchers) if (isIn(watcher.base.path, path)) watcher[kind].fire(Uri.file(path));
    }
  }

  #under(path: string): string[] {
    const folders: string[] = [];
    for (let folder = posix.dirname(path); folder !== '/'; folder = posix.dirname(folder)) folders.push(folder);
    return folders.reverse();
  }
}

const isIn = (folder: string, path: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** The part of vscode that the library touches, on such a disk. */
export function fakeVscode() {
  const configuration = new EventEmitter<{ affectsConfiguration: (name: string) => boolean }>();
  const foldersChanged = new EventEmitter<void>();
  const settings = new Map<string, unknown>();
  const state = {
    disk: new FakeDisk(),
    settings,
    folders: [] as { name: string; uri: Uri }[],
    /** Progress in notifications: what was reported, and how to cancel it. */
    progress: [] as { title: string; reports: { message?: string; increment?: number }[]; cancel: () => void }[],
    executed: [] as string[],
    set(name: string, value: unknown): void {
      settings.set(name, value);
      configuration.fire({ affectsConfiguration: (each) => each === name });
    },
    setFolders(folders: { name: string; uri: Uri }[]): void {
      state.folders = folders;
      foldersChanged.fire();
    },
  };
  const api = {
    ...{ EventEmitter, Uri, FileType },
    RelativePattern: class {
      readonly base: Uri;
      constructor(base: Uri) {
        this.base = base;
      }
    },
    ProgressLocation: { Notification: 15, Window: 10 },
    commands: { executeCommand: (name: string) => Promise.resolve(void state.executed.push(name)) },
    window: {
      async withProgress(
        { title }: { title: string },
        work: (
          progress: { report: (value: { message?: string }) => void },
          token: { onCancellationRequested: (listener: () => void) => void },
        ) => Promise<unknown>,
      ) {
        const cancelled = new EventEmitter<void>();
        const reports: { message?: string; increment?: number }[] = [];
        state.progress.push({ title, reports, cancel: () => cancelled.fire() });
        return work({ report: (value) => reports.push(value) }, { onCancellationRequested: cancelled.event });
      },
    },
    workspace: {
      get workspaceFolders() {
        return state.folders;
      },
      getConfiguration: () => ({ get: (name: string, other: unknown) => settings.get(name) ?? other }),
      onDidChangeConfiguration: configuration.event,
      onDidChangeWorkspaceFolders: foldersChanged.event,
      createFileSystemWatcher({ base }: { base: Uri }) {
        const watcher = { base, created: new EventEmitter<Uri>(), changed: new EventEmitter<Uri>() };
        const whole = { ...watcher, deleted: new EventEmitter<Uri>() };
        state.disk.watchers.add(whole);
        return {
          onDidCreate: whole.created.event,
          onDidChange: whole.changed.event,
          onDidDelete: whole.deleted.event,
          dispose: () => state.disk.watchers.delete(whole),
        };
      },
      fs: {
        stat({ path }: Uri) {
          state.disk.stats++;
          const file = state.disk.files.get(path);
          if (file) return Promise.resolve({ type: FileType.File, size: file.bytes, mtime: file.modified });
          if (state.disk.isFolder(path)) return Promise.resolve({ type: FileType.Directory, size: 0, mtime: 0 });
          return Promise.reject(new Error('EntryNotFound'));
        },
        readDirectory({ path }: Uri) {
          if (!state.disk.isFolder(path)) return Promise.reject(new Error('EntryNotFound'));
          const entries = state.disk.list(path);
          return Promise.resolve(
            entries.map(([name, folder]) => [name, folder ? FileType.Directory : FileType.File] as const),
          );
        },
      },
    },
  };
  return { state, api };
}

export type FakeState = ReturnType<typeof fakeVscode>['state'];
