import { createRequire } from 'node:module';
import * as vscode from 'vscode';
import type { Library } from '../library/library.ts';
import type * as Bundle from './bundle.ts';
import { triageViewType, workspaceCommands, workspaceViews } from './names.ts';
import type { WorkspaceParts } from './parts.ts';
import type { WorkspaceEntry } from './workspace.ts';

/** The list, the player, triage and the palette as VS Code sees them: nothing of them is loaded before it is needed. */
export function registerWorkspace(parts: WorkspaceParts): RegisteredWorkspace {
  const { context } = parts;
  let entry: WorkspaceEntry | undefined;
  const load = (): WorkspaceEntry => {
    if (entry) return entry;
    const require = createRequire(context.asAbsolutePath('dist/extension.js'));
    const { createWorkspace } = require('./workspace.js') as typeof Bundle;
    return (entry = createWorkspace(parts));
  };
  const commands = workspaceCommands.map((name) =>
    vscode.commands.registerCommand(name, (...args: unknown[]): unknown => load().commands[name]?.(...args)),
  );
  const views = workspaceViews.map((id) =>
    vscode.window.registerWebviewViewProvider(
      id,
      { resolveWebviewView: (view) => load().resolveView(id, view) },
      // The list keeps its place, and the player its sound, behind other views.
      { webviewOptions: { retainContextWhenHidden: true } },
    ),
  );
  const panels = vscode.window.registerWebviewPanelSerializer(triageViewType, {
    deserializeWebviewPanel: async (panel, state) => load().restorePanel(panel, state),
  });
  const all = vscode.Disposable.from(...commands, ...views, panels, { dispose: () => void entry?.dispose() });
  return {
    get library() {
      return entry?.library;
    },
    dispose: () => void all.dispose(),
  };
}

export interface RegisteredWorkspace extends vscode.Disposable {
  /** undefined: nothing has needed it yet. */
  readonly library: Library | undefined;
}
