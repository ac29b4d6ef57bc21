import * as vscode from 'vscode';
import { editorCommands } from '../core/protocol/editorApi.ts';
import { AudioEditorProvider } from './audioEditorProvider.ts';

/** Every command of the manifest; the titles and keys stand in package.json. */
export function registerCommands(provider: AudioEditorProvider, log: vscode.LogOutputChannel): vscode.Disposable[] {
  const { registerCommand, executeCommand } = vscode.commands;
  return [
    ...editorCommands.map((command) =>
      registerCommand(`earshot.${command}`, () => {
        if (provider.send(command)) return undefined;
        return vscode.window.showInformationMessage('Open an audio file first: no Earshot editor is open.');
      }),
    ),
    registerCommand('earshot.openWith', async (uri?: vscode.Uri) => {
      const target = uri ?? vscode.window.activeTextEditor?.document.uri ?? (await pickFile());
      if (target) await executeCommand('vscode.openWith', target, AudioEditorProvider.viewType);
    }),
    registerCommand('earshot.showLog', () => log.show()),
  ];
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({ title: 'Open with Earshot', canSelectMany: false });
  return picked?.[0];
}
