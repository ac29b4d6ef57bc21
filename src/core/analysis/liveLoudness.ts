import { ScanKernel } from '../dsp/scanKernel.ts';
import { kCoefficients } from './kWeighting.ts';
import { LoudnessMeter } from './loudness.ts';
import { type LoudnessFigures, LoudnessSeries } from './loudnessSeries.ts';

const ROOM = 2048;

/** Loudness block by block, of whatever comes: what a scan of a file measures, with the same code. */
export class LiveLoudness {
  readonly #kernel: ScanKernel;
  readonly #meter: LoudnessMeter;
  readonly #sampleRate: number;
  #series: LoudnessSeries;
  readonly #slice = (energy: number): void => this.#series.slice(energy);

  /** weights: of the channels, see channelWeights. */
  constructor(sampleRate: number, weights: readonly number[]) {
    this.#sampleRate = sampleRate;
    this.#kernel = new ScanKernel(weights.length, ROOM, 1, kCoefficients(sampleRate));
    this.#meter = new LoudnessMeter(sampleRate, weights, this.#kernel);
    this.#series = new LoudnessSeries(sampleRate);
    this.reset();
  }

  /** Starts anew, from silence. */
  reset(): void {
    this.#meter.start(0, 0);
    this.#series = new LoudnessSeries(this.#sampleRate);
  }

  push(planes: readonly Float32Array[], from: number, frames: number): void {
    for (let done = 0; done < frames; done += ROOM) {
      const now = Math.min(ROOM, frames - done);
      this.#kernel.planes.forEach((room, c) => room.set(planes[c]!.subarray(from + done, from + done + now)));
      this.#meter.push(now);
      this.#meter.drain(this.#slice);
    }
  }

  /** LUFS of the last 400 ms and 3 s, at steps of 10 ms; null before there are so many. −∞ in silence. */
  get momentary(): number | null {
    return this.#series.momentary;
  }

  get shortTerm(): number | null {
    return this.#series.shortTerm;
  }

  result(): LoudnessFigures {
    return this.#series.result();
  }

  curves(): { momentary: Float32Array; shortTerm: Float32Array } {
    return this.#series.curves();
  }
}
