import type * as vscode from 'vscode';
import type { ScanProgress } from '../core/protocol/audio.ts';
import type { DocumentAction } from '../core/protocol/editorApi.ts';
import { type ErrorInfo, toErrorInfo } from '../core/protocol/errors.ts';
import { Scope } from '../core/util/scope.ts';
import type { AudioServerClient } from '../node/client.ts';
import { Attention } from './attention.ts';
import type { CrashGuard, Visit } from './crashGuard.ts';
import { DiskFollower } from './diskFollower.ts';
import { actOutside } from './documentActions.ts';
import { DocumentReads } from './documentReads.ts';
import { actionsFor } from './failure.ts';
import type { DocumentLabels } from './labels/documentLabels.ts';
import type { LocalCopies } from './localCopy.ts';
import { type Opened, openInServer } from './opening.ts';
import { chooseLayout } from './openRaw.ts';
import type { RawLayouts } from './raw/rawMemory.ts';
import { ShownState } from './shownState.ts';

export interface DocumentServices {
  server: AudioServerClient;
  /** Made before any document. */
  crashes: CrashGuard;
  layouts: RawLayouts;
  copies: LocalCopies;
  log: vscode.LogOutputChannel;
  openLabels(uri: vscode.Uri, durationSeconds: () => number | undefined, backupId?: string): DocumentLabels;
}

/**
 * One file, shared by all its editors. Follows it on disk (change, growth, deletion) and through crashes of the audio
 * server; editors only see the states it passes through.
 */
export class AudioDocument implements vscode.CustomDocument {
  readonly uri: vscode.Uri;
  readonly shown: ShownState;
  readonly reads: DocumentReads;
  readonly labels: DocumentLabels;
  readonly #services: DocumentServices;
  readonly #scope = new Scope();
  readonly #visit: Visit;
  readonly #disk: DiskFollower;
  readonly #attention: Attention;
  /** While an opening is under way, the progress of files not known yet: a short scan may end with the answer. */
  #early: Map<number, { scan: ScanProgress; error: ErrorInfo | null }> | null = null;
  /** Of the latest opening: an earlier, slower one finds itself aborted and changes nothing. */
  #abort = new AbortController();
  /** The opening has not asked the server for anything yet. */
  #copying = false;

  /** backupId: of labels that an earlier session did not save. */
  constructor(uri: vscode.Uri, services: DocumentServices, backupId?: string) {
    this.uri = uri;
    this.#services = services;
    this.shown = new ShownState(uri.path.slice(uri.path.lastIndexOf('/') + 1));
    const { server, crashes } = services;
    this.#attention = new Attention(server);
    this.#visit = this.#scope.add(crashes.visit(uri.toString()));
    this.reads = new DocumentReads(server, this.shown, this.#visit);
    this.#scope.add(server.onProgress.on(({ handle, scan, error }) => this.#progressed(handle, scan, error ?? null)));
    this.#scope.add(server.onLost.on(({ reason }) => this.#serverLost(reason)));
    this.#disk = this.#scope.add(
      new DiskFollower(uri, {
        hasFailed: () => this.shown.state.kind === 'failed',
        refresh: () => this.#refresh(),
        changed: () => this.#open(),
        unchanged: () => {
          if (this.shown.notice?.action === 'retry') this.shown.tell(null);
        },
        deleted: () => this.#deleted(),
      }),
    );
    this.#scope.defer(() => this.reads.opened?.scope.dispose());
    this.labels = this.#scope.add(services.openLabels(uri, () => this.#durationSeconds(), backupId));
    void this.#open();
  }

  async act(action: DocumentAction): Promise<void> {
    switch (action) {
      case 'retry':
        return this.reopen();
      case 'openRaw':
      case 'setRate':
        if (await chooseLayout(this.uri, this.#services.layouts)) await this.reopen();
        return;
      case 'cancel':
        this.#abort.abort();
        return this.#fail({ code: 'cancelled', message: `Opening ${this.shown.fileName} was cancelled.` });
      case 'resumeScan':
        return this.#setPaused(false);
      case 'openAsBinary':
      case 'openAsText':
      case 'openSettings':
      case 'pullLfs':
      case 'openLabels':
      case 'saveLabelsAs':
        return actOutside(action, this.uri);
    }
  }

  /** The user asks for it: what has happened before does not count. */
  async reopen(): Promise<void> {
    this.#services.crashes.forgive(this.#visit.file);
    this.shown.tell(null);
    await this.#open();
  }

  /** Somebody sees an editor of the file. */
  setVisible(visible: boolean): void {
    if (visible === this.#attention.visible) return;
    this.#attention.visible = visible;
    this.#attention.tell();
    this.#follow();
  }

  toggleScan(): void {
    this.#setPaused(!this.#attention.paused);
  }

  dispose(): void {
    this.#abort.abort();
    this.#scope.dispose();
  }

  #durationSeconds(): number | undefined {
    const { state } = this.shown;
    const frames = state.kind === 'ready' ? state.info.frames : null;
    return state.kind === 'ready' && frames !== null ? frames / state.info.sampleRate : undefined;
  }

  /** Opens the file as it is now; what can be shown stays until the answer is there. */
  async #open(): Promise<void> {
    this.#abort.abort();
    const { signal } = (this.#abort = new AbortController());
    const { copies, crashes } = this.#services;
    this.#early ??= new Map();
    try {
      const disk = await this.#disk.note();
      if (signal.aborted) return;
      const crash = disk === null ? undefined : crashes.reasonFor(this.#visit.file, disk);
      if (crash !== undefined) return await this.#fail(brokeDecoder(this.shown.fileName, crash));
      if (this.shown.state.kind === 'failed') this.shown.set({ kind: 'loading', fileName: this.shown.fileName });
      this.#copying = true;
      const file = await copies.take(this.uri, this.shown.fileName, {
        signal,
        onSlow: (detail) => this.#showCopying(detail),
      });
      if (signal.aborted) return file.dispose();
      this.#copying = false;
      const opened = await openInServer(
        { uri: this.uri, name: this.shown.fileName, file, disk, signal },
        this.#services,
        this.#visit,
      );
      if (signal.aborted) return opened.scope.dispose();
      this.#adopt(opened);
    } catch (error) {
      const info = toErrorInfo(error);
      // A loss is reported by itself, after what was under way has been rejected, and the file opened again then.
      if (!signal.aborted && info.code !== 'server-lost') await this.#fail(info);
    } finally {
      if (!signal.aborted) this.#early = null;
    }
  }

  #adopt(opened: Opened): void {
    this.reads.opened?.scope.dispose();
    this.reads.opened = opened;
    this.#attention.opened(opened.handle);
    this.shown.tell(null);
    const { handle, revision, info } = opened;
    const latest = this.#early?.get(handle) ?? { scan: opened.scan, error: null };
    this.#noteScan(latest.scan);
    this.shown.set({ kind: 'ready', fileName: this.shown.fileName, revision, info, ...latest });
    this.#follow();
  }

  #close(): void {
    this.reads.opened?.scope.dispose();
    this.reads.opened = undefined;
    this.#attention.opened(null);
  }

  async #fail(error: ErrorInfo): Promise<void> {
    this.#services.log.warn(`${this.uri.toString()}: ${error.code}: ${error.message}`);
    const { signal } = this.#abort;
    const actions = await actionsFor(error, this.uri);
    // Cancelling aborts the opening that it ends; anything later has another signal.
    if (signal !== this.#abort.signal) return;
    this.#visit.end();
    this.#copying = false;
    this.#early = null;
    this.#close();
    this.shown.tell(null);
    this.shown.set({ kind: 'failed', fileName: this.shown.fileName, error, actions });
    this.#follow();
  }

  #showCopying(detail: string): void {
    if (this.shown.state.kind === 'loading') this.shown.set({ kind: 'loading', fileName: this.shown.fileName, detail });
  }

  #progressed(handle: number, scan: ScanProgress, error: ErrorInfo | null): void {
    if (handle !== this.reads.opened?.handle || this.shown.state.kind !== 'ready')
      return void this.#early?.set(handle, { scan, error });
    this.#noteScan(scan);
    if (error) this.#services.log.warn(`${this.uri.toString()}: ${error.code}: ${error.message}`);
    this.shown.progress(scan, error);
  }

  #noteScan({ state }: ScanProgress): void {
    // Growth may start a scan that had ended.
    if (state === 'scanning') return void (this.#visit.active = true);
    this.#visit.end();
    if (this.#attention.paused) this.#setPaused(false);
  }

  #serverLost(reason: string): void {
    if (this.shown.state.kind === 'failed' || this.#copying) return;
    this.#close();
    const crash = this.#services.crashes.reasonFor(this.#visit.file, this.#visit.revision);
    if (crash !== undefined) {
      this.#abort.abort();
      return void this.#fail(brokeDecoder(this.shown.fileName, crash));
    }
    this.shown.tell({ severity: 'warning', text: `The audio server stopped (${reason}) and is being started again.` });
    void this.#open();
  }

  async #refresh(): Promise<'same' | 'grown' | 'changed' | 'closed'> {
    const opened = this.reads.opened;
    if (!opened) return 'closed';
    if (this.uri.scheme !== 'file') return 'changed'; // The server has a copy.
    const answer = await this.#services.server.refresh(opened.handle).catch(() => null);
    if (!answer || opened !== this.reads.opened) return 'closed';
    if (answer.state === 'grown' && this.shown.state.kind === 'ready') {
      this.shown.set({ ...this.shown.state, info: answer.info });
      this.#follow();
    }
    return answer.state;
  }

  /** While a file is being written and somebody sees it. */
  #follow(): void {
    const growing = this.shown.state.kind === 'ready' && this.shown.state.info.growing === true;
    this.#disk.growing = growing && this.#attention.visible && this.uri.scheme === 'file';
  }

  #setPaused(paused: boolean): void {
    if (this.shown.state.kind !== 'ready' || (paused && this.shown.state.scan.state !== 'scanning')) return;
    this.#attention.paused = paused;
    this.#attention.tell();
    this.shown.tell(paused ? { severity: 'info', text: 'The scan is paused.', action: 'resumeScan' } : null);
  }

  #deleted(): void {
    if (this.shown.state.kind !== 'ready') return;
    this.shown.tell({
      severity: 'warning',
      text: `${this.shown.fileName} was deleted on disk. What is shown was read before.`,
      action: 'retry',
    });
  }
}

function brokeDecoder(name: string, reason: string): ErrorInfo {
  const message = `${name} stopped the decoder last time (${reason}); it is not opened again until you ask.`;
  return { code: 'server-lost', message };
}
