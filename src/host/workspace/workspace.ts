import type * as vscode from 'vscode';
import type { Workspace, WorkspaceParts } from './parts.ts';

/** Joins the list, the player, triage and the palette. */
export function createWorkspace(parts: WorkspaceParts): WorkspaceEntry {
  void parts;
  const commands: Record<string, (...args: unknown[]) => unknown> = {};
  return {
    commands,
    resolveView: () => undefined,
    restorePanel: () => undefined,
    dispose: () => undefined,
  };
}

/** What the extension asks of dist/workspace.js. */
export interface WorkspaceEntry extends vscode.Disposable {
  readonly commands: Readonly<Record<string, (...args: unknown[]) => unknown>>;
  /** Of names.ts' views. */
  resolveView(id: string, view: vscode.WebviewView): void | Promise<void>;
  /** A triage table of the window's last time; state: what its page keeps. */
  restorePanel(panel: vscode.WebviewPanel, state: unknown): void | Promise<void>;
}

export type { Workspace };
