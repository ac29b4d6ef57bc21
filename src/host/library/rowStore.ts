import * as vscode from 'vscode';
import type { AudioRow } from '../../core/protocol/audioRow.ts';
import type { LibraryChange } from './library.ts';

/** Rows by URI; none is ever changed in place. Changes are told together, when whoever makes them lets others have their turn. */
export class RowStore implements vscode.Disposable {
  readonly #rows = new Map<string, AudioRow>();
  /** How many rows there are below each folder, by its URI. */
  readonly #below = new Map<string, number>();
  readonly #changed = new vscode.EventEmitter<LibraryChange>();
  readonly onDidChange = this.#changed.event;
  #fresh = new Set<string>();
  #removed = new Set<string>();
  #cleared = false;
  #telling: NodeJS.Immediate | undefined;

  get size(): number {
    return this.#rows.size;
  }

  rows(): Iterable<AudioRow> {
    return this.#rows.values();
  }

  get(uri: string): AudioRow | undefined {
    return this.#rows.get(uri);
  }

  set(row: AudioRow): void {
    if (!this.#rows.has(row.uri)) this.#count(row.uri, 1);
    this.#rows.set(row.uri, row);
    this.#fresh.add(row.uri);
    this.#removed.delete(row.uri);
    this.#tellSoon();
  }

  /** Of a row that is there; nothing is told of what was so before. */
  change(uri: string, change: Partial<AudioRow>): void {
    const row = this.#rows.get(uri);
    const other = (key: keyof AudioRow): boolean => row?.[key] !== change[key];
    if (row && (Object.keys(change) as (keyof AudioRow)[]).some(other)) this.set({ ...row, ...change });
  }

  delete(uri: string): boolean {
    if (!this.#rows.delete(uri)) return false;
    this.#count(uri, -1);
    this.#fresh.delete(uri);
    this.#removed.add(uri);
    this.#tellSoon();
    return true;
  }

  /** Whether there is anything below a folder. */
  holds(folder: string): boolean {
    return this.#below.has(folder);
  }

  clear(): void {
    this.#rows.clear();
    this.#below.clear();
    this.#fresh.clear();
    this.#removed.clear();
    this.#cleared = true;
    this.#tellSoon();
  }

  dispose(): void {
    clearImmediate(this.#telling);
    this.#changed.dispose();
  }

  #count(uri: string, by: 1 | -1): void {
    for (const folder of foldersOf(uri)) {
      const count = (this.#below.get(folder) ?? 0) + by;
      if (count === 0) this.#below.delete(folder);
      else this.#below.set(folder, count);
    }
  }

  #tellSoon(): void {
    this.#telling ??= setImmediate(() => {
      this.#telling = undefined;
      const rows = [...this.#fresh].map((uri) => this.#rows.get(uri)!);
      const change = { rows, removed: [...this.#removed], cleared: this.#cleared };
      [this.#fresh, this.#removed, this.#cleared] = [new Set(), new Set(), false];
      this.#changed.fire(change);
    });
  }
}

/** URIs of the folders that a file or folder is in, from the inside out. */
export function* foldersOf(uri: string): Generator<string> {
  for (let slash = uri.lastIndexOf('/'); slash > 0 && uri[slash - 1] !== '/'; slash = uri.lastIndexOf('/', slash - 1)) {
    yield uri.slice(0, slash);
  }
}
