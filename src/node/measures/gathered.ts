import { Excerpt } from '../../core/analysis/excerpt.ts';
import { LEAST_RATE, sliceStart } from '../../core/analysis/loudness.ts';
import { LoudnessSeries } from '../../core/analysis/loudnessSeries.ts';
import { Measures, type MeasuresResult } from '../../core/analysis/measures.ts';
import { measureOptions } from './kernels.ts';
import type { ExcerptPlace, Stretch } from './measureApi.ts';

/** Frames that the distortion of a tone is measured in. */
const EXCERPT_FRAMES = 1 << 16;
/** Slices that the tempo is estimated from: ten minutes. */
const TEMPO_SLICES = 60_000;

/** The middle of so many frames. */
export function middleOf(frames: number): ExcerptPlace {
  const length = Math.min(frames, EXCERPT_FRAMES);
  return { at: (frames - length) >> 1, length };
}

export interface GatheredFacts {
  sampleRate: number;
  channels: number;
  /** Of stored integers. */
  bits: number | null;
  /** Frames there will be; null if nobody knows. */
  frames: number | null;
}

/**
 * What threads have measured of stretches, put together in the order of frames: the same as if one had measured them all.
 * Its memory does not grow with the frames, but for the curves of loudness.
 */
export class Gathered {
  /** Counts up with everything that comes. */
  version = 0;
  readonly series: LoudnessSeries;
  readonly #facts: GatheredFacts;
  readonly #place: ExcerptPlace;
  #measures: Measures | undefined;
  #excerpts: Excerpt[] = [];
  /** Energies of the slices behind those of the series: not all of them has come. */
  #open: number[] = [];
  #early = new Float64Array(1024);

  constructor(facts: GatheredFacts) {
    this.#facts = facts;
    this.#place = middleOf(facts.frames ?? EXCERPT_FRAMES);
    this.series = new LoudnessSeries(facts.sampleRate);
  }

  /** Frames that are measured. */
  get frames(): number {
    return this.#measures?.state.channels[0]?.levels.frames ?? 0;
  }

  get place(): ExcerptPlace {
    return this.#place;
  }

  /** Where to go on if more frames follow: those that are measured count once, slices that are not complete anew. */
  goOn(): { measureFrom: number; loudFrom: number } {
    this.#open = [];
    return { measureFrom: this.frames, loudFrom: sliceStart(this.series.slices, this.#facts.sampleRate) };
  }

  /** Energies of slices from `first` on, to be added to what is there; loudness of all frames before `end` has come. */
  addEnergies(first: number, energies: Float64Array, end: number): void {
    const { sampleRate } = this.#facts;
    const { series } = this;
    if (sampleRate < LEAST_RATE) return;
    for (let i = Math.max(0, series.slices - first); i < energies.length; i++) {
      const at = first + i - series.slices;
      while (this.#open.length <= at) this.#open.push(0);
      this.#open[at]! += energies[i]!;
    }
    let done = 0;
    while (sliceStart(series.slices + 1, sampleRate) <= end) this.#slice(this.#open[done++] ?? 0);
    this.#open = this.#open.slice(done);
    if (done > 0) this.version++;
  }

  /** The next frames. */
  add({ measures, excerpts }: Stretch): void {
    this.version++;
    if (this.#measures) {
      this.#measures.merge(measures);
      for (const [c, excerpt] of this.#excerpts.entries()) excerpt.merge(excerpts[c]!);
      return;
    }
    const { sampleRate, channels, bits } = this.#facts;
    this.#measures = new Measures(channels, measureOptions(sampleRate, bits), measures);
    const { at, length } = this.#place;
    this.#excerpts = excerpts.map((state) => new Excerpt(at, length, state));
  }

  /** null where nothing is measured yet. */
  result(): MeasuresResult | null {
    return this.#measures?.result() ?? null;
  }

  /** Of the first ten minutes. */
  get energies(): Float64Array<ArrayBuffer> {
    return this.#early.slice(0, Math.min(this.series.slices, TEMPO_SLICES));
  }

  /** Of each channel the middle of all `frames`; null if other frames were taken for it. Lets go of it. */
  takeExcerpts(): Float32Array<ArrayBuffer>[] | null {
    const { at, length } = middleOf(this.frames);
    const samples = this.#excerpts.map((excerpt) => excerpt.result() as Float32Array<ArrayBuffer>);
    this.#excerpts = [];
    const right = at === this.#place.at && samples.length > 0 && samples.every((each) => each.length === length);
    return right ? samples : null;
  }

  #slice(energy: number): void {
    const { slices } = this.series;
    this.series.slice(energy);
    if (slices >= TEMPO_SLICES) return;
    if (slices === this.#early.length) {
      const grown = new Float64Array(4 * slices);
      grown.set(this.#early);
      this.#early = grown;
    }
    this.#early[slices] = energy;
  }
}
