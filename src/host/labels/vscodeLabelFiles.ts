import * as vscode from 'vscode';
import { sidecarNames } from '../../core/labels/sidecars.ts';
import { EarshotError } from '../../core/protocol/errors.ts';
import { type LabelFiles, nameOf } from './labelFiles.ts';

/** Files of labels through VS Code's file systems. */
export class VscodeLabelFiles implements LabelFiles {
  readonly #audio: vscode.Uri;
  readonly #audioName: string;

  constructor(audio: vscode.Uri, audioName: string) {
    this.#audio = audio;
    this.#audioName = audioName;
  }

  beside(name: string): string {
    return besideUri(this.#audio, name).toString();
  }

  async list(): Promise<readonly string[]> {
    // git: has no folders, and tells what is not there only when it is read.
    if (this.#audio.scheme === 'git') return sidecarNames(this.#audioName);
    const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(this.#audio, '..'));
    return entries.filter(([, type]) => (type & vscode.FileType.Directory) === 0).map(([name]) => name);
  }

  async read(place: string): Promise<Uint8Array> {
    const uri = vscode.Uri.parse(place, true);
    try {
      // Not a Node Buffer, which is one of a pool.
      const bytes = new Uint8Array(await vscode.workspace.fs.readFile(uri));
      // What a commit does not have reads as empty in some versions of VS Code.
      if (uri.scheme === 'git' && bytes.length === 0)
        throw new EarshotError('not-found', `${nameOf(place)} is not there.`);
      return bytes;
    } catch (error) {
      throw inOurWords(error, `${nameOf(place)} cannot be read`);
    }
  }

  async write(place: string, bytes: Uint8Array): Promise<void> {
    try {
      await vscode.workspace.fs.writeFile(vscode.Uri.parse(place, true), bytes);
    } catch (error) {
      throw inOurWords(error, `${nameOf(place)} cannot be written`);
    }
  }

  async stat(place: string): Promise<{ size: number; mtime: number } | null> {
    try {
      const { size, mtime } = await vscode.workspace.fs.stat(vscode.Uri.parse(place, true));
      return { size, mtime };
    } catch {
      return null;
    }
  }
}

/** A file of the same folder, and for git: of the same commit. */
export function besideUri(audio: vscode.Uri, name: string): vscode.Uri {
  const uri = vscode.Uri.joinPath(audio, '..', name);
  if (audio.scheme !== 'git') return uri;
  try {
    const query = JSON.parse(audio.query) as { path: string };
    const path = query.path.replace(/[^/\\]*$/, () => name);
    return uri.with({ query: JSON.stringify({ ...query, path }) });
  } catch {
    return uri;
  }
}

function inOurWords(error: unknown, what: string): EarshotError {
  if (error instanceof EarshotError) return error;
  const code = error instanceof vscode.FileSystemError ? error.code : '';
  if (code === 'FileNotFound') return new EarshotError('not-found', `${what}: it is not there.`);
  if (code === 'NoPermissions') return new EarshotError('no-permission', `${what}: you have no permission to.`);
  return new EarshotError('internal', `${what}: ${error instanceof Error ? error.message : String(error)}`);
}
