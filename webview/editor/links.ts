import type { LinkedView } from '../../src/core/protocol/editorApi.ts';
import { type Disposable, Scope } from '../../src/core/util/scope.ts';
import { clampView } from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';
import type { Navigation } from './navigation.ts';
import type { Playback } from './playback.ts';
import type { Selection } from './selection.ts';

export interface LinkParts {
  readonly store: Store;
  readonly navigation: Navigation;
  readonly playback: Playback;
  readonly selection: Selection;
  /** To the other editors. */
  send(view: LinkedView): void;
}

type Part = 'view' | 'cursors' | 'selection' | 'position';
const allParts: readonly Part[] = ['view', 'cursors', 'selection', 'position'];

/** Changes within this time go out together, ms. */
const GATHER_MS = 25;

/**
 * What the user does here is told to the linked editors, in seconds; what they tell is shown here, as far as this file
 * goes. What has come from them is never told again.
 */
export class Links implements Disposable {
  #parts: LinkParts;
  #scope = new Scope();
  #changed = new Set<Part>();
  #applying = false;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    const { store, navigation, playback } = parts;
    this.#scope.add(navigation.moved.on(() => this.#tell('view')));
    this.#scope.add(store.cursors.on(() => this.#tell('cursors')));
    this.#scope.add(store.selection.on(() => this.#tell('selection')));
    this.#scope.add(playback.put.on(() => this.#tell('position')));
    this.#scope.defer(() => this.#stop());
  }

  /** first: the others will go where this one is. */
  set(on: boolean, first: boolean): void {
    this.#parts.store.linked.set(on);
    this.#stop();
    if (on && first) for (const part of allParts) this.#tell(part);
  }

  show({ view, cursors, selection, positionSeconds }: LinkedView): void {
    const { store, navigation, playback } = this.#parts;
    const rate = this.#rate();
    if (rate === null || !store.linked.value) return;
    const total = store.totalFrames.value;
    const frameOf = (seconds: number): number => Math.min(Math.max(Math.round(seconds * rate), 0), total);
    this.#applying = true;
    try {
      if (view === null) navigation.follow(null);
      else if (view && view.secondsPerPixel > 0) {
        const wanted = { startFrame: view.startSeconds * rate, framesPerPixel: view.secondsPerPixel * rate };
        navigation.follow(clampView(wanted, total, store.screen.value));
      }
      if (cursors) {
        const { a, b } = cursors;
        store.cursors.set({ a: a === null ? null : frameOf(a), b: b === null ? null : frameOf(b) });
      }
      if (selection === null) this.#parts.selection.none();
      else if (selection) this.#parts.selection.between(frameOf(selection.startSeconds), frameOf(selection.endSeconds));
      if (positionSeconds !== undefined) playback.seek(frameOf(positionSeconds));
      this.#forget({ view, cursors, selection, position: positionSeconds });
    } finally {
      this.#applying = false;
    }
  }

  dispose(): void {
    this.#scope.dispose();
  }

  #tell(part: Part): void {
    if (this.#applying || !this.#parts.store.linked.value) return;
    this.#changed.add(part);
    this.#timer ??= setTimeout(() => this.#send(), GATHER_MS);
  }

  #send(): void {
    const { store } = this.#parts;
    const rate = this.#rate();
    const changed = new Set(this.#changed);
    this.#stop();
    if (rate === null) return;
    const message: LinkedView = {};
    if (changed.has('view')) {
      const { value } = store.view;
      const { startFrame, framesPerPixel } = store.viewport();
      message.view = value && { startSeconds: startFrame / rate, secondsPerPixel: framesPerPixel / rate };
    }
    if (changed.has('cursors')) {
      const { a, b } = store.cursors.value;
      message.cursors = { a: a === null ? null : a / rate, b: b === null ? null : b / rate };
    }
    if (changed.has('selection')) {
      const range = store.selection.value;
      message.selection = range && { startSeconds: range.startFrame / rate, endSeconds: range.endFrame / rate };
    }
    if (changed.has('position')) message.positionSeconds = store.position.value / rate;
    this.#parts.send(message);
  }

  /** What has just been told is newer than what was about to be said of it. */
  #forget(told: Record<Part, unknown>): void {
    for (const part of allParts) if (told[part] !== undefined) this.#changed.delete(part);
    if (this.#changed.size === 0) this.#stop();
  }

  #rate(): number | null {
    return this.#parts.store.file.value?.info.sampleRate ?? null;
  }

  #stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#changed.clear();
  }
}
