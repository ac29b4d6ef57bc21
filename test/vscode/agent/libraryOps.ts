// What tests of the list ask of the extension host.
import * as vscode from 'vscode';
import type { AudioRow } from '../../../src/core/protocol/audioRow.ts';
import type { EarshotExports } from '../../../src/host/extension.ts';

export interface LibraryOps {
  /** Shows the list for the first time; ms from then until there is a row, and until all are there. */
  openList(): Promise<ListTimes>;
  /** null: nothing has asked for the list yet. */
  listState(): Promise<{ state: string; size: number; problems: readonly string[] } | null>;
  /** Rows of a folder (its path below the root), by name. */
  listRows(folder: string): Promise<SeenRow[]>;
  refreshList(): Promise<void>;
  /** As a page that shows these rows of a folder. */
  wantRows(folder: string): Promise<void>;
  /** Of the workspace; null: as it is by default. */
  jsonSetting(name: string, value: unknown): Promise<void>;
}

export interface ListTimes {
  readonly firstMs: number;
  readonly completeMs: number;
  readonly size: number;
}

export type SeenRow = Pick<AudioRow, 'name' | 'folder' | 'bytes' | 'facts' | 'figures' | 'failure'>;

function exported(): EarshotExports | undefined {
  const extension = vscode.extensions.getExtension<EarshotExports>('earshot.earshot');
  if (!extension) throw new Error('the extension is not there');
  return extension.isActive ? extension.exports : undefined;
}

type Library = NonNullable<ReturnType<EarshotExports['library']>>;

function library(): Library {
  const found = exported()?.library();
  if (!found) throw new Error('nothing has asked for the list');
  return found;
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

export const libraryOps: LibraryOps = {
  async openList() {
    await vscode.extensions.getExtension('earshot.earshot')?.activate();
    const from = performance.now();
    void vscode.commands.executeCommand('earshot.list.focus');
    const until = async (ok: (found: Library) => boolean): Promise<number> => {
      for (let found = exported()?.library(); !found || !ok(found); found = exported()?.library()) await turn();
      return performance.now() - from;
    };
    const firstMs = await until(({ size }) => size > 0);
    const completeMs = await until(({ state }) => state === 'complete');
    return { firstMs, completeMs, size: library().size };
  },
  listState() {
    const found = exported()?.library();
    return Promise.resolve(found ? { state: found.state, size: found.size, problems: found.problems } : null);
  },
  listRows(folder) {
    const rows = [...library().rows()].filter((row) => row.folder === folder);
    const seen = rows.map(({ name, bytes, facts, figures, failure }) => ({
      name,
      folder,
      bytes,
      facts,
      figures,
      failure,
    }));
    return Promise.resolve(seen.sort((a, b) => (a.name < b.name ? -1 : 1)));
  },
  wantRows(folder) {
    const found = library();
    found.want([...found.rows()].filter((row) => row.folder === folder).map(({ uri }) => uri));
    return Promise.resolve();
  },
  refreshList() {
    library().refresh();
    return Promise.resolve();
  },
  async jsonSetting(name, value) {
    const target = vscode.ConfigurationTarget.Global;
    await vscode.workspace.getConfiguration().update(name, value ?? undefined, target);
  },
};
