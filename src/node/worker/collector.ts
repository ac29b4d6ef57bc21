import { kCoefficients } from '../../core/analysis/kWeighting.ts';
import { LoudnessMeter } from '../../core/analysis/loudness.ts';
import { tracksOf } from '../../core/dsp/midSide.ts';
import { PEAK_VALUES } from '../../core/dsp/peaks.ts';
import { BASE_FRAMES } from '../../core/dsp/pyramid.ts';
import { ScanKernel } from '../../core/dsp/scanKernel.ts';
import { measureOptions } from '../measures/kernels.ts';
import type { ExcerptPlace, Stretch } from '../measures/measureApi.ts';
import type { Scanned, ThreadFile } from '../threadApi.ts';
import { Stretches } from './measures/stretches.ts';

/** Frames measured at a time: few enough that their planes stay in the cache between peaks and loudness. */
export const HELD_FRAMES = 16 * BASE_FRAMES;
const CAPACITY = 8192;
const PERIOD_MS = 100;

/** One collector at a time is used in a thread. Each kernel reserves gigabytes of addresses: there must not be many. */
let last: { channels: number; sampleRate: number; kernel: ScanKernel } | undefined;

export function kernelOf(channels: number, sampleRate: number): ScanKernel {
  if (last?.channels !== channels || last.sampleRate !== sampleRate) {
    const kernel = new ScanKernel(channels, HELD_FRAMES, CAPACITY, kCoefficients(sampleRate));
    last = { channels, sampleRate, kernel };
  }
  return last.kernel;
}

/** What a scan is to find. */
export interface ScanRange {
  /** The first frame that will come; the first that counts. */
  at: number;
  from: number;
  /** The first whose loudness counts, and the first that is measured (≥ from): of a file that grows, some are known. */
  loudFrom: number;
  measureFrom: number;
  excerpt: ExcerptPlace;
}

/**
 * Takes consecutive frames of any piece size, measures them once, and posts what it found in pieces: the first as soon
 * as there is one, then about every 100 ms, so that a picture grows smoothly and nobody is flooded.
 */
export class Collector {
  /** Samples that are NaN or infinite. */
  notFinite = 0;
  /** Frames taken in that count: those before the scan's range only settle the filters. */
  frames = 0;
  readonly #channels: number;
  readonly #meter: LoudnessMeter;
  readonly #post: (scanned: Scanned) => void;
  readonly #kernel: ScanKernel;
  #settling: number;
  #fill = 0;
  #count = 0;
  #posted = 0;
  #lastPost = performance.now();
  #onlySign = true;
  readonly #stretches: Stretches;
  #stretch: Stretch | null = null;
  /** Frames that count and that are measured already. */
  #known: number;

  constructor(
    range: ScanRange,
    { sampleRate, weights, bits }: Pick<ThreadFile, 'sampleRate' | 'weights' | 'bits'>,
    post: (scanned: Scanned) => void,
  ) {
    this.#channels = weights.length;
    this.#known = range.measureFrom - range.from;
    const options = measureOptions(sampleRate, bits);
    this.#stretches = new Stretches(range.measureFrom, weights.length, options, range.excerpt, (stretch) => {
      this.#stretch = stretch;
    });
    this.#kernel = kernelOf(weights.length, sampleRate);
    this.#meter = new LoudnessMeter(sampleRate, weights, this.#kernel);
    this.#meter.start(range.at, range.loudFrom);
    this.#settling = range.from - range.at;
    this.#post = post;
  }

  push(planes: readonly Float32Array[], frames: number): void {
    for (let done = 0; done < frames;) {
      const room = this.#settling > 0 ? Math.min(HELD_FRAMES, this.#settling) : HELD_FRAMES;
      const now = Math.min(frames - done, room - this.#fill);
      for (let channel = 0; channel < this.#channels; channel++) {
        this.#kernel.planes[channel]!.set(planes[channel]!.subarray(done, done + now), this.#fill);
      }
      this.#fill += now;
      done += now;
      if (this.#fill < room) break;
      if (this.#settling > 0) this.#settle();
      else this.#measure(HELD_FRAMES);
    }
    if (this.#onlySign && this.#settling === 0) {
      if (this.#fill >= BASE_FRAMES) this.#measure(this.#fill - (this.#fill % BASE_FRAMES));
      if (this.#count > 0) this.#flush();
    }
    this.tick();
  }

  /** Posts if it is time to; without blocks it only tells that the thread is alive. */
  tick(): void {
    const wait = this.#count > 0 ? PERIOD_MS : 10 * PERIOD_MS;
    if (performance.now() - this.#lastPost >= wait) this.#flush();
  }

  /** The range is over: the last block may be short. */
  finish(): void {
    if (this.#settling === 0 && this.#fill > 0) this.#measure(this.#fill);
    this.#stretches.finish();
    this.#flush();
  }

  #settle(): void {
    this.#meter.push(this.#fill);
    this.#settling -= this.#fill;
    this.#fill = 0;
  }

  #measure(frames: number): void {
    // Before loudness, which takes samples that are not numbers for zero.
    this.notFinite += this.#kernel.peaks(frames, BASE_FRAMES, this.#count);
    const known = Math.min(this.#known, frames);
    this.#known -= known;
    if (frames > known) this.#stretches.add(this.#kernel.planes, known, frames - known);
    this.#meter.push(frames);
    this.#count += Math.ceil(frames / BASE_FRAMES);
    this.frames += frames;
    for (const plane of this.#kernel.planes) plane.copyWithin(0, frames, this.#fill);
    this.#fill -= frames;
    if (this.#stretch || this.#count + HELD_FRAMES / BASE_FRAMES > CAPACITY) this.#flush();
  }

  #flush(): void {
    const count = this.#count;
    const { first, energies } = this.#meter.take();
    this.#post({
      count,
      records: this.#kernel.records.slice(0, count * tracksOf(this.#channels) * PEAK_VALUES),
      frames: this.frames - this.#posted,
      slice: first,
      energies,
      stretch: this.#stretch,
    });
    this.#stretch = null;
    if (count > 0) this.#onlySign = false;
    this.#posted = this.frames;
    this.#count = 0;
    this.#lastPost = performance.now();
  }
}
