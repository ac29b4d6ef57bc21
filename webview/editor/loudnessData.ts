import type { LoudnessResult } from '../../src/core/protocol/measures.ts';
import type { AbortSignalLike } from '../../src/core/util/abort.ts';
import { type Disposable, Scope } from '../../src/core/util/scope.ts';
import type { Store } from '../store.ts';

/** While the file is scanned the curves grow at most so often, ms. */
const EVERY_MS = 500;
/** After an answer that did not come, ms: a server that is started again is there by then. */
const RETRIES_MS = [1500, 3000, 6000, 12000];

export type AskLoudness = (revision: string, from: number, signal: AbortSignalLike) => Promise<LoudnessResult>;

/**
 * Keeps store.loudnessCurves true of the file while somebody looks at them: asks for the points that are not there yet when
 * the scan has come further, one question at a time.
 */
export class LoudnessData implements Disposable {
  #store: Store;
  #ask: AskLoudness;
  #scope = new Scope();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = new AbortController();
  #busy = false;
  #revision: string | null = null;
  /** How far the scan was when it was asked last. */
  #answered = '';
  #askedAt = -Infinity;
  #failures = 0;

  constructor(store: Store, ask: AskLoudness) {
    this.#store = store;
    this.#ask = ask;
    for (const signal of [store.file, store.scan, store.loudness, store.drawer]) {
      this.#scope.add(signal.on(() => this.#changed()));
    }
    this.#scope.defer(() => this.#cancel());
    this.#changed();
  }

  dispose(): void {
    this.#scope.dispose();
  }

  #changed(): void {
    const revision = this.#store.file.value?.revision ?? null;
    if (revision !== this.#revision) {
      this.#revision = revision;
      this.#cancel();
      this.#answered = '';
      this.#askedAt = -Infinity;
      this.#store.loudnessCurves.set(null);
    }
    this.#want();
  }

  get #shown(): boolean {
    const { open, tab } = this.#store.drawer.value;
    return this.#store.loudness.value || (open && tab === 'loudness');
  }

  get #progress(): string {
    const { state, scannedFrames } = this.#store.scan.value?.progress ?? { state: '', scannedFrames: 0 };
    return `${state} ${scannedFrames}`;
  }

  #want(): void {
    if (!this.#shown || this.#revision === null || this.#busy || this.#timer !== undefined) return;
    if (this.#progress === this.#answered) return;
    const wait = this.#askedAt + EVERY_MS - performance.now();
    if (wait > 0) this.#later(wait);
    else void this.#load(this.#revision);
  }

  #later(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#want();
    }, ms);
  }

  async #load(revision: string): Promise<void> {
    const { signal } = this.#asked;
    const progress = this.#progress;
    const from = this.#store.loudnessCurves.value?.momentary.length ?? 0;
    this.#busy = true;
    this.#askedAt = performance.now();
    try {
      const answer = await this.#ask(revision, from, signal);
      if (signal.aborted) return;
      this.#busy = false;
      this.#failures = 0;
      this.#answered = progress;
      this.#take(revision, answer);
      this.#want();
    } catch {
      if (signal.aborted) return;
      this.#busy = false;
      const wait = RETRIES_MS[this.#failures++];
      // No further try by itself; a scan that goes on is one.
      if (wait === undefined) this.#answered = progress;
      else this.#later(wait);
    }
  }

  #take(revision: string, { final, from, momentary, shortTerm }: LoudnessResult): void {
    const { loudnessCurves } = this.#store;
    const before = loudnessCurves.value;
    if (before && before.final === final && momentary.length === 0) return;
    loudnessCurves.set({
      ...{ revision, final },
      momentary: joined(before?.momentary, from, momentary),
      shortTerm: joined(before?.shortTerm, from, shortTerm),
    });
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asked.abort();
    this.#asked = new AbortController();
    this.#busy = false;
    this.#failures = 0;
  }
}

function joined(before: Float32Array | undefined, from: number, more: Float32Array): Float32Array {
  const out = new Float32Array(from + more.length);
  if (before) out.set(before.subarray(0, from));
  out.set(more, from);
  return out;
}
