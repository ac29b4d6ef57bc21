import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { EarshotError } from '../core/protocol/errors.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import type { DocumentReads } from './documentReads.ts';
import type { ShownState } from './shownState.ts';

export interface ExportedDocument {
  readonly uri: vscode.Uri;
  readonly shown: Pick<ShownState, 'state' | 'fileName'>;
  readonly reads: Pick<DocumentReads, 'exportWav'>;
}

export interface SelectionRequest {
  revision: string;
  startFrame: number;
  endFrame: number;
}

/** What takes longer says so, and can be cancelled. */
const SLOW_MS = 500;
const MAX_STEM_BYTES = 200;

/** Asks where to, and writes the range there as WAV. null: the user thought better of it, before or meanwhile. */
export async function exportSelection(
  document: ExportedDocument,
  request: SelectionRequest,
  signal: AbortSignalLike,
): Promise<{ saved: string | null }> {
  const { state, fileName } = document.shown;
  if (state.kind !== 'ready' || state.revision !== request.revision) {
    throw new EarshotError('changed', `${fileName} has changed on disk.`);
  }
  const whole = request.startFrame === 0 && request.endFrame >= (state.scan.totalFrames ?? Infinity);
  const target = await vscode.window.showSaveDialog({
    defaultUri: defaultTarget(document.uri, selectionName(fileName, request, state.info.sampleRate)),
    filters: { 'WAV audio': ['wav'] },
    title: whole ? 'Save the Whole File as WAV' : 'Save Selection as WAV',
    saveLabel: 'Save',
  });
  if (!target || signal.aborted) return { saved: null };
  const saved = basename(target.path);
  try {
    const { warnings } = await whileShown(`Saving ${saved}`, signal, (wanted) =>
      write(document, request, target, wanted),
    );
    // Not awaited: the message may stand for as long as the user likes.
    void offerToOpen(target, saved, warnings);
    return { saved };
  } catch (error) {
    if (error instanceof EarshotError && error.code === 'cancelled') return { saved: null };
    throw error;
  }
}

/** 'take_0-01-02.500_0-01-04.000.wav': no character that a shell or a file system minds. */
export function selectionName(
  fileName: string,
  { startFrame, endFrame }: { startFrame: number; endFrame: number },
  sampleRate: number,
): string {
  let stem = fileName.replace(/\.[^.]+$/, '') || fileName;
  while (Buffer.byteLength(stem) > MAX_STEM_BYTES) stem = [...stem].slice(0, -1).join('');
  return `${stem}_${clock(startFrame / sampleRate)}_${clock(endFrame / sampleRate)}.wav`;
}

function clock(seconds: number): string {
  const ms = Math.round(seconds * 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60];
  return `${hours}-${two(minutes)}-${two(Math.floor(ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`;
}

/** Beside the audio, or where that is no place to write: in the workspace, else at home. */
function defaultTarget(uri: vscode.Uri, name: string): vscode.Uri {
  const { fs, workspaceFolders } = vscode.workspace;
  if (uri.scheme === 'file' || fs.isWritableFileSystem(uri.scheme) === true) {
    return vscode.Uri.joinPath(uri, '..', name);
  }
  const [folder] = workspaceFolders ?? [];
  return folder ? vscode.Uri.joinPath(folder.uri, name) : vscode.Uri.file(join(homedir(), name));
}

/** The audio server writes where it can: on the disk of this machine. From there VS Code copies to anywhere else. */
async function write(
  { uri, reads, shown }: ExportedDocument,
  request: SelectionRequest,
  target: vscode.Uri,
  signal: AbortSignalLike,
): Promise<{ warnings: string[] }> {
  if (target.scheme === 'file') return reads.exportWav({ ...request, path: target.fsPath }, signal);
  if (target.toString() === uri.toString()) {
    throw new EarshotError('unsupported', `${shown.fileName} is the file that is open: choose another name.`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'earshot-export-'));
  try {
    const path = join(folder, 'selection.wav');
    const result = await reads.exportWav({ ...request, path }, signal);
    if (signal.aborted) throw new EarshotError('cancelled', 'Saving was cancelled.');
    await copyTo(path, target);
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

/** Runs the work; once it takes long, a notification says so and offers to cancel it. */
async function whileShown<T>(
  title: string,
  signal: AbortSignalLike,
  work: (signal: AbortSignalLike) => Promise<T>,
): Promise<T> {
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
  } finally {
    clearTimeout(slow);
    signal.removeEventListener('abort', stop);
  }
}

async function offerToOpen(target: vscode.Uri, saved: string, warnings: readonly string[]): Promise<void> {
  const { showInformationMessage, showWarningMessage } = vscode.window;
  const text = [`${saved} was saved.`, ...warnings].join(' ');
  const choice = await (warnings.length > 0 ? showWarningMessage(text, 'Open') : showInformationMessage(text, 'Open'));
  if (choice === 'Open') await vscode.commands.executeCommand('vscode.openWith', target, 'earshot.editor');
}
