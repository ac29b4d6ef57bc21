import * as vscode from 'vscode';
import { EarshotError } from '../core/protocol/errors.ts';

export interface ImageToSave {
  /** With its extension. */
  readonly name: string;
  readonly kind: 'png' | 'svg';
  readonly bytes: Uint8Array;
}

const filters = { png: { 'PNG image': ['png'] }, svg: { 'SVG drawing': ['svg'] } };

/** Asks where to, beside the audio at first, and writes the picture there. saved: its name; null where nothing was. */
export async function saveImage(audio: vscode.Uri, image: ImageToSave): Promise<{ saved: string | null }> {
  const target = await vscode.window.showSaveDialog({
    title: 'Export Picture',
    saveLabel: 'Export',
    defaultUri: defaultTarget(audio, image.name),
    filters: filters[image.kind],
  });
  if (!target) return { saved: null };
  const saved = target.path.slice(target.path.lastIndexOf('/') + 1);
  try {
    await vscode.workspace.fs.writeFile(target, image.bytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const denied = error instanceof vscode.FileSystemError && error.code === 'NoPermissions';
    throw new EarshotError(denied ? 'no-permission' : 'internal', `${saved} could not be written: ${why}`);
  }
  void offerToShow(target, `Exported ${saved}`);
  return { saved };
}

/** Beside the audio; where nothing can be written there (a commit, an archive), in the folder of the workspace. */
function defaultTarget(audio: vscode.Uri, name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const writable = vscode.workspace.fs.isWritableFileSystem(audio.scheme) !== false;
  if (writable || !folder) return vscode.Uri.joinPath(audio, '..', name);
  return vscode.Uri.joinPath(folder, name);
}

/** Says what was written, and offers to open it where `opens`, or to show where it is. */
export async function offerToShow(target: vscode.Uri, text: string, opens = true): Promise<void> {
  // In a remote window the operating system's file manager is that of another machine.
  const here = target.scheme === 'file' && vscode.env.remoteName === undefined;
  const inWorkspace = vscode.workspace.getWorkspaceFolder(target) !== undefined;
  const reveal = here ? 'revealFileInOS' : inWorkspace ? 'revealInExplorer' : null;
  const choices = [...(opens ? ['Open'] : []), ...(reveal ? ['Reveal'] : [])];
  const chosen = await vscode.window.showInformationMessage(text, ...choices);
  if (chosen === 'Open') await vscode.commands.executeCommand('vscode.open', target);
  else if (chosen && reveal) await vscode.commands.executeCommand(reveal, target);
}
