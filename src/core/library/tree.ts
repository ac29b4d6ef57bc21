import { naturalKey } from './naturalKey.ts';

/** A folder with audio in it or below it, or the root of a list. */
export interface Folder {
  readonly id: number;
  readonly root: number;
  /** Below its root; '' is the root itself. */
  readonly path: string;
  readonly parent: Folder | null;
  readonly children: Folder[];
  /** Files directly in it. */
  files: number;
  /** Of the order of the tree: folders first, then files. */
  rank: number;
}

/** What survives a new walk: collapsed folders are kept by it. */
export const folderKey = ({ root, path }: Pick<Folder, 'root' | 'path'>): string => `${root}/${path}`;

/** The folders of a list; one stays as long as there are files below it. */
export class FolderTree {
  readonly #byKey = new Map<string, Folder>();
  readonly #byId: (Folder | undefined)[] = [];
  readonly #free: number[] = [];
  #roots: Folder[] = [];
  #ranked = true;

  get roots(): readonly Folder[] {
    return this.#roots;
  }

  /** Ids are below it. */
  get ids(): number {
    return this.#byId.length;
  }

  get all(): Iterable<Folder> {
    return this.#byKey.values();
  }

  at(id: number): Folder | undefined {
    return this.#byId[id];
  }

  find(key: string): Folder | undefined {
    return this.#byKey.get(key);
  }

  add(root: number, path: string): Folder {
    const folder = this.#folder(root, path);
    folder.files++;
    return folder;
  }

  remove(folder: Folder): void {
    folder.files--;
    let empty: Folder | null = folder;
    while (empty && empty.files === 0 && empty.children.length === 0) {
      const siblings: Folder[] = empty.parent?.children ?? this.#roots;
      siblings.splice(siblings.indexOf(empty), 1);
      this.#byKey.delete(folderKey(empty));
      this.#byId[empty.id] = undefined;
      this.#free.push(empty.id);
      empty = empty.parent;
    }
  }

  clear(): void {
    this.#byKey.clear();
    this.#byId.length = 0;
    this.#free.length = 0;
    this.#roots = [];
  }

  /** Gives every folder its rank where there are new ones. True: ranks are others than before. */
  rank(): boolean {
    if (this.#ranked) return false;
    this.#ranked = true;
    let next = 0;
    const visit = (folder: Folder): void => {
      sortFolders(folder.children);
      folder.children.forEach(visit);
      folder.rank = next++;
    };
    this.#roots.sort((a, b) => a.root - b.root);
    this.#roots.forEach(visit);
    return true;
  }

  #folder(root: number, path: string): Folder {
    const key = folderKey({ root, path });
    const known = this.#byKey.get(key);
    if (known) return known;
    const parent = path === '' ? null : this.#folder(root, path.slice(0, Math.max(0, path.lastIndexOf('/'))));
    const id = this.#free.pop() ?? this.#byId.length;
    const folder: Folder = { id, root, path, parent, children: [], files: 0, rank: 0 };
    this.#byId[id] = folder;
    this.#byKey.set(key, folder);
    (parent?.children ?? this.#roots).push(folder);
    this.#ranked = false;
    return folder;
  }
}

function sortFolders(folders: Folder[]): void {
  if (folders.length < 2) return;
  const keys = new Map(folders.map((folder) => [folder, naturalKey(nameOfFolder(folder))]));
  folders.sort((a, b) => {
    const [x, y] = [keys.get(a)!, keys.get(b)!];
    return x === y ? (a.path < b.path ? -1 : 1) : x < y ? -1 : 1;
  });
}

/** '' of a root. */
export const nameOfFolder = ({ path }: Pick<Folder, 'path'>): string => path.slice(path.lastIndexOf('/') + 1);
