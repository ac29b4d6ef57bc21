import { type Folder, folderKey, type FolderTree, nameOfFolder } from './tree.ts';

/** What stands on one line: a row by its slot, or a folder. */
export type Line =
  { readonly kind: 'row'; readonly slot: number } | { readonly kind: 'folder'; readonly folder: Folder };

/** The lines of a table in order. */
export class Lines {
  /** A slot, or −1 − id of a folder. */
  readonly codes: Int32Array;
  /** Of each folder by its id, where it has a line. */
  readonly depths: Int32Array;
  /** Rows below each folder that are shown or would be, if it were not collapsed. */
  readonly counts: Int32Array;
  /** Folders with rows directly in them. */
  readonly folders: number;

  constructor(codes: Int32Array, depths: Int32Array, counts: Int32Array, folders: number) {
    this.codes = codes;
    this.depths = depths;
    this.counts = counts;
    this.folders = folders;
  }

  static readonly none = new Lines(new Int32Array(0), new Int32Array(0), new Int32Array(0), 0);
}

interface Source {
  /** Slots that are shown, in the order of the tree or of the list. */
  readonly shown: Uint32Array;
  readonly tree: FolderTree;
  readonly folderOf: (slot: number) => Folder;
  readonly isCollapsed: (key: string) => boolean;
}

/** One line a row. */
export function flatLines({ shown, tree, folderOf }: Source): Lines {
  const counts = countsOf(shown, tree, folderOf);
  return new Lines(Int32Array.from(shown), new Int32Array(0), counts.below, counts.folders);
}

/** Folders with their rows below them. Of several roots each is a folder; of one only what is in it is shown. */
export function treeLines({ shown, tree, folderOf, isCollapsed }: Source): Lines {
  const { below, folders, first, own } = countsOf(shown, tree, folderOf);
  const codes = new Int32Array(shown.length + tree.ids);
  const depths = new Int32Array(tree.ids).fill(-1);
  let length = 0;
  const files = (folder: Folder): void => {
    const from = first[folder.id]!;
    for (let i = from; i < from + own[folder.id]!; i++) codes[length++] = shown[i]!;
  };
  const inside = (folder: Folder, depth: number): void => {
    for (const child of folder.children) visit(child, depth);
    files(folder);
  };
  const visit = (top: Folder, depth: number): void => {
    if (below[top.id] === 0) return;
    const folder = lastOfChain(top);
    depths[folder.id] = depth;
    codes[length++] = -1 - folder.id;
    if (!isCollapsed(folderKey(folder))) inside(folder, depth + 1);
  };
  if (tree.roots.length === 1) inside(tree.roots[0]!, 0);
  else for (const root of tree.roots) visit(root, 0);
  return new Lines(codes.slice(0, length), depths, below, folders);
}

function countsOf(
  shown: Uint32Array,
  tree: FolderTree,
  folderOf: (slot: number) => Folder,
): { below: Int32Array; own: Int32Array; first: Int32Array; folders: number } {
  const own = new Int32Array(tree.ids);
  const first = new Int32Array(tree.ids);
  for (let i = 0; i < shown.length; i++) {
    const { id } = folderOf(shown[i]!);
    if (own[id]!++ === 0) first[id] = i;
  }
  const below = own.slice();
  let folders = 0;
  const sum = (folder: Folder): number => {
    if (own[folder.id]! > 0) folders++;
    for (const child of folder.children) below[folder.id]! += sum(child);
    return below[folder.id]!;
  };
  for (const root of tree.roots) sum(root);
  return { below, own, first, folders };
}

/** Folders with nothing but one folder in them share its line, as in VS Code's Explorer. A root stands alone. */
function lastOfChain(folder: Folder): Folder {
  let last = folder;
  while (last.path !== '' && last.files === 0 && last.children.length === 1) last = last.children[0]!;
  return last;
}

/** What a folder's line says: its name, with those that share the line before it. rootName: of a root's own line. */
export function folderTitle(folder: Folder, rootName: string): string {
  if (folder.path === '') return rootName;
  let title = nameOfFolder(folder);
  for (let up = folder.parent; up && up.path !== '' && up.files === 0 && up.children.length === 1; up = up.parent) {
    title = `${nameOfFolder(up)}/${title}`;
  }
  return title;
}
