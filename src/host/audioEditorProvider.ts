import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type EditorCommand, hostApi, pageApi, PROTOCOL_VERSION } from '../core/protocol/editorApi.ts';
import { EarshotError } from '../core/protocol/errors.ts';
import { connect, type Connection } from '../core/protocol/rpc.ts';
import { Scope } from '../core/util/scope.ts';
import { AudioDocument, type DocumentServices } from './audioDocument.ts';
import { PageAssetCache } from './pageAssets.ts';
import { webviewHtml } from './webviewHtml.ts';
import { webviewPort } from './webviewPort.ts';

interface Editor {
  panel: vscode.WebviewPanel;
  page: Connection<typeof hostApi, typeof pageApi>;
  /** Revision whose overview the page has been sent. */
  overviewOf: string | null;
}

export interface EditorServices extends DocumentServices {
  extensionUri: vscode.Uri;
}

/** Ties documents to their webviews, and the webviews to each other: one plays, the active one gets the commands. */
export class AudioEditorProvider implements vscode.CustomReadonlyEditorProvider<AudioDocument> {
  static readonly viewType = 'earshot.editor';
  readonly #services: EditorServices;
  readonly #assets: PageAssetCache;
  readonly #editors = new Set<Editor>();
  /** The editor that was active last: commands go there while the focus is elsewhere. */
  #current: Editor | undefined;

  constructor(services: EditorServices) {
    this.#services = services;
    this.#assets = new PageAssetCache(this.#distUri().fsPath);
  }

  openCustomDocument(uri: vscode.Uri): AudioDocument {
    // Not awaited: the server starts and reads the header while VS Code builds the webview.
    return new AudioDocument(uri, this.#services);
  }

  async resolveCustomEditor(document: AudioDocument, panel: vscode.WebviewPanel): Promise<void> {
    const resolvedAt = Date.now();
    const { webview } = panel;
    const dist = this.#distUri();
    const scope = new Scope();
    const page = scope.add(this.#connectPage(document, panel));
    const editor: Editor = { panel, page, overviewOf: null };
    scope.add(document.onState.on((state) => page.emit('document', state)));
    scope.add(
      document.onProgress.on((progress) => {
        page.emit('progress', progress);
        void this.#sendOverview(editor, document);
      }),
    );
    scope.add(document.onNotice.on((notice) => page.emit('notice', notice)));
    scope.add(
      panel.onDidChangeViewState(() => {
        page.emit('visibility', { visible: panel.visible });
        if (panel.active) this.#current = editor;
      }),
    );
    scope.defer(() => {
      this.#editors.delete(editor);
      if (this.#current === editor) this.#current = undefined;
    });
    panel.onDidDispose(() => scope.dispose());
    this.#editors.add(editor);
    if (panel.active) this.#current = editor;
    // VS Code keeps messages until the page has loaded: what is known by then is there before the page can ask.
    page.emit('document', document.state);
    void this.#sendOverview(editor, document);

    const assets = await this.#assets.load();
    if (scope.disposed) return;
    webview.options = { enableScripts: true, localResourceRoots: [dist] };
    webview.html = webviewHtml({
      ...assets,
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      worklet: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'engine.worklet.js')).toString(),
      latencyHint: vscode.workspace.getConfiguration('earshot', document.uri).get('audio.latency', 'balanced'),
      resolvedAt,
    });
  }

  /** Sends a command to the editor that is, or was last, active. False when there is none. */
  send(command: EditorCommand): boolean {
    const editor = this.#current ?? [...this.#editors].at(-1);
    editor?.page.emit('command', { command });
    return editor !== undefined;
  }

  #distUri(): vscode.Uri {
    return vscode.Uri.joinPath(this.#services.extensionUri, 'dist', 'webview');
  }

  async #sendOverview(editor: Editor, document: AudioDocument): Promise<void> {
    const { state } = document;
    if (state.kind !== 'ready' || state.scan.scannedFrames === 0 || editor.overviewOf === state.revision) return;
    editor.overviewOf = state.revision;
    // A failure is no loss: the page asks for what it shows by itself.
    const overview = await document.overview().catch(() => null);
    if (overview) editor.page.emit('overview', overview);
  }

  #connectPage(document: AudioDocument, panel: vscode.WebviewPanel): Editor['page'] {
    const { log } = this.#services;
    return connect(webviewPort(panel.webview), {
      local: hostApi,
      remote: pageApi,
      handlers: {
        ready: ({ protocolVersion }) => {
          if (protocolVersion !== PROTOCOL_VERSION) {
            throw new EarshotError('protocol', 'Earshot was updated while it ran. Reload the window to go on.');
          }
          return { document: document.state, notice: document.notice, visible: panel.visible };
        },
        peaks: (request, signal) => document.peaks(request, signal),
        pcm: (request, signal) => document.pcm(request, signal),
        act: async ({ action }) => {
          await document.act(action);
          return {};
        },
      },
      events: {
        playing: ({ playing }) => {
          if (playing) this.#pauseAllBut(panel);
        },
        log: ({ level, message }) => log[level](`${document.uri.path}: ${message}`),
      },
      onProtocolError: (what) => log.error(`message from the page of ${document.uri.path}: ${what}`),
    });
  }

  #pauseAllBut(panel: vscode.WebviewPanel): void {
    for (const editor of this.#editors) if (editor.panel !== panel) editor.page.emit('pause', {});
  }
}
