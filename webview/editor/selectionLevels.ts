import type { Disposable } from '../../src/core/util/scope.ts';
import { Scope } from '../../src/core/util/scope.ts';
import type { LevelsResult } from '../../src/core/protocol/levels.ts';
import type { AbortSignalLike } from '../../src/core/util/abort.ts';
import type { FrameRange } from '../engine/types.ts';
import type { Store } from '../store.ts';

/** A selection that is still being dragged is not measured, ms. */
const REST_MS = 80;
/** After an answer that did not come, ms: a server that is started again is there by then. */
const RETRIES_MS = [1500, 3000, 6000, 12000];

export type AskLevels = (revision: string, range: FrameRange, signal: AbortSignalLike) => Promise<LevelsResult>;

/** Keeps store.selectionLevels true of the selection: one question at a time, and none once it has changed. */
export class SelectionLevels implements Disposable {
  #store: Store;
  #ask: AskLevels;
  #scope = new Scope();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = new AbortController();
  #key = '';

  constructor(store: Store, ask: AskLevels) {
    this.#store = store;
    this.#ask = ask;
    for (const signal of [store.selection, store.file]) this.#scope.add(signal.on(() => this.#changed()));
    this.#scope.defer(() => this.#cancel());
    this.#changed();
  }

  dispose(): void {
    this.#scope.dispose();
  }

  #changed(): void {
    const range = this.#store.selection.value;
    const revision = this.#store.file.value?.revision ?? null;
    // The file may have grown behind the selection: its levels stay.
    const key = range && revision !== null ? `${revision} ${range.startFrame} ${range.endFrame}` : '';
    if (key === this.#key) return;
    this.#key = key;
    this.#cancel();
    this.#store.selectionLevels.set(null);
    if (range && revision !== null) this.#later(revision, range, REST_MS, 0);
  }

  #later(revision: string, range: FrameRange, ms: number, failures: number): void {
    this.#timer = setTimeout(() => void this.#measure(revision, range, failures), ms);
  }

  async #measure(revision: string, range: FrameRange, failures: number): Promise<void> {
    const { signal } = this.#asked;
    try {
      const levels = await this.#ask(revision, range, signal);
      if (!signal.aborted) this.#store.selectionLevels.set(levels);
    } catch {
      const wait = RETRIES_MS[failures];
      if (!signal.aborted && wait !== undefined) this.#later(revision, range, wait, failures + 1);
    }
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#asked.abort();
    this.#asked = new AbortController();
  }
}
