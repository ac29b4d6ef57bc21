import * as vscode from 'vscode';
import { blockFrames, MAX_LEVEL, type PcmResult, type PeaksResult, type ScanProgress } from '../core/protocol/audio.ts';
import { type DocumentAction, type DocumentState, type Notice } from '../core/protocol/editorApi.ts';
import { EarshotError, type ErrorInfo, toErrorInfo } from '../core/protocol/errors.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import { Emitter } from '../core/util/emitter.ts';
import { Scope } from '../core/util/scope.ts';
import type { AudioServerClient } from '../node/client.ts';
import { watchFile } from './fileWatch.ts';
import { localFile } from './localCopy.ts';

export interface DocumentServices {
  server: AudioServerClient;
  /** Where copies of files of other schemes go. */
  storage: vscode.Uri;
  log: vscode.LogOutputChannel;
}

/** One opening of the file in the audio server. */
interface Opened {
  handle: number;
  revision: string;
  scope: Scope;
}

/** More than a screen has columns, so that the picture looks finished; about 100 KB for stereo. */
const OVERVIEW_BLOCKS = 4096;
/** Finer levels are made on demand. */
const FIRST_STORED_LEVEL = 2;

/** A file that was being scanned this many times when the server died is not opened again until the user asks. */
const MAX_CRASHES = 2;

/**
 * One file, shared by all its editors. Follows it on disk (change, deletion) and through crashes of the audio server;
 * editors only see the states it passes through.
 */
export class AudioDocument implements vscode.CustomDocument {
  readonly onState = new Emitter<DocumentState>();
  /** Of a 'ready' state: frequent and small, so it does not travel with the whole state. */
  readonly onProgress = new Emitter<{ revision: string; scan: ScanProgress; error: ErrorInfo | null }>();
  readonly onNotice = new Emitter<Notice | null>();
  readonly uri: vscode.Uri;
  readonly #services: DocumentServices;
  readonly #scope = new Scope();
  readonly #name: string;
  #state: DocumentState;
  #notice: Notice | null = null;
  #opened: Opened | undefined;
  /** While an opening is under way, the progress of files not known yet: a short scan may end with the answer. */
  #early: Map<number, { scan: ScanProgress; error: ErrorInfo | null }> | null = null;
  /** Counts openings, so that a slow one cannot overwrite a later one. */
  #attempt = 0;
  #crashes = 0;

  constructor(uri: vscode.Uri, services: DocumentServices) {
    this.uri = uri;
    this.#services = services;
    this.#name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    this.#state = { kind: 'loading', fileName: this.#name };
    const { server } = services;
    this.#scope.add(server.onProgress.on(({ handle, scan, error }) => this.#progressed(handle, scan, error ?? null)));
    this.#scope.add(server.onLost.on(({ reason }) => this.#serverLost(reason)));
    this.#scope.add(watchFile(uri, { changed: () => this.#changedOnDisk(), deleted: () => this.#deleted() }));
    this.#scope.defer(() => this.#opened?.scope.dispose());
    void this.#open();
  }

  get state(): DocumentState {
    return this.#state;
  }

  get notice(): Notice | null {
    return this.#notice;
  }

  peaks(
    request: { revision: string; level: number; start: number; count: number },
    signal: AbortSignalLike,
  ): Promise<PeaksResult> {
    const { revision, ...range } = request;
    return this.#services.server.peaks({ handle: this.#handleOf(revision), ...range }, signal);
  }

  /** The whole file in at most OVERVIEW_BLOCKS blocks, as far as it has been scanned; null while nothing has. */
  async overview(): Promise<{ revision: string; level: number; peaks: PeaksResult } | null> {
    if (this.#state.kind !== 'ready' || this.#state.scan.scannedFrames === 0 || !this.#opened) return null;
    const { scan, revision } = this.#state;
    const frames = Math.max(scan.totalFrames ?? 0, scan.scannedFrames);
    let level = FIRST_STORED_LEVEL;
    while (level < MAX_LEVEL && frames > blockFrames(level) * OVERVIEW_BLOCKS) level++;
    const { handle } = this.#opened;
    const peaks = await this.#services.server.peaks({ handle, level, start: 0, count: OVERVIEW_BLOCKS });
    return peaks.count > 0 ? { revision, level, peaks } : null;
  }

  pcm(request: { revision: string; startFrame: number; frames: number }, signal: AbortSignalLike): Promise<PcmResult> {
    const { revision, ...range } = request;
    return this.#services.server.pcm({ handle: this.#handleOf(revision), ...range }, signal);
  }

  async act(action: DocumentAction): Promise<void> {
    switch (action) {
      case 'retry':
        this.#crashes = 0;
        this.#setNotice(null);
        return this.#open();
      case 'openAsBinary': {
        const hexEditor = vscode.extensions.getExtension('ms-vscode.hexeditor') ? 'hexEditor.hexedit' : 'default';
        return vscode.commands.executeCommand('vscode.openWith', this.uri, hexEditor);
      }
      case 'openAsText':
        return vscode.commands.executeCommand('vscode.openWith', this.uri, 'default');
    }
  }

  dispose(): void {
    this.#attempt++;
    this.#scope.dispose();
  }

  #handleOf(revision: string): number {
    if (this.#opened?.revision === revision) return this.#opened.handle;
    if (this.#state.kind === 'ready' && this.#state.revision === revision) {
      throw new EarshotError('server-lost', `${this.#name} is being opened again.`);
    }
    throw new EarshotError('changed', `${this.#name} has changed on disk.`);
  }

  /** Opens the file as it is now; the state shown stays until the answer is there. */
  async #open(): Promise<void> {
    const attempt = ++this.#attempt;
    const scope = new Scope();
    this.#early ??= new Map();
    if (this.#state.kind === 'failed') this.#setState({ kind: 'loading', fileName: this.#name });
    try {
      const revision = await this.#revisionOnDisk();
      const file = await localFile(this.uri, this.#name, this.#services.storage);
      scope.add(file);
      const { handle, info, scan } = await this.#services.server.open(file.path, this.#name);
      scope.defer(() => void this.#services.server.close(handle).catch(() => undefined));
      if (attempt !== this.#attempt) return scope.dispose();
      this.#opened?.scope.dispose();
      this.#opened = { handle, revision, scope };
      this.#setNotice(null);
      const latest = this.#early?.get(handle) ?? { scan, error: null };
      this.#setState({ kind: 'ready', fileName: this.#name, revision, info, ...latest });
    } catch (error) {
      scope.dispose();
      if (attempt !== this.#attempt) return;
      const info = toErrorInfo(error);
      // The client rejects what was under way before it reports the loss, which opens the file again.
      if (info.code !== 'server-lost') this.#fail(info);
    } finally {
      if (attempt === this.#attempt) this.#early = null;
    }
  }

  async #revisionOnDisk(): Promise<string> {
    try {
      const { size, mtime } = await vscode.workspace.fs.stat(this.uri);
      return `${size}-${mtime}`;
    } catch {
      return 'unknown'; // Opening will fail with the reason.
    }
  }

  #fail(error: ErrorInfo): void {
    this.#services.log.warn(`${this.uri.toString()}: ${error.code}: ${error.message}`);
    this.#opened?.scope.dispose();
    this.#opened = undefined;
    const actions: DocumentAction[] =
      error.code === 'unknown-format' ? ['openAsText', 'openAsBinary'] : ['openAsBinary'];
    this.#setState({ kind: 'failed', fileName: this.#name, error, actions: ['retry', ...actions] });
  }

  #progressed(handle: number, scan: ScanProgress, error: ErrorInfo | null): void {
    if (handle !== this.#opened?.handle || this.#state.kind !== 'ready')
      return void this.#early?.set(handle, { scan, error });
    if (scan.state !== 'scanning') this.#crashes = 0;
    if (error) this.#services.log.warn(`${this.uri.toString()}: ${error.code}: ${error.message}`);
    this.#state = { ...this.#state, scan, error };
    this.onProgress.emit({ revision: this.#state.revision, scan, error });
  }

  #serverLost(reason: string): void {
    const scanning =
      this.#state.kind === 'loading' || (this.#state.kind === 'ready' && this.#state.scan.state === 'scanning');
    if (this.#state.kind === 'failed') return;
    this.#opened?.scope.dispose();
    this.#opened = undefined;
    if (scanning && ++this.#crashes >= MAX_CRASHES) {
      this.#attempt++;
      const message = `${this.#name} was being decoded both times the audio server stopped (${reason}). It will not be opened again by itself.`;
      return this.#fail({ code: 'server-lost', message });
    }
    this.#setNotice({ severity: 'warning', text: `The audio server stopped (${reason}) and is being started again.` });
    void this.#open();
  }

  async #changedOnDisk(): Promise<void> {
    const current = this.#state.kind === 'ready' ? this.#state.revision : undefined;
    if (current !== undefined && current === (await this.#revisionOnDisk())) return this.#setNotice(null);
    await this.#open();
  }

  #deleted(): void {
    if (this.#state.kind !== 'ready') return;
    this.#setNotice({
      severity: 'warning',
      text: `${this.#name} was deleted on disk. What is shown was read before.`,
      action: 'retry',
    });
  }

  #setState(state: DocumentState): void {
    this.#state = state;
    this.onState.emit(state);
  }

  #setNotice(notice: Notice | null): void {
    if (notice === null && this.#notice === null) return;
    this.#notice = notice;
    this.onNotice.emit(notice);
  }
}
