import type { ScanProgress } from '../core/protocol/audio.ts';
import type { DocumentState, Notice } from '../core/protocol/editorApi.ts';
import type { ErrorInfo } from '../core/protocol/errors.ts';
import { Emitter } from '../core/util/emitter.ts';

/** What all editors of one document show. */
export class ShownState {
  readonly fileName: string;
  readonly onState = new Emitter<DocumentState>();
  /** Of a 'ready' state: frequent and small, so it does not travel with the whole state. */
  readonly onProgress = new Emitter<{ revision: string; scan: ScanProgress; error: ErrorInfo | null }>();
  readonly onNotice = new Emitter<Notice | null>();
  #state: DocumentState;
  #notice: Notice | null = null;

  constructor(fileName: string) {
    this.fileName = fileName;
    this.#state = { kind: 'loading', fileName };
  }

  get state(): DocumentState {
    return this.#state;
  }

  get notice(): Notice | null {
    return this.#notice;
  }

  set(state: DocumentState): void {
    this.#state = state;
    this.onState.emit(state);
  }

  progress(scan: ScanProgress, error: ErrorInfo | null): void {
    if (this.#state.kind !== 'ready') return;
    this.#state = { ...this.#state, scan, error };
    this.onProgress.emit({ revision: this.#state.revision, scan, error });
  }

  tell(notice: Notice | null): void {
    if (notice === null && this.#notice === null) return;
    this.#notice = notice;
    this.onNotice.emit(notice);
  }
}
