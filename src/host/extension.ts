import * as vscode from 'vscode';
import type { TrackEdit } from '../core/labels/edits.ts';
import type { DocumentState } from '../core/protocol/editorApi.ts';
import type { LabelsState } from '../core/protocol/labels.ts';
import { AudioServerClient } from '../node/client.ts';
import { registerAgents } from './agents/registerAgents.ts';
import { AudioEditorProvider } from './audioEditorProvider.ts';
import { registerCommands } from './commands.ts';
import { CrashGuard } from './crashGuard.ts';
import { DocumentLabels } from './labels/documentLabels.ts';
import type { LabelDocument } from './labels/labelDocument.ts';
import { EditableProvider } from './labels/editableProvider.ts';
import { registerLabelCommands } from './labels/labelCommands.ts';
import { Lint } from './lint/registerLint.ts';
import type { Library } from './library/library.ts';
import { LocalCopies } from './localCopy.ts';
import { RawLayouts } from './raw/rawMemory.ts';
import { RememberedViews } from './rememberedViews.ts';
import { registerWorkspace } from './workspace/registerWorkspace.ts';

/** What the tests in the extension host may ask for. */
export interface EarshotExports {
  /** Process id of the audio server; undefined while none runs. */
  serverPid(): number | undefined;
  /** What the editors of a file show; undefined while there are none. */
  stateOf(uri: string): DocumentState | undefined;
  /** The labels of a file as its editors have them; null while they are looked for. */
  labelsOf(uri: string): LabelsState | null | undefined;
  /** Changes labels as a page would. */
  editLabels(uri: string, track: number, edit: TrackEdit): void;
  /** The audio of the workspace; undefined while nothing has asked for it. */
  library(): Library | undefined;
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
  const views = new RememberedViews(context.workspaceState, context.globalState);
  const { extensionUri } = context;
  const lint = new Lint({
    ...{ context, server, crashes, log },
    open: (uri, place) => provider.show(uri, place),
    changed: (file) => provider.measuresChanged(file),
  });
  const provider: AudioEditorProvider = new AudioEditorProvider({
    ...{ extensionUri, server, crashes, layouts, copies, views, log, lint },
    openLabels: (...of) => new DocumentLabels(...of),
  });
  const register = (viewType: string): vscode.Disposable => {
    const editable = new EditableProvider(provider);
    const registration = vscode.window.registerCustomEditorProvider(viewType, editable, {
      supportsMultipleEditorsPerDocument: true,
      // Sound goes on while another tab covers the editor.
      webviewOptions: { retainContextWhenHidden: true },
    });
    return vscode.Disposable.from(registration, editable);
  };
  const workspace = registerWorkspace({ context, server, crashes, copies, log, provider, lint });
  context.subscriptions.push(
    log,
    copies,
    crashes,
    views,
    server,
    lint,
    ...lint.register(),
    register(AudioEditorProvider.viewType),
    register(AudioEditorProvider.optionalViewType),
    ...registerCommands(provider, layouts, log),
    ...registerLabelCommands(() => provider.currentDocument),
    workspace,
    ...registerAgents(context, server, (line) => log.info(line)),
  );
  const labelsOf = (uri: string): LabelDocument | undefined => provider.documents(uri)[0]?.labels.labels;
  return {
    serverPid: () => server.pid,
    stateOf: (uri) => provider.documents(uri)[0]?.shown.state,
    labelsOf: (uri) => labelsOf(uri)?.state,
    library: () => workspace.library,
    editLabels: (uri, track, edit) => labelsOf(uri)?.edit(labelsOf(uri)?.state?.state ?? -1, track, edit),
  };
}
