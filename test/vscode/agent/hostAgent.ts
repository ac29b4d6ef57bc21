// Runs inside the extension host, beside a test that has the workbench in a browser: does there what the test asks for.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { EarshotExports } from '../../../src/host/extension.ts';
import { agentOps } from './agentOps.ts';
import { libraryOps } from './libraryOps.ts';
import { lintOps } from './lintOps.ts';
import { type Answer, type HostOps, mailbox, type Request } from './mailbox.ts';

const uriOf = (file: string): vscode.Uri => (file.startsWith('/') ? vscode.Uri.file(file) : vscode.Uri.parse(file));

async function earshot(): Promise<EarshotExports> {
  const extension = vscode.extensions.getExtension<EarshotExports>('earshot.earshot');
  if (!extension) throw new Error('the extension is not there');
  return extension.activate();
}

const ops: HostOps = {
  ...agentOps,
  ...libraryOps,
  ...lintOps,
  async open(file, viewType) {
    await vscode.commands.executeCommand('vscode.openWith', uriOf(file), viewType ?? 'earshot.editor');
  },
  async diff(left, right) {
    await vscode.commands.executeCommand('vscode.diff', uriOf(left), uriOf(right), 'compared');
  },
  async execute(command) {
    await vscode.commands.executeCommand(command);
  },
  async labels(file) {
    return (await earshot()).labelsOf(uriOf(file).toString()) ?? null;
  },
  async edit(file, track, edit) {
    (await earshot()).editLabels(uriOf(file).toString(), track, edit);
  },
  tabs() {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    return Promise.resolve(tabs.map(({ label, isDirty, isActive }) => ({ label, isDirty, isActive })));
  },
};

async function answer({ op, args }: Request): Promise<Answer> {
  try {
    const table = ops as unknown as Record<string, (this: void, ...args: unknown[]) => Promise<unknown>>;
    return { result: (await table[op]!(...args)) ?? null };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** Called by VS Code; never done. */
export async function run(): Promise<void> {
  const folder = mailbox(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '');
  for (;;) {
    let request: Request | undefined;
    try {
      request = JSON.parse(readFileSync(join(folder, 'request'), 'utf8')) as Request;
      rmSync(join(folder, 'request'));
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    if (!request) continue;
    const text = JSON.stringify(await answer(request));
    writeFileSync(join(folder, 'partial'), text);
    renameSync(join(folder, 'partial'), join(folder, `answer-${request.id}`));
  }
}
