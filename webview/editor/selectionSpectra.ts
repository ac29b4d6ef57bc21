import type { SpectrumRequest } from '../../src/core/protocol/spectrogram.ts';
import { Emitter } from '../../src/core/util/emitter.ts';
import { type Disposable, Scope } from '../../src/core/util/scope.ts';
import type { LaneSpectrum } from '../layers/averaged.ts';
import { trackOf } from '../../src/core/picture/lane/laneSource.ts';
import type { Store } from '../store.ts';
import type { AskSpectrum } from './pointerSpectrum.ts';

/** A selection that is still being dragged is not measured, ms. */
const REST_MS = 80;
/** After an answer that did not come, ms. */
const RETRIES_MS = [1500, 3000, 6000, 12000];
/** A request names no more channels. */
const MOST_TRACKS = 16;

/** Averaged spectra of the selection: of the box's lane for its level, and of the lanes in sight that show theirs. */
export class SelectionSpectra implements Disposable {
  readonly changed = new Emitter<void>();
  #store: Store;
  #ask: AskSpectrum;
  #scope = new Scope();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = new AbortController();
  #key = '';
  #seen: readonly string[] = [];
  #spectra = new Map<string, LaneSpectrum>();

  constructor(store: Store, ask: AskSpectrum) {
    this.#store = store;
    this.#ask = ask;
    for (const signal of [store.selection, store.box, store.file, store.analysis, store.extras]) {
      this.#scope.add(signal.on(() => this.#changed()));
    }
    this.#scope.defer(() => this.#cancel());
  }

  dispose(): void {
    this.#scope.dispose();
  }

  /** Of the selection as it is now, or `stale`, as it was before; null while there is none. */
  of(lane: string): LaneSpectrum | null {
    return this.#spectra.get(lane) ?? null;
  }

  /** These lanes show theirs. */
  show(lanes: readonly string[]): void {
    if (String(lanes) === String(this.#seen)) return;
    this.#seen = lanes;
    this.#plan(REST_MS, 0);
  }

  #changed(): void {
    const { selection, file, analysis } = this.#store;
    const range = selection.value;
    const revision = file.value?.revision ?? null;
    const key = range && revision !== null ? `${revision} ${JSON.stringify([range, analysis.value])}` : '';
    if (key !== this.#key) {
      const same = key !== '' && key.split(' ')[0] === this.#key.split(' ')[0];
      this.#key = key;
      this.#cancel();
      if (!same) this.#spectra.clear();
      for (const [lane, spectrum] of this.#spectra) this.#spectra.set(lane, { ...spectrum, stale: true });
      this.changed.emit();
    }
    this.#plan(REST_MS, 0);
  }

  #missing(): string[] {
    const { box, extras } = this.#store;
    if (this.#key === '') return [];
    const wanted = new Set([...(box.value ? [box.value.lane] : []), ...(extras.value.averaged ? this.#seen : [])]);
    return [...wanted].filter((lane) => this.#spectra.get(lane)?.stale !== false);
  }

  #plan(ms: number, failures: number): void {
    clearTimeout(this.#timer);
    if (this.#missing().length > 0) this.#timer = setTimeout(() => void this.#load(failures), ms);
  }

  async #load(failures: number): Promise<void> {
    const { signal } = this.#asked;
    const range = this.#store.selection.value;
    const revision = this.#store.file.value?.revision;
    if (!range || revision === undefined) return;
    try {
      const analysis = this.#store.analysis.value;
      for (const lanes of batches(this.#missing())) {
        const { tracks } = trackOf(lanes[0]!);
        const channels = [...new Set(lanes.map((lane) => trackOf(lane).track))];
        const request: SpectrumRequest = { analysis, tracks, channels, ...range };
        const { bins, ...rest } = await this.#ask(revision, request, signal);
        if (signal.aborted) return;
        const count = bins.length / channels.length;
        for (const lane of lanes) {
          const { track, scale } = trackOf(lane);
          const at = channels.indexOf(track) * count;
          const own = bins.slice(at, at + count);
          const raise = 20 * Math.log10(scale);
          if (raise !== 0) own.forEach((level, k) => (own[k] = level + raise));
          this.#spectra.set(lane, { ...rest, bins: own, stale: false });
        }
        this.changed.emit();
      }
      // Lanes that have come in sight meanwhile.
      this.#plan(REST_MS, 0);
    } catch {
      const wait = RETRIES_MS[failures];
      if (!signal.aborted && wait !== undefined) this.#plan(wait, failures + 1);
    }
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#asked.abort();
    this.#asked = new AbortController();
  }
}

/** Lanes that one request can answer. */
function batches(lanes: readonly string[]): string[][] {
  const found: string[][] = [];
  for (const set of ['channels', 'midSide'] as const) {
    const own = lanes.filter((lane) => trackOf(lane).tracks === set);
    for (let at = 0; at < own.length; at += MOST_TRACKS) found.push(own.slice(at, at + MOST_TRACKS));
  }
  return found;
}
