import type { FileMeasures as Answer } from '../../src/core/protocol/measures.ts';
import { toErrorInfo } from '../../src/core/protocol/errors.ts';
import { type Measured, nothing } from '../../src/core/report/measured.ts';
import type { AbortSignalLike } from '../../src/core/util/abort.ts';
import { type Disposable, Scope } from '../../src/core/util/scope.ts';
import type { FrameRange } from '../engine/types.ts';
import { showsMeasures } from '../panels/shown.ts';
import type { Measures, Store } from '../store.ts';

/** While the file is scanned its figures are asked for so long after the last answer, ms. */
const EVERY_MS = 500;
/** A scan that is done, and figures that are not: what comes after the scan takes its time, ms. */
const MOST_WAIT_MS = 8000;
/** After an answer that did not come, ms: a server that is started again is there by then. */
export const RETRIES_MS = [1500, 3000, 6000, 12000];

export type AskMeasures = (revision: string, range: FrameRange | null, signal: AbortSignalLike) => Promise<Answer>;

/**
 * Keeps store.measures true of the file, from the first waveform on, or from when somebody wants to see them: one question at
 * a time, another when the scan has come further, none while the page is hidden.
 */
export class FileMeasures implements Disposable {
  #store: Store;
  #ask: AskMeasures;
  #scope = new Scope();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = new AbortController();
  #busy = false;
  #begun = false;
  #revision: string | null = null;
  /** How far the scan was at the last question that was answered. */
  #answered = '';
  #answeredAt = -Infinity;
  #failures = 0;
  #waits = 0;
  /** What is being answered was asked too early. */
  #stale = false;

  constructor(store: Store, ask: AskMeasures) {
    this.#store = store;
    this.#ask = ask;
    for (const signal of [store.file, store.scan, store.drawer, store.visible]) {
      this.#scope.add(signal.on(() => this.#changed()));
    }
    this.#scope.defer(() => this.#cancel());
    this.#changed();
  }

  dispose(): void {
    this.#scope.dispose();
  }

  /** The first waveform stands. */
  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#want();
  }

  /** What was answered may be another now. */
  again(): void {
    this.#stale = this.#busy;
    this.#answered = '';
    this.#want();
  }

  #changed(): void {
    const revision = this.#store.file.value?.revision ?? null;
    if (revision !== this.#revision) {
      this.#revision = revision;
      this.#cancel();
      this.#answered = '';
      this.#answeredAt = -Infinity;
      this.#store.measures.set(null);
    }
    this.#want();
  }

  /** Empty while there is nothing to measure. */
  get #progress(): string {
    const scan = this.#store.scan.value;
    if (scan?.revision !== this.#revision) return '';
    const { state, scannedFrames } = scan.progress;
    return state === 'scanning' && scannedFrames === 0 ? '' : `${state} ${scannedFrames}`;
  }

  #want(): void {
    if (showsMeasures(this.#store)) this.#begun = true;
    if (!this.#begun || !this.#store.visible.value) return;
    if (this.#revision === null || this.#busy || this.#timer !== undefined) return;
    const progress = this.#progress;
    if (progress === '' || progress === this.#answered) return;
    const wait = this.#answeredAt + EVERY_MS - performance.now();
    if (wait > 0) this.#later(wait);
    else void this.#load(this.#revision, progress);
  }

  #later(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#want();
    }, ms);
  }

  async #load(revision: string, progress: string): Promise<void> {
    const { signal } = this.#asked;
    this.#busy = true;
    try {
      const answer = await this.#ask(revision, null, signal);
      if (signal.aborted) return;
      this.#store.measures.set(measuresOf(revision, answer));
      this.#answeredWith(progress, answer.final);
    } catch (error) {
      if (!signal.aborted) this.#failed(revision, progress, toErrorInfo(error).message);
    }
  }

  #answeredWith(progress: string, final: boolean): void {
    this.#busy = false;
    this.#failures = 0;
    this.#answeredAt = performance.now();
    const more = !final && !progress.startsWith('scanning');
    this.#answered = more || this.#stale ? '' : progress;
    this.#stale = false;
    if (more) this.#later(Math.min(MOST_WAIT_MS, EVERY_MS * 2 ** this.#waits++));
    else this.#want();
  }

  #failed(revision: string, progress: string, message: string): void {
    this.#busy = false;
    const wait = RETRIES_MS[this.#failures++];
    if (wait !== undefined) return this.#later(wait);
    // Not again by itself, but when the scan goes on.
    this.#answered = progress;
    if (!this.#store.measures.value)
      this.#store.measures.set(unmeasured(revision, { startFrame: 0, endFrame: 0 }, message));
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asked.abort();
    this.#asked = new AbortController();
    this.#busy = false;
    this.#failures = 0;
    this.#waits = 0;
  }
}

export const measuresOf = (revision: string, answer: Answer): Measures => ({
  ...answer,
  revision,
  measured: answer.measured as Measured,
});

/** No answer came, however often it was asked. */
export const unmeasured = (revision: string, range: FrameRange, message: string): Measures => ({
  ...range,
  revision,
  final: true,
  measured: nothing({ reason: `could not be measured: ${message}` }),
  pcmMd5: null,
  storedMd5: null,
});
