import { toErrorInfo } from '../../src/core/protocol/errors.ts';
import { type Disposable, Scope } from '../../src/core/util/scope.ts';
import type { FrameRange } from '../engine/types.ts';
import { showsMeasures } from '../panels/shown.ts';
import type { Store } from '../store.ts';
import { type AskMeasures, measuresOf, RETRIES_MS, unmeasured } from './fileMeasures.ts';

/** A selection that is still being dragged is not measured, ms. */
const REST_MS = 80;

/** Keeps store.selectionMeasures true of the selection while a panel shows them: one question at a time. */
export class SelectionMeasures implements Disposable {
  #store: Store;
  #ask: AskMeasures;
  #scope = new Scope();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked: AbortController | null = null;
  #key = '';

  constructor(store: Store, ask: AskMeasures) {
    this.#store = store;
    this.#ask = ask;
    for (const signal of [store.selection, store.file, store.drawer, store.visible]) {
      this.#scope.add(signal.on(() => this.#changed()));
    }
    this.#scope.defer(() => this.#cancel());
    this.#changed();
  }

  dispose(): void {
    this.#scope.dispose();
  }

  #changed(): void {
    const { selection, file, selectionMeasures, visible } = this.#store;
    const range = selection.value;
    const revision = file.value?.revision ?? null;
    // The file may have grown behind the selection: its figures stay.
    const key = range && revision !== null ? `${revision} ${range.startFrame} ${range.endFrame}` : '';
    if (key !== this.#key) {
      this.#key = key;
      this.#cancel();
      selectionMeasures.set(null);
    }
    const wanted = visible.value && showsMeasures(this.#store) && selectionMeasures.value === null;
    if (!wanted) this.#cancel();
    else if (range && revision !== null && !this.#asked) this.#begin(revision, range);
  }

  #begin(revision: string, range: FrameRange): void {
    this.#asked = new AbortController();
    this.#later(revision, range, this.#asked.signal, REST_MS, 0);
  }

  #later(revision: string, range: FrameRange, signal: AbortSignal, ms: number, failures: number): void {
    this.#timer = setTimeout(() => void this.#measure(revision, range, signal, failures), ms);
  }

  async #measure(revision: string, range: FrameRange, signal: AbortSignal, failures: number): Promise<void> {
    const { selectionMeasures } = this.#store;
    try {
      const answer = await this.#ask(revision, range, signal);
      if (!signal.aborted) selectionMeasures.set(measuresOf(revision, answer));
    } catch (error) {
      if (signal.aborted) return;
      const wait = RETRIES_MS[failures];
      if (wait !== undefined) this.#later(revision, range, signal, wait, failures + 1);
      else selectionMeasures.set(unmeasured(revision, range, toErrorInfo(error).message));
    }
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    this.#asked = null;
  }
}
