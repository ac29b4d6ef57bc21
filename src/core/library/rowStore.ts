import type { AudioRow } from '../protocol/audioRow.ts';
import { foldedPath } from './filterMatch.ts';
import { naturalKey } from './naturalKey.ts';
import { mergeSorted } from './sort.ts';
import { type Folder, FolderTree } from './tree.ts';

/** What a batch did to the rows that were there before: by slot, with the row as it was. */
export interface Applied {
  /** Rows came, went or have another place among the names. */
  readonly moved: boolean;
  /** Slots of new rows. */
  readonly added: readonly number[];
  readonly changed: readonly { readonly slot: number; readonly before: AudioRow }[];
}

/** The rows of a list in slots: small numbers that stay while a row is there, so that orders are typed arrays. */
export class RowStore {
  readonly tree = new FolderTree();
  /** In natural order of the names. */
  byName: Uint32Array = new Uint32Array(0);
  readonly #rows: (AudioRow | undefined)[] = [];
  readonly #slots = new Map<string, number>();
  readonly #free: number[] = [];
  readonly #keys: string[] = [];
  readonly #paths: string[] = [];
  readonly #folders: Folder[] = [];

  get size(): number {
    return this.#slots.size;
  }

  /** Slots are below it. */
  get capacity(): number {
    return this.#rows.length;
  }

  slotOf(uri: string): number | undefined {
    return this.#slots.get(uri);
  }

  at(slot: number): AudioRow {
    return this.#rows[slot]!;
  }

  readonly folderOf = (slot: number): Folder => this.#folders[slot]!;

  /** foldedPath() of the row. */
  pathOf(slot: number): string {
    return this.#paths[slot]!;
  }

  apply(rows: readonly AudioRow[], removed: readonly string[]): Applied {
    const gone = new Set<number>();
    const freed: number[] = [];
    for (const uri of removed) {
      const slot = this.#slots.get(uri);
      if (slot === undefined) continue;
      gone.add(slot);
      freed.push(slot);
      this.#slots.delete(uri);
      this.tree.remove(this.#folders[slot]!);
      this.#rows[slot] = undefined;
    }
    const added = new Set<number>();
    const changed = new Map<number, AudioRow>();
    for (const row of rows) {
      const slot = this.#slots.get(row.uri);
      const before = slot === undefined ? undefined : this.#rows[slot];
      if (slot === undefined || !before) added.add(this.#insert(row));
      else if (before.name === row.name && before.folder === row.folder && before.root === row.root) {
        this.#rows[slot] = row;
        if (!added.has(slot) && !changed.has(slot)) changed.set(slot, before);
      } else {
        // Another place with the same identity: taken out and put in again.
        if (!added.has(slot)) gone.add(slot);
        this.tree.remove(this.#folders[slot]!);
        changed.delete(slot);
        this.#put(slot, row);
        added.add(slot);
      }
    }
    if (gone.size > 0) this.byName = this.byName.filter((slot) => !gone.has(slot));
    if (added.size > 0) {
      const fresh = Uint32Array.from([...added].sort((a, b) => (this.#before(a, b) ? -1 : 1)));
      this.byName = mergeSorted(this.byName, fresh, (a, b) => this.#before(a, b));
    }
    this.#free.push(...freed);
    return {
      moved: gone.size > 0 || added.size > 0,
      added: [...added],
      changed: [...changed].map(([slot, before]) => ({ slot, before })),
    };
  }

  clear(): void {
    this.byName = new Uint32Array(0);
    this.#slots.clear();
    for (const list of [this.#rows, this.#free, this.#keys, this.#paths, this.#folders]) list.length = 0;
    this.tree.clear();
  }

  #insert(row: AudioRow): number {
    // Slots of this batch's removed rows are not free yet: the order still has them.
    const slot = this.#free.pop() ?? this.#rows.length;
    this.#slots.set(row.uri, slot);
    this.#put(slot, row);
    return slot;
  }

  #put(slot: number, row: AudioRow): void {
    this.#rows[slot] = row;
    this.#keys[slot] = naturalKey(row.name);
    this.#paths[slot] = foldedPath(row);
    this.#folders[slot] = this.tree.add(row.root, row.folder);
  }

  #before(a: number, b: number): boolean {
    const [x, y] = [this.#keys[a]!, this.#keys[b]!];
    if (x !== y) return x < y;
    const [p, q] = [this.#paths[a]!, this.#paths[b]!];
    return p === q ? this.#rows[a]!.uri < this.#rows[b]!.uri : p < q;
  }
}
