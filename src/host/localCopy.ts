import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import * as vscode from 'vscode';
import { EarshotError } from '../core/protocol/errors.ts';

/** A file the audio server can read by ranges, and what to do when it is no longer needed. */
export interface LocalFile {
  path: string;
  dispose(): void;
}

const megabyte = 1024 * 1024;

/**
 * `file:` is read where it lies. Any other scheme (git, virtual workspaces) has only whole-file reads in VS Code's API:
 * the file is copied once into the extension's storage, up to a limit the user can set.
 */
export async function localFile(uri: vscode.Uri, name: string, storage: vscode.Uri): Promise<LocalFile> {
  if (uri.scheme === 'file') return { path: uri.fsPath, dispose: () => undefined };
  const limit = vscode.workspace.getConfiguration('earshot', uri).get('virtualFiles.maxSizeMB', 256) * megabyte;
  const { size } = await statOf(uri, name);
  if (size > limit) throw tooLarge(name, uri.scheme, size, limit);
  const bytes = await vscode.workspace.fs.readFile(uri);
  // Some file systems report no size beforehand.
  if (bytes.byteLength > limit) throw tooLarge(name, uri.scheme, bytes.byteLength, limit);
  const folder = vscode.Uri.joinPath(storage, 'copies');
  const copy = vscode.Uri.joinPath(folder, `${randomUUID()}${extname(uri.path)}`);
  await vscode.workspace.fs.writeFile(copy, bytes);
  void deleteStale(folder).catch(() => undefined);
  return { path: copy.fsPath, dispose: () => void deleteQuietly(copy) };
}

const dayMs = 24 * 60 * 60 * 1000;

/** Copies that a window left behind when it was killed. Younger ones may belong to another window. */
async function deleteStale(folder: vscode.Uri): Promise<void> {
  for (const [name] of await vscode.workspace.fs.readDirectory(folder)) {
    const file = vscode.Uri.joinPath(folder, name);
    const { mtime } = await vscode.workspace.fs.stat(file);
    if (Date.now() - mtime > dayMs) await deleteQuietly(file);
  }
}

async function deleteQuietly(file: vscode.Uri): Promise<void> {
  await vscode.workspace.fs.delete(file).then(undefined, () => undefined);
}

async function statOf(uri: vscode.Uri, name: string): Promise<vscode.FileStat> {
  try {
    return await vscode.workspace.fs.stat(uri);
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') {
      throw new EarshotError('not-found', `${name} does not exist any more.`);
    }
    throw error;
  }
}

function tooLarge(name: string, scheme: string, size: number, limit: number): EarshotError {
  const mb = (bytes: number): string => `${Math.ceil(bytes / megabyte)} MB`;
  return new EarshotError(
    'too-large',
    `${name} has ${mb(size)}. Files of "${scheme}:" are copied before they are opened, up to ${mb(limit)} (setting "earshot.virtualFiles.maxSizeMB").`,
  );
}
