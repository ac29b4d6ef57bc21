import * as vscode from 'vscode';

/** Writers touch a file several times; a reload waits until it has been quiet for this long, in ms. */
const QUIET_MS = 250;

/** Reports when a file was written or replaced, and when it went away. Also outside the workspace. */
export function watchFile(uri: vscode.Uri, on: { changed(): Promise<void>; deleted(): void }): vscode.Disposable {
  const folder = vscode.Uri.joinPath(uri, '..');
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  // In a glob these characters have a meaning; a file may bear them in its name.
  const pattern = name.replace(/[*?[\]{}]/g, '[$&]');
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, pattern));
  let timer: NodeJS.Timeout | undefined;
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void on.changed(), QUIET_MS);
  };
  watcher.onDidChange(later);
  watcher.onDidCreate(later);
  watcher.onDidDelete(() => {
    clearTimeout(timer);
    on.deleted();
  });
  return {
    dispose: () => {
      clearTimeout(timer);
      watcher.dispose();
    },
  };
}
