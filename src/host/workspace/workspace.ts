import * as vscode from 'vscode';
import { EarshotError } from '../../core/protocol/errors.ts';
import { t } from '../../core/util/l10n.ts';
import { Scope } from '../../core/util/scope.ts';
import { audioNamesOf } from '../audioNames.ts';
import { AudioLibrary } from '../library/audioLibrary.ts';
import type { RowActions } from '../library/feed.ts';
import type { Library } from '../library/library.ts';
import { ListView } from '../library/listView.ts';
import { RowReader } from '../library/rowReader.ts';
import { MeasureJob } from '../library/measureJob.ts';
import type { Workspace, WorkspaceParts } from './parts.ts';

/** Joins the list, the player, triage and the palette. */
export function createWorkspace(parts: WorkspaceParts): WorkspaceEntry {
  const { context, server, crashes, copies, log, provider, lint } = parts;
  const scope = new Scope();
  const names = audioNamesOf(context.extension);
  const reader = scope.add(
    new RowReader({
      ...{ server, crashes, copies },
      violations: (path, facts) => lint.violations(path, facts),
      workspace: (context.storageUri ?? context.globalStorageUri).toString(),
    }),
  );
  const library = scope.add(new AudioLibrary({ disk: server, reader, names, log }));
  const measuring = scope.add(new MeasureJob(library));
  const unsupported = (): EarshotError =>
    new EarshotError('unsupported', t('This cannot be done with rows of the list.'));
  const actions: RowActions = {
    act: async (action, uris) => {
      if (action === 'measure') return measuring.start(uris);
      if (action !== 'open') throw unsupported();
      for (const uri of uris) await provider.show(vscode.Uri.parse(uri, true), null);
    },
    mark: (uris, change) => library.update(uris, change),
    exportRows: () => Promise.reject(unsupported()),
  };
  const list = scope.add(
    new ListView({
      ...{ library, audition: null, measuring, actions, log, memory: context.workspaceState },
      dist: vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview'),
    }),
  );
  const commands: Record<string, (...args: unknown[]) => unknown> = {};
  return {
    ...{ commands, library },
    resolveView: (id, view) => (id === 'earshot.list' ? list.resolve(view) : undefined),
    restorePanel: () => undefined,
    dispose: () => scope.dispose(),
  };
}

/** What the extension asks of dist/workspace.js. */
export interface WorkspaceEntry extends vscode.Disposable {
  readonly library: Library;
  readonly commands: Readonly<Record<string, (...args: unknown[]) => unknown>>;
  /** Of names.ts' views. */
  resolveView(id: string, view: vscode.WebviewView): void | Promise<void>;
  /** A triage table of the window's last time; state: what its page keeps. */
  restorePanel(panel: vscode.WebviewPanel, state: unknown): void | Promise<void>;
}

export type { Workspace };
