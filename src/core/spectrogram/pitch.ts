import { type PitchCandidates, PitchPath } from './pitchPath.ts';
import { Thinner } from './thinner.ts';
import { Yin } from './yin.ts';

/** Pitches looked for, Hz; at low sample rates up to a quarter of it. */
export const LOWEST_PITCH = 40;
export const HIGHEST_PITCH = 1200;
/** Entries before and after those asked for that the path is followed through, so that neighbouring parts agree. */
const CONTEXT = 50;

/** Frames from entry to entry of a pitch track: 10 ms. */
export const pitchHop = (rate: number): number => Math.max(1, Math.round(rate / 100));

export interface PitchTrack {
  /** Hz, 0 where no pitch is heard. */
  readonly hertz: Float32Array<ArrayBuffer>;
  /** The share of thresholds that find a period: how sure it is to be voiced. */
  readonly voiced: Float32Array<ArrayBuffer>;
}

/** Fundamental frequency of one voice by pYIN (Mauch and Dixon 2014), of samples thinned out to some 22 kHz. */
export class PitchTracker {
  /** Frames needed before the first entry's frame, and after the last one's. */
  readonly margin: number;
  readonly #hop: number;
  readonly #thinner: Thinner;
  readonly #yin: Yin | null = null;
  readonly #path: PitchPath | null = null;

  constructor(rate: number) {
    this.#hop = pitchHop(rate);
    this.#thinner = new Thinner(rate);
    const highest = Math.min(HIGHEST_PITCH, this.#thinner.rate / 4);
    // Rates of measuring instruments: no such period is more than a few samples long.
    const possible = highest >= 2 * LOWEST_PITCH;
    if (possible) {
      this.#yin = new Yin(this.#thinner.rate, LOWEST_PITCH, highest);
      this.#path = new PitchPath(LOWEST_PITCH, highest);
    }
    const around = this.#yin ? Math.max(this.#yin.before, this.#yin.after) + 2 : 0;
    this.margin = CONTEXT * this.#hop + around * this.#thinner.factor + this.#thinner.reach;
  }

  /**
   * Entries start … start + count − 1, entry i for frame i · hop; samples[0] is frame `at`, what is not there is
   * silent.
   */
  track(samples: Float32Array, at: number, start: number, count: number): PitchTrack {
    const track = { hertz: new Float32Array(count), voiced: new Float32Array(count) };
    if (!this.#yin || !this.#path) return track;
    const first = Math.max(0, start - CONTEXT);
    const moments = this.#listen(this.#yin, samples, at, first, start + count + CONTEXT);
    const path = this.#path.follow(moments);
    for (let i = 0; i < count; i++) {
      track.hertz[i] = path[start - first + i]!;
      for (const probability of moments[start - first + i]!.probabilities) track.voiced[i]! += probability;
      track.voiced[i] = Math.min(1, track.voiced[i]!);
    }
    return track;
  }

  #listen(yin: Yin, samples: Float32Array, at: number, first: number, end: number): PitchCandidates[] {
    const { factor, rate } = this.#thinner;
    const middle = (entry: number): number => Math.round((entry * this.#hop) / factor);
    const from = middle(first) - yin.before;
    const thinned = this.#thinner.thin(samples, at, from, middle(end - 1) + yin.after + 1 - from);
    const moments: PitchCandidates[] = [];
    for (let entry = first; entry < end; entry++) {
      const { lags, probabilities, found } = yin.look(thinned, middle(entry) - from);
      const hertz: number[] = [];
      for (let i = 0; i < found; i++) hertz.push(rate / lags[i]!);
      moments.push({ hertz, probabilities: Array.from(probabilities.subarray(0, found)) });
    }
    return moments;
  }
}
