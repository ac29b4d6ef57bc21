import type { AudioInfo, ScanProgress } from '../src/core/protocol/audio.ts';
import type { DocumentState, Notice } from '../src/core/protocol/editorApi.ts';
import type { ErrorInfo } from '../src/core/protocol/errors.ts';
import { Emitter } from '../src/core/util/emitter.ts';
import { type EngineInfo, idleEngine } from './engine/types.ts';
import type { Theme } from './render/theme.ts';
import { clampView, fitView, type Screen, snapView, type View } from './render/viewport.ts';
import { Signal } from './render/signal.ts';

/** Where the pointer is over the lanes. */
export interface Pointer {
  /** CSS pixels from the left of the time axis. */
  readonly x: number;
  readonly channel: number | null;
}

export interface Scan {
  readonly revision: string;
  readonly progress: ScanProgress;
  readonly error: ErrorInfo | null;
}

/** A file that could be opened. */
export interface LoadedFile {
  readonly fileName: string;
  readonly revision: string;
  readonly info: AudioInfo;
}

/** All state of the page, in one direction: messages, gestures and the engine set it; layers and panels read it. */
export class Store {
  readonly document = new Signal<DocumentState>({ kind: 'loading', fileName: '' });
  /** Of the document while it is ready. */
  readonly file = new Signal<LoadedFile | null>(null);
  readonly scan = new Signal<Scan | null>(null);
  readonly totalFrames = new Signal(0);
  /** From this frame on nothing could be decoded; null if all could, or may yet. */
  readonly undecodedFrom = new Signal<number | null>(null);
  /** null: the whole file, whatever its length and the width. */
  readonly view = new Signal<View | null>(null);
  readonly screen = new Signal<Screen>({ width: 0, dpr: 1 });
  /** The frame heard, or where playing would start. */
  readonly position = new Signal(0);
  readonly engine = new Signal<EngineInfo>(idleEngine);
  readonly gainDb = new Signal(0);
  readonly notice = new Signal<Notice | null>(null);
  /** Found by the page itself. */
  readonly problem = new Signal<Notice | null>(null);
  readonly pointer = new Signal<Pointer | null>(null);
  readonly theme: Signal<Theme>;
  /** Tiles have arrived. */
  readonly tiles = new Emitter<void>();
  /** Lanes have another size, or are other ones. */
  readonly laneSizes = new Emitter<void>();

  constructor(theme: Theme) {
    this.theme = new Signal(theme);
  }

  setDocument(document: DocumentState): void {
    this.document.set(document);
    if (document.kind !== 'ready') {
      this.file.set(null);
      this.scan.set(null);
      this.totalFrames.set(0);
      this.undecodedFrom.set(null);
      return;
    }
    const { fileName, revision, info, scan, error } = document;
    this.#setLength(scan, info.frames);
    // The same revision again comes from a restarted server: what is cached and playing stays good.
    if (this.file.value?.revision !== revision) this.file.set({ fileName, revision, info });
    this.scan.set({ revision, progress: scan, error });
  }

  setScan(scan: Scan): void {
    this.#setLength(scan.progress, this.file.value?.info.frames ?? null);
    this.scan.set(scan);
  }

  #setLength({ state, scannedFrames, totalFrames }: ScanProgress, frames: number | null): void {
    this.totalFrames.set(Math.max(totalFrames ?? frames ?? 0, scannedFrames));
    this.undecodedFrom.set(state === 'failed' ? scannedFrames : null);
  }

  /** What the lanes show, inside the file and on whole device pixels. */
  viewport(): View {
    const [total, screen] = [this.totalFrames.value, this.screen.value];
    const view = this.view.value;
    return view ? snapView(clampView(view, total, screen), screen.dpr) : fitView(total, screen);
  }

  get playing(): boolean {
    const { state } = this.engine.value;
    return state === 'playing' || state === 'starting' || state === 'stalled';
  }
}
