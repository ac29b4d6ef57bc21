import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type EditorCommand, hostApi, pageApi, PROTOCOL_VERSION } from '../core/protocol/editorApi.ts';
import { EarshotError } from '../core/protocol/errors.ts';
import { connect, type Connection } from '../core/protocol/rpc.ts';
import { Scope } from '../core/util/scope.ts';
import { AudioDocument, type DocumentServices } from './audioDocument.ts';
import { makeReport } from './makeReport.ts';
import { exportMatrix } from './exportMatrix.ts';
import { exportSelection } from './exportSelection.ts';
import { spectrogramSettings } from './spectrogramSettings.ts';
import { revealBytes } from './hexEditor.ts';
import { LabelChannel } from './labels/labelChannel.ts';
import { LinkedEditors } from './linkedEditors.ts';
import type { ProblemPlace } from './lint/audioProblem.ts';
import type { Lint } from './lint/registerLint.ts';
import { PageAssetCache } from './pageAssets.ts';
import type { RememberedViews } from './rememberedViews.ts';
import { saveImage } from './saveImage.ts';
import { soundData } from './soundData.ts';
import { webviewHtml } from './webviewHtml.ts';
import { webviewPort } from './webviewPort.ts';

interface Editor {
  document: AudioDocument;
  panel: vscode.WebviewPanel;
  page: Connection<typeof hostApi, typeof pageApi>;
  /** Revision whose overview the page has been sent. */
  overviewOf: string | null;
}

export interface EditorServices extends DocumentServices {
  extensionUri: vscode.Uri;
  views: RememberedViews;
  lint: Pick<Lint, 'judge' | 'act'>;
}

/** Ties documents to their webviews, and the webviews to each other: one plays, the active one gets the commands. */
export class AudioEditorProvider {
  static readonly viewType = 'earshot.editor';
  /** Offered for files that others usually open: video, arrays, headerless data. */
  static readonly optionalViewType = 'earshot.editor.optional';
  readonly #services: EditorServices;
  readonly #assets: PageAssetCache;
  readonly #editors = new Set<Editor>();
  readonly #linked = new LinkedEditors<Editor['page']>();
  /** Where editors go that are about to open, by file. */
  readonly #places = new Map<string, ProblemPlace>();
  /** The editor that was active last: commands go there while the focus is elsewhere. */
  #current: Editor | undefined;

  constructor(services: EditorServices) {
    this.#services = services;
    this.#assets = new PageAssetCache(this.#distUri().fsPath, 'editor');
  }

  openCustomDocument(uri: vscode.Uri, backupId?: string): AudioDocument {
    // Not awaited: the server starts and reads the header while VS Code builds the webview.
    return new AudioDocument(uri, this.#services, backupId);
  }

  async resolveCustomEditor(document: AudioDocument, panel: vscode.WebviewPanel): Promise<void> {
    const resolvedAt = Date.now();
    const { webview } = panel;
    const dist = this.#distUri();
    const scope = new Scope();
    const labels = scope.add(new LabelChannel(document, panel, (state) => page.emit('labels', state)));
    const page = scope.add(this.#connectPage(document, panel, labels));
    const editor: Editor = { document, panel, page, overviewOf: null };
    scope.add(document.shown.onState.on((state) => page.emit('document', state)));
    scope.add(
      document.shown.onProgress.on((progress) => {
        page.emit('progress', progress);
        void this.#sendOverview(editor, document);
      }),
    );
    scope.add(document.shown.onNotice.on((notice) => page.emit('notice', notice)));
    scope.add(
      panel.onDidChangeViewState(() => {
        page.emit('visibility', { visible: panel.visible });
        this.#tellVisible(document);
        if (panel.active) this.#current = editor;
      }),
    );
    scope.defer(() => {
      this.#editors.delete(editor);
      this.#linked.leave(page);
      this.#services.views.flush();
      if (this.#current === editor) this.#current = undefined;
      this.#tellVisible(document);
    });
    panel.onDidDispose(() => scope.dispose());
    this.#editors.add(editor);
    this.#tellVisible(document);
    if (panel.active) this.#current = editor;
    // VS Code keeps messages until the page has loaded: what is known by then is there before the page can ask.
    page.emit('document', document.shown.state);
    void this.#sendOverview(editor, document);
    const place = this.#places.get(document.uri.toString());
    if (place && this.#places.delete(document.uri.toString())) page.emit('goTo', place);

    const assets = await this.#assets.load();
    if (scope.disposed) return;
    webview.options = { enableScripts: true, localResourceRoots: [dist] };
    const recalled = { ...this.#services.views.recall(document.uri), defaults: spectrogramSettings(document.uri) };
    webview.html = webviewHtml({
      ...assets,
      kind: 'editor',
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      data: {
        ...soundData(webview, dist, document.uri),
        // Of the file and of the user's ways.
        recalled: JSON.stringify(recalled),
        // Unix time in ms at which VS Code asked for the editor: the zero of the opening times that are measured.
        'resolved-at': resolvedAt,
      },
    });
  }

  /** Sends a command to the editor that is, or was last, active. False when there is none. */
  send(command: EditorCommand): boolean {
    const editor = this.#latest();
    editor?.page.emit('command', { command });
    return editor !== undefined;
  }

  /** Opens a file, or shows the editor that it has, and goes to a place of it. */
  async show(uri: vscode.Uri, place: ProblemPlace | null): Promise<void> {
    const file = uri.toString();
    const editorOf = (): Editor | undefined => {
      const all = [...this.#editors].filter(({ document }) => document.uri.toString() === file);
      return all.find(({ panel }) => panel.active) ?? all[0];
    };
    const before = editorOf();
    if (!before && place) this.#places.set(file, place);
    const viewType = before?.panel.viewType ?? AudioEditorProvider.viewType;
    await vscode.commands.executeCommand('vscode.openWith', uri, viewType);
    if (before && place) editorOf()?.page.emit('goTo', place);
  }

  /** Findings may be others now: of a file, or (null) of all. */
  measuresChanged(file: string | null): void {
    for (const { document, page } of this.#editors) {
      if (file === null || document.uri.fsPath === file) page.emit('measuresChanged', {});
    }
  }

  /** Links that editor with the others that are linked, or takes it out again. */
  toggleLinked(): boolean {
    const editor = this.#latest();
    if (editor) this.#linked.toggle(editor.page);
    return editor !== undefined;
  }

  /** Pauses the scan of that editor's file, or goes on with it. */
  toggleScan(): boolean {
    const editor = this.#latest();
    editor?.document.toggleScan();
    return editor !== undefined;
  }

  /** Opens a file again as the user has said by now. False when no editor shows it. */
  async reopen(uri: vscode.Uri): Promise<boolean> {
    const documents = this.documents(uri.toString());
    await Promise.all(documents.map((document) => document.reopen()));
    return documents.length > 0;
  }

  /** Of a file that has editors; two when it is open as either type. */
  documents(uri: string): AudioDocument[] {
    const all = new Set([...this.#editors].map(({ document }) => document));
    return [...all].filter((document) => document.uri.toString() === uri);
  }

  /** Of the editor that is, or was last, active. */
  get currentDocument(): AudioDocument | undefined {
    return this.#latest()?.document;
  }

  #latest(): Editor | undefined {
    return this.#current ?? [...this.#editors].at(-1);
  }

  #tellVisible(document: AudioDocument): void {
    const editors = [...this.#editors].filter((editor) => editor.document === document);
    document.setVisible(editors.some(({ panel }) => panel.visible));
  }

  #distUri(): vscode.Uri {
    return vscode.Uri.joinPath(this.#services.extensionUri, 'dist', 'webview');
  }

  async #sendOverview(editor: Editor, document: AudioDocument): Promise<void> {
    const { state } = document.shown;
    if (state.kind !== 'ready' || state.scan.scannedFrames === 0 || editor.overviewOf === state.revision) return;
    editor.overviewOf = state.revision;
    // A failure is no loss: the page asks for what it shows by itself.
    const overview = await document.reads.overview().catch(() => null);
    if (overview) editor.page.emit('overview', overview);
  }

  #connectPage(document: AudioDocument, panel: vscode.WebviewPanel, labels: LabelChannel): Editor['page'] {
    const { log } = this.#services;
    const page: Editor['page'] = connect(webviewPort(panel.webview), {
      local: hostApi,
      remote: pageApi,
      handlers: {
        ready: ({ protocolVersion }) => {
          if (protocolVersion !== PROTOCOL_VERSION) {
            throw new EarshotError('protocol', 'Earshot was updated while it ran. Reload the window to go on.');
          }
          labels.ready();
          return { document: document.shown.state, notice: document.shown.notice, visible: panel.visible };
        },
        peaks: (request, signal) => document.reads.peaks(request, signal),
        pcm: (request, signal) => document.reads.pcm(request, signal),
        details: (request, signal) => document.reads.details(request, signal),
        reveal: async ({ offset }) => {
          await revealBytes(document.uri, offset);
          return {};
        },
        act: async ({ action }) => {
          await document.act(action);
          return {};
        },
        levels: (request, signal) => document.reads.levels(request, signal),
        measures: async (request, signal) => {
          const answer = await document.reads.measures(request, signal);
          return request.range ? answer : this.#services.lint.judge(document, request.revision, answer);
        },
        loudness: (request, signal) => document.reads.loudness(request, signal),
        report: (request, signal) => makeReport(document, request, signal),
        exportSelection: (request, signal) => exportSelection(document, request, signal),
        spectrogram: (request, signal) => document.reads.spectrogram(request, signal),
        spectrum: (request, signal) => document.reads.spectrum(request, signal),
        pitch: (request, signal) => document.reads.pitch(request, signal),
        exportMatrix: (request, signal) => exportMatrix(document, request, signal),
        saveImage: (image) => saveImage(document.uri, image),
        actOnRule: async ({ rule, action }) => {
          await this.#services.lint.act(action, document.uri.fsPath, rule);
          return {};
        },
        editLabels: (request) => {
          labels.edit(request);
          return {};
        },
      },
      events: {
        playing: ({ playing }) => {
          if (playing) this.#pauseAllBut(panel);
        },
        viewed: (view) => this.#linked.viewed(page, view),
        link: ({ on }) => this.#linked.set(page, on),
        remember: ({ state, taste }) => this.#services.views.remember(document.uri, state, taste),
        log: ({ level, message }) => log[level](`${document.uri.path}: ${message}`),
      },
      onProtocolError: (what) => log.error(`message from the page of ${document.uri.path}: ${what}`),
    });
    return page;
  }

  #pauseAllBut(panel: vscode.WebviewPanel): void {
    for (const editor of this.#editors) if (editor.panel !== panel) editor.page.emit('pause', {});
  }
}
