import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import * as vscode from 'vscode';

/** Fetches the content of one file, in a terminal that the user sees; the file's editor opens it when it arrives. */
export function pullLfs(uri: vscode.Uri): void {
  const folder = dirname(uri.fsPath);
  const terminal = vscode.window.createTerminal({ name: 'Git LFS', cwd: folder });
  terminal.show();
  // Git runs what a repository's configuration names: in one that is not trusted the user presses Enter.
  terminal.sendText(pullCommand(repositoryPath(uri.fsPath)), vscode.workspace.isTrusted);
}

/**
 * include takes patterns relative to the repository, separated by commas. Whatever a shell or a pattern could read
 * otherwise becomes '*': a file may be named to do harm. exclude is emptied, or the user's own could win.
 */
export function pullCommand(path: string): string {
  return `git lfs pull --include="${path.replace(/[^\p{L}\p{N} _.\-/+@=]+/gu, '*')}" --exclude=""`;
}

/** With slashes; the name alone matches anywhere, should the file lie in no repository that can be seen. */
function repositoryPath(path: string): string {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return relative(folder, path).split(sep).join('/');
    if (folder === dirname(folder)) return path.slice(path.lastIndexOf(sep) + 1);
  }
}
