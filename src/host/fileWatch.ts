import * as vscode from 'vscode';

/** Writers touch a file several times; it counts as written once it has been quiet for this long, in ms. */
const QUIET_MS = 250;
/** A file that is never quiet is looked at this often, in ms: it may be a recording. */
const BUSY_MS = 1000;

export interface WatchEvents {
  /** quiet: nobody writes to it just now. */
  changed(quiet: boolean): Promise<unknown>;
  deleted(): void;
}

/** Reports when a file was written or replaced, and when it went away. Also outside the workspace. */
export function watchFile(uri: vscode.Uri, on: WatchEvents): vscode.Disposable {
  const folder = vscode.Uri.joinPath(uri, '..');
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  // In a glob these characters have a meaning; a file may bear them in its name.
  const pattern = name.replace(/[*?[\]{}]/g, '[$&]');
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, pattern));
  let quiet: NodeJS.Timeout | undefined;
  let busy: NodeJS.Timeout | undefined;
  const stop = (): void => {
    clearTimeout(quiet);
    clearTimeout(busy);
    busy = undefined;
  };
  const later = (): void => {
    clearTimeout(quiet);
    quiet = setTimeout(() => {
      stop();
      void on.changed(true);
    }, QUIET_MS);
    busy ??= setTimeout(() => {
      busy = undefined;
      void on.changed(false);
    }, BUSY_MS);
  };
  watcher.onDidChange(later);
  watcher.onDidCreate(later);
  watcher.onDidDelete(() => {
    stop();
    on.deleted();
  });
  return {
    dispose: () => {
      stop();
      watcher.dispose();
    },
  };
}
