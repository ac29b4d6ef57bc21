import { LoudnessMeter } from '../../core/analysis/loudness.ts';
import { PEAK_VALUES, planePeaks } from '../../core/dsp/peaks.ts';
import { BASE_FRAMES } from '../../core/dsp/pyramid.ts';
import type { Scanned } from '../threadApi.ts';

/** Frames measured at a time: few enough that their planes stay in the cache between peaks and loudness. */
const HELD_FRAMES = 16 * BASE_FRAMES;
const CAPACITY = 8192;
const PERIOD_MS = 100;

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
  readonly #held: Float32Array[];
  readonly #records: Float32Array;
  #settling: number;
  #fill = 0;
  #count = 0;
  #posted = 0;
  #lastPost = performance.now();
  #onlySign = true;

  /** at: the first frame that will come; from: the first that counts; loudFrom ≤ from: the first whose loudness does. */
  constructor(
    range: { at: number; from: number; loudFrom: number },
    sampleRate: number,
    weights: readonly number[],
    post: (scanned: Scanned) => void,
  ) {
    this.#channels = weights.length;
    this.#meter = new LoudnessMeter(sampleRate, weights);
    this.#meter.start(range.at, range.loudFrom);
    this.#settling = range.from - range.at;
    this.#post = post;
    this.#held = weights.map(() => new Float32Array(HELD_FRAMES));
    this.#records = new Float32Array(CAPACITY * this.#channels * PEAK_VALUES);
  }

  push(planes: readonly Float32Array[], frames: number): void {
    let done = 0;
    if (this.#settling > 0) {
      done = Math.min(frames, this.#settling);
      this.#meter.push(planes, done);
      this.#settling -= done;
    }
    while (done < frames) {
      const now = Math.min(frames - done, HELD_FRAMES - this.#fill);
      this.#held.forEach((held, channel) => held.set(planes[channel]!.subarray(done, done + now), this.#fill));
      this.#fill += now;
      done += now;
      if (this.#fill === HELD_FRAMES) this.#measure(HELD_FRAMES);
    }
    if (this.#onlySign && this.#fill >= BASE_FRAMES) {
      this.#measure(this.#fill - (this.#fill % BASE_FRAMES));
      this.#flush();
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
    if (this.#fill > 0) this.#measure(this.#fill);
    this.#flush();
  }

  #measure(frames: number): void {
    const stride = this.#channels * PEAK_VALUES;
    for (let channel = 0; channel < this.#channels; channel++) {
      const at = this.#count * stride + channel * PEAK_VALUES;
      this.notFinite += planePeaks(this.#held[channel]!, frames, BASE_FRAMES, this.#records, at, stride);
    }
    this.#meter.push(this.#held, frames);
    this.#count += Math.ceil(frames / BASE_FRAMES);
    this.frames += frames;
    for (const held of this.#held) held.copyWithin(0, frames, this.#fill);
    this.#fill -= frames;
    if (this.#count + HELD_FRAMES / BASE_FRAMES > CAPACITY) this.#flush();
  }

  #flush(): void {
    const count = this.#count;
    const { first, energies } = this.#meter.take();
    this.#post({
      count,
      records: this.#records.slice(0, count * this.#channels * PEAK_VALUES),
      frames: this.frames - this.#posted,
      slice: first,
      energies,
    });
    if (count > 0) this.#onlySign = false;
    this.#posted = this.frames;
    this.#count = 0;
    this.#lastPost = performance.now();
  }
}
