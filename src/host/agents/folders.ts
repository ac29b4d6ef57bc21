import * as vscode from 'vscode';

/** Folders on this machine; virtual ones hold no file that could be read. */
export const workspaceFolders = (): string[] =>
  (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
