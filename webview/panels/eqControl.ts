import type { BandRange, EqBand, EqKind, EqSettings } from '../../src/core/engine/lens.ts';
import { Signal } from '../render/signal.ts';
import type { Store } from '../store.ts';
import { roundTo } from '../../src/core/picture/axes/units.ts';
import { addBand, editBand, highestHz, LOWEST_HZ, removeBand, resetBand, setKind } from './eqModel.ts';

/** The least width of a range to be heard alone, as a ratio: a semitone. */
const LEAST_RATIO = 2 ** (1 / 12);
/** Context rates that no browser goes below: a file of 1 Hz is played at one of these. */
const LOWEST_RATE = 8000;

/** What all parts of the equaliser's panel do to the store. */
export class EqControl {
  /** Index of the band whose numbers show; −1 for none. */
  readonly selected = new Signal(-1);
  #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  get eq(): EqSettings {
    return this.#store.eq.value;
  }

  get range(): BandRange | null {
    return this.#store.band.value;
  }

  /** Hz, at which the filters run. */
  get sampleRate(): number {
    const { engine, file } = this.#store;
    return engine.value.contextRate ?? Math.max(LOWEST_RATE, file.value?.info.sampleRate ?? 48_000);
  }

  get nyquist(): number {
    return this.sampleRate / 2;
  }

  edit(index: number, change: Partial<EqBand>): void {
    this.#store.eq.set(editBand(this.eq, index, change, this.nyquist));
  }

  setKind(index: number, kind: EqKind): void {
    this.#store.eq.set(setKind(this.eq, index, kind, this.nyquist));
  }

  reset(index: number): void {
    this.#store.eq.set(resetBand(this.eq, index, this.nyquist));
  }

  /** False when there is no room for another one. */
  add(frequency: number, gainDb: number): boolean {
    const eq = addBand(this.eq, frequency, gainDb, this.nyquist);
    if (!eq) return false;
    this.#store.eq.set(eq);
    this.selected.set(eq.bands.length - 1);
    return true;
  }

  remove(index: number): void {
    const eq = removeBand(this.eq, index);
    this.#store.eq.set(eq);
    this.selected.set(Math.min(this.selected.value, eq.bands.length - 1));
  }

  setBands(bands: readonly EqBand[]): void {
    this.#store.eq.set({ ...this.eq, on: true, bands });
    this.selected.set(Math.min(Math.max(this.selected.value, 0), bands.length - 1));
  }

  setOn(on: boolean): void {
    this.#store.eq.set({ ...this.eq, on });
  }

  setMatchLoudness(matchLoudness: boolean): void {
    this.#store.eq.set({ ...this.eq, matchLoudness });
  }

  /** In either order; null: all is heard. */
  hearOnly(range: BandRange | null): void {
    if (!range) return this.#store.band.set(null);
    const most = highestHz(this.nyquist);
    const within = (hertz: number): number => Math.min(Math.max(hertz, LOWEST_HZ), most);
    const low = within(Math.min(range.low, range.high, most / LEAST_RATIO));
    const high = within(Math.max(range.low, range.high, low * LEAST_RATIO));
    this.#store.band.set({ low: roundTo(low, 3), high: roundTo(high, 3) });
  }
}
