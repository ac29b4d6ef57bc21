import * as vscode from 'vscode';
import { toErrorInfo } from '../../core/protocol/errors.ts';
import { t } from '../../core/util/l10n.ts';
import type { AudioNames } from '../audioNames.ts';
import { Slices } from '../slices.ts';
import type { LibraryRoot } from './roots.ts';
import type { FoundFile } from './walkRoots.ts';

type Found = Omit<FoundFile, 'root'>;

/** Folders and files that are asked about at a time: a file system may be far away. */
const FOLDERS = 4;
const STATS = 16;
const BATCH = 200;

/**
 * Lists the audio below a folder of any file system that VS Code knows. Links to folders are not followed: where such a
 * file system's folders are the same, nobody can tell. Gives one sentence for each folder that cannot be read.
 */
export async function walkFolders(
  root: Pick<LibraryRoot, 'uri' | 'leavesOut'>,
  names: AudioNames,
  onFiles: (files: Found[]) => void,
  signal: AbortSignal,
): Promise<string[]> {
  const problems: string[] = [];
  const slices = new Slices();
  const waiting = [''];
  const uriOf = (path: string): vscode.Uri => (path === '' ? root.uri : vscode.Uri.joinPath(root.uri, path));

  const enter = async (below: string): Promise<void> => {
    let entries: [string, vscode.FileType][];
    try {
      entries = await vscode.workspace.fs.readDirectory(uriOf(below));
    } catch (error) {
      const folder = root.uri.scheme === 'file' ? uriOf(below).fsPath : uriOf(below).toString(true);
      problems.push(t('{0} cannot be read: {1}', folder, toErrorInfo(error).message));
      return;
    }
    const files: string[] = [];
    for (const [name, type] of entries) {
      await slices.next();
      const folder = type === vscode.FileType.Directory;
      if (!folder && !(type & vscode.FileType.File && names.fits(name))) continue;
      const path = below === '' ? name : `${below}/${name}`;
      if (root.leavesOut(path)) continue;
      if (folder) waiting.push(path);
      else files.push(path);
    }
    for (let i = 0; i < files.length && !signal.aborted; i += BATCH) {
      onFiles(await statAll(files.slice(i, i + BATCH), uriOf));
    }
  };

  while (waiting.length > 0 && !signal.aborted) await Promise.all(waiting.splice(-FOLDERS).map(enter));
  return problems;
}

async function statAll(paths: readonly string[], uriOf: (path: string) => vscode.Uri): Promise<Found[]> {
  const found: Found[] = [];
  const waiting = paths.values();
  const work = async (): Promise<void> => {
    for (const path of waiting) {
      const there = fileOf(await statAt(uriOf(path)));
      if (there) found.push({ path, ...there });
    }
  };
  await Promise.all(Array.from({ length: STATS }, work));
  return found;
}

export interface FileStat {
  bytes: number;
  /** Unix time in ms. */
  modified: number;
}

/** What is there now; null: nothing that could be read. */
export async function statAt(uri: vscode.Uri): Promise<FileStat | 'folder' | null> {
  try {
    const { type, size, mtime } = await vscode.workspace.fs.stat(uri);
    if (type & vscode.FileType.Directory) return 'folder';
    return type & vscode.FileType.File ? { bytes: size, modified: Math.round(mtime) } : null;
  } catch {
    return null;
  }
}

export const fileOf = (there: FileStat | 'folder' | null): FileStat | null => (there === 'folder' ? null : there);
