import type { SpectrumRequest, SpectrumResult } from '../../src/core/protocol/spectrogram.ts';
import { frequencyAtPart, partOfFrequency } from '../../src/core/spectrogram/frequencyScale.ts';
import type { AbortSignalLike } from '../../src/core/util/abort.ts';
import { type Disposable, Scope } from '../../src/core/util/scope.ts';
import type { SpectralPeak } from '../layers/spectrumReadings.ts';
import { trackOf } from '../../src/core/picture/lane/laneSource.ts';
import { Signal } from '../render/signal.ts';
import { frameAt } from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';
import { peakAround } from './spectralPeak.ts';

export type AskSpectrum = (
  revision: string,
  request: SpectrumRequest,
  signal: AbortSignalLike,
) => Promise<SpectrumResult>;

/** A pointer that goes on is not asked for, ms. */
const REST_MS = 60;
/** A peak belongs to the pointer when it is so near, part of the axis in view. */
const REACH = 0.025;

interface Place {
  readonly revision: string;
  readonly lane: string;
  readonly frame: number;
  readonly frequency: number;
}

/** While the pointer rests over a spectrogram: the peak near it in the spectrum of the one window there. */
export class PointerSpectrum implements Disposable {
  readonly peak = new Signal<SpectralPeak | null>(null);
  #store: Store;
  #ask: AskSpectrum;
  #scope = new Scope();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = new AbortController();
  /** Of which window the spectrum is, or is asked for. */
  #key = '';
  #spectrum: SpectrumResult | null = null;

  constructor(store: Store, ask: AskSpectrum) {
    this.#store = store;
    this.#ask = ask;
    const { pointer, view, screen, totalFrames, file, analysis, frequencies } = store;
    for (const signal of [pointer, view, screen, totalFrames, file, analysis, frequencies]) {
      this.#scope.add(signal.on(() => this.#changed()));
    }
    this.#scope.defer(() => this.#forget(''));
  }

  dispose(): void {
    this.#scope.dispose();
  }

  #changed(): void {
    const place = this.#place();
    const key = place
      ? `${place.revision} ${place.lane} ${place.frame} ${JSON.stringify(this.#store.analysis.value)}`
      : '';
    if (key !== this.#key) {
      this.#forget(key);
      if (place) this.#timer = setTimeout(() => void this.#load(place), REST_MS);
    }
    // Up and down in the same window nothing is asked again.
    this.#find(place);
  }

  #place(): Place | null {
    const { pointer, file, totalFrames } = this.#store;
    const { x, lane, frequency } = pointer.value ?? {};
    if (x === undefined || !lane || frequency === undefined || frequency === null || !file.value) return null;
    const last = totalFrames.value - 1;
    if (last < 0) return null;
    const frame = Math.min(Math.max(Math.round(frameAt(this.#store.viewport(), x)), 0), last);
    return { revision: file.value.revision, lane, frame, frequency };
  }

  async #load({ revision, lane, frame }: Place): Promise<void> {
    const { signal } = this.#asked;
    const { tracks, track } = trackOf(lane);
    const range = { startFrame: frame, endFrame: frame + 1 };
    const request = { analysis: this.#store.analysis.value, tracks, channels: [track], ...range };
    try {
      const spectrum = await this.#ask(revision, request, signal);
      if (signal.aborted) return;
      this.#spectrum = spectrum;
      this.#find(this.#place());
    } catch {
      // There is no peak to be read then; the next move asks again.
      if (!signal.aborted) this.#key = '';
    }
  }

  #find(place: Place | null): void {
    const spectrum = this.#spectrum;
    if (!place || !spectrum) return this.peak.set(null);
    const axis = this.#store.frequencyAxis();
    const part = partOfFrequency(axis, place.frequency);
    const [low, high] = [frequencyAtPart(axis, part - REACH), frequencyAtPart(axis, part + REACH)];
    const found = peakAround(spectrum, this.#store.analysis.value, place.frequency, low, high);
    const raise = 20 * Math.log10(trackOf(place.lane).scale);
    this.peak.set(found && { frequency: found.frequency, level: found.level + raise });
  }

  #forget(key: string): void {
    this.#key = key;
    this.#spectrum = null;
    clearTimeout(this.#timer);
    this.#asked.abort();
    this.#asked = new AbortController();
  }
}
