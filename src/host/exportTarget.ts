import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { EarshotError } from '../core/protocol/errors.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import type { ShownState } from './shownState.ts';

type Shown = Pick<ShownState, 'state' | 'fileName'>;
type Ready = Extract<ShownState['state'], { kind: 'ready' }>;

/** What takes longer says so, and can be cancelled. */
const SLOW_MS = 500;
const MAX_STEM_BYTES = 200;

/** The state of the file that a page has asked about, as long as it is the one that is open. */
export function readyState({ state, fileName }: Shown, revision: string): Ready {
  if (state.kind === 'ready' && state.revision === revision) return state;
  throw new EarshotError('changed', `${fileName} has changed on disk.`);
}

/** 'take_0-01-02.500_0-01-04.000': no character that a shell or a file system minds. */
export function spanName(
  fileName: string,
  { startFrame, endFrame }: { startFrame: number; endFrame: number },
  sampleRate: number,
): string {
  let stem = fileName.replace(/\.[^.]+$/, '') || fileName;
  while (Buffer.byteLength(stem) > MAX_STEM_BYTES) stem = [...stem].slice(0, -1).join('');
  return `${stem}_${clock(startFrame / sampleRate)}_${clock(endFrame / sampleRate)}`;
}

function clock(seconds: number): string {
  const ms = Math.round(seconds * 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60];
  return `${hours}-${two(minutes)}-${two(Math.floor(ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`;
}

/** Beside the audio, or where that is no place to write: in the workspace, else at home. */
export function defaultTarget(uri: vscode.Uri, name: string): vscode.Uri {
  const { fs, workspaceFolders } = vscode.workspace;
  if (uri.scheme === 'file' || fs.isWritableFileSystem(uri.scheme) === true) {
    return vscode.Uri.joinPath(uri, '..', name);
  }
  const [folder] = workspaceFolders ?? [];
  return folder ? vscode.Uri.joinPath(folder.uri, name) : vscode.Uri.file(join(homedir(), name));
}

/**
 * The audio server writes where it can: on the disk of this machine. From there VS Code copies to anywhere else.
 * filesOf: paths of what was written; others than `path` lie beside it.
 */
export async function writeTo<T>(
  target: vscode.Uri,
  { uri, shown }: { readonly uri: vscode.Uri; readonly shown: Shown },
  signal: AbortSignalLike,
  write: (path: string) => Promise<T>,
  filesOf: (written: T, path: string) => readonly string[] = (_, path) => [path],
): Promise<T> {
  if (target.scheme === 'file') return write(target.fsPath);
  if (target.toString() === uri.toString()) {
    throw new EarshotError('unsupported', `${shown.fileName} is the file that is open: choose another name.`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'earshot-export-'));
  try {
    const path = join(folder, basename(target.path));
    const result = await write(path);
    for (const file of filesOf(result, path)) {
      if (signal.aborted) throw new EarshotError('cancelled', 'Saving was cancelled.');
      const name = basename(file);
      await copyTo(join(folder, name), file === path ? target : vscode.Uri.joinPath(target, '..', name));
    }
    return result;
  } finally {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function copyTo(path: string, target: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.copy(vscode.Uri.file(path), target, { overwrite: true });
  } catch (error) {
    const name = basename(target.path);
    const place = `\u201c${target.scheme}:\u201d`;
    if (error instanceof vscode.FileSystemError && error.code === 'NoPermissions') {
      throw new EarshotError('no-permission', `${name} cannot be saved: you have no permission to write to ${place}.`);
    }
    const cause = error instanceof Error ? error.message : String(error);
    throw new EarshotError('internal', `${name} cannot be saved to ${place}: ${cause}`);
  }
}

/** Runs the work; once it takes long, a notification says so and offers to cancel it. null: it was cancelled. */
export async function whileShown<T>(
  title: string,
  signal: AbortSignalLike,
  work: (signal: AbortSignalLike) => Promise<T>,
): Promise<T | null> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  signal.addEventListener('abort', stop, { once: true });
  const running = work(abort.signal);
  const settled = running.then(
    () => undefined,
    () => undefined,
  );
  const slow = setTimeout(() => {
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    void vscode.window.withProgress(options, (_progress, token) => {
      token.onCancellationRequested(stop);
      return settled;
    });
  }, SLOW_MS);
  try {
    return await running;
  } catch (error) {
    if (error instanceof EarshotError && error.code === 'cancelled') return null;
    throw error;
  } finally {
    clearTimeout(slow);
    signal.removeEventListener('abort', stop);
  }
}
