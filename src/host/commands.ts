import * as vscode from 'vscode';
import { editorCommands } from '../core/protocol/editorApi.ts';
import { AudioEditorProvider } from './audioEditorProvider.ts';
import { chooseLayout } from './openRaw.ts';
import type { RawLayouts } from './raw/rawMemory.ts';

/** Every command of the manifest; the titles and keys stand in package.json. */
export function registerCommands(
  provider: AudioEditorProvider,
  layouts: RawLayouts,
  log: vscode.LogOutputChannel,
): vscode.Disposable[] {
  const { registerCommand, executeCommand } = vscode.commands;
  const open = (uri: vscode.Uri): Thenable<unknown> =>
    executeCommand('vscode.openWith', uri, AudioEditorProvider.viewType);
  const needsEditor = (done: boolean): Thenable<unknown> | undefined =>
    done ? undefined : vscode.window.showInformationMessage('Open an audio file first: no Earshot editor is open.');
  return [
    ...editorCommands.map((command) =>
      registerCommand(`earshot.${command}`, () => needsEditor(provider.send(command))),
    ),
    registerCommand('earshot.toggleLinked', () => needsEditor(provider.toggleLinked())),
    registerCommand('earshot.toggleScan', () => needsEditor(provider.toggleScan())),
    registerCommand('earshot.openWith', async (uri?: vscode.Uri) => {
      const target = uri ?? activeFile({ ours: false }) ?? (await pickFile('Open with Earshot'));
      if (target) await open(target);
    }),
    registerCommand('earshot.openRaw', async (uri?: vscode.Uri) => {
      const target = uri ?? activeFile({ ours: true }) ?? (await pickFile('Open as Raw PCM'));
      if (!target || !(await chooseLayout(target, layouts))) return;
      if (!(await provider.reopen(target))) await open(target);
    }),
    registerCommand('earshot.showLog', () => log.show()),
  ];
}

/** Of the tab in front: a binary file has one too, though no text editor. */
function activeFile({ ours }: { ours: boolean }): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputText) return input.uri;
  const shown = input instanceof vscode.TabInputCustom && (ours || !input.viewType.startsWith('earshot.'));
  return shown ? input.uri : undefined;
}

async function pickFile(title: string): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({ title, canSelectMany: false });
  return picked?.[0];
}
