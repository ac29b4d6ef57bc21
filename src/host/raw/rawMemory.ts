import * as v from 'valibot';
import * as vscode from 'vscode';
import { type RawLayout, rawLayout } from '../../core/protocol/audio.ts';

/** A file without a header ('raw') needs another answer than one that only lacks its rate ('rate'). */
export type LayoutKind = 'raw' | 'rate';

const KEY = 'earshot.layouts';
const MOST = 500;

/** [file or folder, its layout], the one used last at the end. */
const stored = v.array(v.tuple([v.string(), rawLayout]));
type Stored = v.InferOutput<typeof stored>;

/**
 * What the user said about files that do not say it themselves, for each file and each folder of the workspace. A file's
 * own answer always counts; its folder's only once the file turns out to need one.
 */
export class RawLayouts {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  ofFile(uri: vscode.Uri): RawLayout | undefined {
    return this.#find(fileKey(uri));
  }

  ofFolder(uri: vscode.Uri, kind: LayoutKind): RawLayout | undefined {
    return this.#find(folderKey(uri, kind));
  }

  /** The last answer of all. */
  last(kind: LayoutKind): RawLayout | undefined {
    return this.#read()
      .filter(([, layout]) => kindOf(layout) === kind)
      .at(-1)?.[1];
  }

  async remember(uri: vscode.Uri, layout: RawLayout): Promise<void> {
    const keys = [fileKey(uri), folderKey(uri, kindOf(layout))];
    const kept = this.#read().filter(([key]) => !keys.includes(key));
    await this.#write([...kept, ...keys.map((key): Stored[number] => [key, layout])]);
  }

  /** The folder's answer stays: it only counts for files that need one. */
  async forget(uri: vscode.Uri): Promise<void> {
    await this.#write(this.#read().filter(([key]) => key !== fileKey(uri)));
  }

  #find(wanted: string): RawLayout | undefined {
    return this.#read().find(([key]) => key === wanted)?.[1];
  }

  /** Spoilt, or of another version: none. */
  #read(): Stored {
    const parsed = v.safeParse(stored, this.#memory.get(KEY));
    return parsed.success ? parsed.output : [];
  }

  async #write(entries: Stored): Promise<void> {
    await this.#memory.update(KEY, entries.slice(-MOST));
  }
}

const kindOf = (layout: RawLayout): LayoutKind => (layout.raw ? 'raw' : 'rate');

/** A committed version of a file has the layout of the file. */
function fileKey(uri: vscode.Uri): string {
  return (uri.scheme === 'git' ? vscode.Uri.file(uri.path) : uri).toString();
}

function folderKey(uri: vscode.Uri, kind: LayoutKind): string {
  const key = fileKey(uri);
  return `${key.slice(0, key.lastIndexOf('/') + 1)} ${kind}`;
}
