import * as vscode from 'vscode';
import { AudioServerClient } from '../node/client.ts';
import { AudioEditorProvider } from './audioEditorProvider.ts';
import { registerCommands } from './commands.ts';

/** What the tests in the extension host may ask for. */
export interface EarshotExports {
  /** Process id of the audio server; undefined while none runs. */
  serverPid(): number | undefined;
}

/** Registers and returns: no file is read and no process started before an editor opens. */
export function activate(context: vscode.ExtensionContext): EarshotExports {
  const log = vscode.window.createOutputChannel('Earshot', { log: true });
  const server = new AudioServerClient({
    serverPath: context.asAbsolutePath('dist/server/server.mjs'),
    log: (line) => log.info(line),
  });
  const provider = new AudioEditorProvider({
    extensionUri: context.extensionUri,
    storage: context.globalStorageUri,
    server,
    log,
  });
  context.subscriptions.push(
    log,
    server,
    vscode.window.registerCustomEditorProvider(AudioEditorProvider.viewType, provider, {
      supportsMultipleEditorsPerDocument: true,
      // Sound goes on while another tab covers the editor.
      webviewOptions: { retainContextWhenHidden: true },
    }),
    ...registerCommands(provider, log),
  );
  return { serverPid: () => server.pid };
}
