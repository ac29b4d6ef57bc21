import * as vscode from 'vscode';
import type { DocumentState } from '../core/protocol/editorApi.ts';
import { AudioServerClient } from '../node/client.ts';
import { AudioEditorProvider } from './audioEditorProvider.ts';
import { registerCommands } from './commands.ts';
import { CrashGuard } from './crashGuard.ts';
import { LocalCopies } from './localCopy.ts';
import { RawLayouts } from './raw/rawMemory.ts';

/** What the tests in the extension host may ask for. */
export interface EarshotExports {
  /** Process id of the audio server; undefined while none runs. */
  serverPid(): number | undefined;
  /** What the editors of a file show; undefined while there are none. */
  stateOf(uri: string): DocumentState | undefined;
}

/** Registers and returns: no file is read and no process started before an editor opens. */
export function activate(context: vscode.ExtensionContext): EarshotExports {
  const log = vscode.window.createOutputChannel('Earshot', { log: true });
  const server = new AudioServerClient({
    serverPath: context.asAbsolutePath('dist/server/server.mjs'),
    log: (line) => log.info(line),
    cacheLimitBytes: vscode.workspace.getConfiguration('earshot').get('cache.maxSizeMB', 2048) * 2 ** 20,
  });
  const crashes = new CrashGuard(server, context.workspaceState);
  const layouts = new RawLayouts(context.workspaceState);
  const copies = new LocalCopies(vscode.Uri.joinPath(context.globalStorageUri, 'copies').fsPath);
  const { extensionUri } = context;
  const provider = new AudioEditorProvider({ extensionUri, server, crashes, layouts, copies, log });
  const register = (viewType: string): vscode.Disposable =>
    vscode.window.registerCustomEditorProvider(viewType, provider, {
      supportsMultipleEditorsPerDocument: true,
      // Sound goes on while another tab covers the editor.
      webviewOptions: { retainContextWhenHidden: true },
    });
  context.subscriptions.push(
    log,
    copies,
    crashes,
    server,
    register(AudioEditorProvider.viewType),
    register(AudioEditorProvider.optionalViewType),
    ...registerCommands(provider, layouts, log),
  );
  return { serverPid: () => server.pid, stateOf: (uri) => provider.documents(uri)[0]?.shown.state };
}
