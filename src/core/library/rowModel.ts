import type { AudioRow } from '../protocol/audioRow.ts';
import { type ColumnId, columnOf } from './columns.ts';
import type { Filter } from './filter.ts';
import { type Matcher, matcherOf, NO, UNKNOWN, type Verdict, YES } from './filterMatch.ts';
import { flatLines, Lines, treeLines } from './lines.ts';
import { rowValues } from './rowValues.ts';
import { RowStore } from './rowStore.ts';
import { keysOf } from './sortKeys.ts';
import { sortedByKey } from './sort.ts';
import type { Totals } from './text.ts';
import { type Folder, folderKey } from './tree.ts';

export interface SortOrder {
  readonly column: ColumnId;
  readonly descending: boolean;
}

/** What is on a line. */
export type LineContent =
  | { readonly kind: 'row'; readonly row: AudioRow; readonly depth: number }
  | { readonly kind: 'folder'; readonly folder: Folder; readonly depth: number; readonly rows: number };

/** Rows as a table shows them: filtered, sorted, by folder or flat. What changed is worked out when it is next looked at. */
export class RowModel {
  readonly #store = new RowStore();
  #sort: SortOrder = { column: 'name', descending: false };
  #byFolder = true;
  #matcher: Matcher | null = null;
  #verdicts: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #collapsed = new Set<string>();
  /** While there is a filter all folders are open at first: what was found is to be seen. */
  #collapsedFound = new Set<string>();
  /** All rows, in the order shown. */
  #order: Uint32Array = new Uint32Array(0);
  #shown: Uint32Array = new Uint32Array(0);
  #lines = Lines.none;
  #lineOfSlot: Int32Array = new Int32Array(0);
  #orderStale = false;
  #linesStale = false;
  #totals: Totals | null = null;

  get size(): number {
    return this.#store.size;
  }

  get sort(): SortOrder {
    return this.#sort;
  }

  get byFolder(): boolean {
    return this.#byFolder;
  }

  /** Lines now. */
  get count(): number {
    return this.#fresh().codes.length;
  }

  /** Rows that the filter leaves, those in collapsed folders included. */
  get shownCount(): number {
    this.#fresh();
    return this.#shown.length;
  }

  apply(rows: readonly AudioRow[], removed: readonly string[]): void {
    const { moved, added, changed } = this.#store.apply(rows, removed);
    this.#grow();
    this.#totals = null;
    for (const slot of added) this.#judge(slot);
    if (moved) this.#orderStale = true;
    const sortedBy = columnOf(this.#sort.column).sort;
    for (const { slot, before } of changed) {
      if (this.#judge(slot)) this.#linesStale = true;
      if (sortedBy && !Object.is(sortedBy(before), sortedBy(this.#store.at(slot)))) this.#orderStale = true;
    }
  }

  clear(): void {
    this.#store.clear();
    this.#orderStale = true;
    this.#totals = null;
  }

  setFilter(filter: Filter | null): void {
    this.#matcher = filter && matcherOf(filter);
    this.#collapsedFound.clear();
    for (const slot of this.#store.byName) this.#judge(slot);
    this.#linesStale = true;
  }

  setSort(sort: SortOrder): void {
    this.#sort = sort;
    this.#orderStale = true;
  }

  setByFolder(byFolder: boolean): void {
    if (byFolder === this.#byFolder) return;
    this.#byFolder = byFolder;
    this.#orderStale = true;
  }

  /** Keys of folders, whether they are there yet or not. */
  get collapsed(): Iterable<string> {
    return this.#collapsed;
  }

  setCollapsed(keys: Iterable<string>): void {
    this.#collapsed = new Set(keys);
    this.#linesStale = true;
  }

  isCollapsed(folder: Folder): boolean {
    return this.#closed().has(folderKey(folder));
  }

  collapse(folder: Folder, collapsed: boolean): void {
    const key = folderKey(folder);
    if (collapsed) this.#closed().add(key);
    else this.#closed().delete(key);
    this.#linesStale = true;
  }

  collapseAll(collapsed: boolean): void {
    const closed = this.#closed();
    closed.clear();
    if (collapsed) for (const folder of this.#store.tree.all) closed.add(folderKey(folder));
    this.#linesStale = true;
  }

  row(uri: string): AudioRow | undefined {
    const slot = this.#store.slotOf(uri);
    return slot === undefined ? undefined : this.#store.at(slot);
  }

  folder(key: string): Folder | undefined {
    return this.#store.tree.find(key);
  }

  line(line: number): LineContent | undefined {
    const { codes, depths, counts } = this.#fresh();
    const code = codes[line];
    if (code === undefined) return undefined;
    if (code >= 0) {
      const depth = this.#byFolder ? depths[this.#store.folderOf(code).id]! + 1 : 0;
      return { kind: 'row', row: this.#store.at(code), depth };
    }
    const folder = this.#store.tree.at(-1 - code)!;
    return { kind: 'folder', folder, depth: depths[folder.id]!, rows: counts[folder.id]! };
  }

  /** −1: it has none. */
  lineOf(uri: string): number {
    this.#fresh();
    const slot = this.#store.slotOf(uri);
    return slot === undefined ? -1 : this.#lineOfSlot[slot]!;
  }

  lineOfFolder(key: string): number {
    const { codes, depths } = this.#fresh();
    const folder = this.#store.tree.find(key);
    if (!folder || !this.#byFolder || !(depths[folder.id]! >= 0)) return -1;
    return codes.indexOf(-1 - folder.id);
  }

  /** The filter leaves it, wherever it is. */
  isShown(uri: string): boolean {
    const slot = this.#store.slotOf(uri);
    return slot !== undefined && this.#verdicts[slot] === YES;
  }

  /** Opens the folders that hide a row. False: the filter hides it, or it is not there. */
  uncover(uri: string): boolean {
    if (!this.isShown(uri)) return false;
    const slot = this.#store.slotOf(uri)!;
    for (let up: Folder | null = this.#store.folderOf(slot); up; up = up.parent) {
      if (this.isCollapsed(up)) this.collapse(up, false);
    }
    return true;
  }

  /** The next row as sorted and filtered, whether its folder is open or not. */
  neighbour(uri: string, step: 1 | -1, wrap: boolean): string | null {
    this.#fresh();
    const count = this.#order.length;
    const slot = this.#store.slotOf(uri);
    const start = slot === undefined ? -1 : this.#order.indexOf(slot);
    if (start < 0) return null;
    for (let i = 1; i <= count; i++) {
      const at = start + step * i;
      if (!wrap && (at < 0 || at >= count)) return null;
      const next = this.#order[(at + count) % count]!;
      if (this.#verdicts[next] === YES) return this.#store.at(next).uri;
    }
    return null;
  }

  /** All that the filter leaves, in order; of one folder: those below it. */
  *shown(folder?: Folder): Iterable<AudioRow> {
    this.#fresh();
    for (const slot of this.#shown) {
      if (!folder || isBelow(this.#store.folderOf(slot), folder)) yield this.#store.at(slot);
    }
  }

  /** Rows that the filter cannot judge before they are measured. */
  unjudged(): string[] {
    this.#fresh();
    const open = [...this.#order].filter((slot) => this.#verdicts[slot] === UNKNOWN);
    return open.map((slot) => this.#store.at(slot).uri);
  }

  get unjudgedCount(): number {
    return this.#matcher
      ? this.#store.byName.reduce((sum, slot) => sum + Number(this.#verdicts[slot] === UNKNOWN), 0)
      : 0;
  }

  get totals(): Totals {
    const { folders } = this.#fresh();
    if (this.#totals) return this.#totals;
    let [seconds, marked, secondsPartial] = [0, 0, false];
    for (const slot of this.#shown) {
      const row = this.#store.at(slot);
      const length = rowValues.duration(row);
      if (length === undefined) secondsPartial = true;
      else seconds += length ?? 0;
      if (row.mark !== null) marked++;
    }
    return (this.#totals = { rows: this.#shown.length, folders, seconds, secondsPartial, marked });
  }

  #closed(): Set<string> {
    return this.#matcher ? this.#collapsedFound : this.#collapsed;
  }

  /** True: it is another verdict. */
  #judge(slot: number): boolean {
    const verdict: Verdict = this.#matcher ? this.#matcher(this.#store.at(slot), this.#store.pathOf(slot)) : YES;
    const before = this.#verdicts[slot];
    this.#verdicts[slot] = verdict;
    return before !== verdict;
  }

  #grow(): void {
    const { capacity } = this.#store;
    if (capacity <= this.#verdicts.length) return;
    const larger = new Uint8Array(Math.max(1024, 2 * capacity)).fill(NO);
    larger.set(this.#verdicts);
    this.#verdicts = larger;
  }

  #fresh(): Lines {
    if (this.#orderStale) this.#reorder();
    if (this.#linesStale) this.#reline();
    return this.#lines;
  }

  #reorder(): void {
    const { byName, tree, capacity } = this.#store;
    const { column, descending } = this.#sort;
    const { sort } = columnOf(column);
    let order = byName;
    if (sort)
      order = sortedByKey(
        order,
        keysOf(order, capacity, (slot) => sort(this.#store.at(slot))),
        descending,
      );
    else if (descending) order = byName.slice().reverse();
    if (this.#byFolder) {
      tree.rank();
      order = sortedByKey(
        order,
        keysOf(order, capacity, (slot) => this.#store.folderOf(slot).rank),
        false,
      );
    }
    this.#order = order;
    this.#orderStale = false;
    this.#linesStale = true;
  }

  #reline(): void {
    const closed = this.#closed();
    const { tree, folderOf, capacity } = this.#store;
    this.#shown = this.#order.filter((slot) => this.#verdicts[slot] === YES);
    const source = { shown: this.#shown, tree, folderOf, isCollapsed: (key: string) => closed.has(key) };
    this.#lines = this.#byFolder ? treeLines(source) : flatLines(source);
    this.#lineOfSlot = new Int32Array(capacity).fill(-1);
    const { codes } = this.#lines;
    for (let line = 0; line < codes.length; line++) if (codes[line]! >= 0) this.#lineOfSlot[codes[line]!] = line;
    this.#totals = null;
    this.#linesStale = false;
  }
}

function isBelow(folder: Folder, top: Folder): boolean {
  for (let up: Folder | null = folder; up; up = up.parent) if (up === top) return true;
  return false;
}
