import type { ScanKernel } from '../dsp/scanKernel.ts';

/** Slices a second: 10 ms, so that momentary maxima are found where they are (EBU Tech 3341). */
const SLICES = 100;
/** Slices of a gating block (400 ms), and from one to the next (75 % overlap): BS.1770-5 annex 1. */
const BLOCK = 40;
const STEP = 10;
/** Below it the K-weighting, a shelf at 1.7 kHz, has no room; and slices without a frame would be endlessly many. */
export const LEAST_RATE = 4000;
const ABSOLUTE_GATE = -70;
const RELATIVE_GATE = -10;

/** First frame of a slice. */
export const sliceStart = (slice: number, sampleRate: number): number => Math.ceil((slice * sampleRate) / SLICES);
const sliceOf = (frame: number, sampleRate: number): number => Math.floor((frame * SLICES) / sampleRate);

/** Frames after which the filters have forgotten how they started: 170 ms, below −300 dB. */
export const settlingFrames = (sampleRate: number): number => Math.ceil(sampleRate * 0.17);

/**
 * BS.1770-5 annexes 1 and 3: loudspeakers at the sides, 60° to 120° from the front at ear height, count +1.5 dB; those
 * behind (7.1: Lb, Rb) do not; LFE counts not at all. layout: names in file order.
 */
export function channelWeights(channels: number, layout: readonly string[] | undefined): number[] {
  const names = layout ?? defaultLayout(channels);
  return Array.from({ length: channels }, (_, channel) => {
    const name = names[channel] ?? '';
    if (/^LFE/i.test(name)) return 0;
    return /^(Ls|Rs|Lss|Rss|Lw|Rw)$/i.test(name) ? 1.41 : 1;
  });
}

function defaultLayout(channels: number): readonly string[] {
  if (channels === 5) return ['L', 'R', 'C', 'Ls', 'Rs'];
  if (channels === 6) return ['L', 'R', 'C', 'LFE', 'Ls', 'Rs'];
  if (channels === 8) return ['L', 'R', 'C', 'LFE', 'Lb', 'Rb', 'Ls', 'Rs'];
  return [];
}

/** Channel-weighted sums of squares of consecutive slices, from slice `first` on. */
export interface SliceEnergies {
  first: number;
  energies: Float64Array<ArrayBuffer>;
}

/** Measures a stretch of audio, slice by slice; stretches that follow each other add up where they share a slice. */
export class LoudnessMeter {
  readonly #sampleRate: number;
  readonly #weights: readonly number[];
  readonly #kernel: ScanKernel;
  #at = 0;
  #from = 0;
  #first = 0;
  #energies: number[] = [];

  /** The kernel is used by nothing else, and has the coefficients of this rate. */
  constructor(sampleRate: number, weights: readonly number[], kernel: ScanKernel) {
    this.#sampleRate = sampleRate;
    this.#weights = weights;
    this.#kernel = kernel;
  }

  /** Frames from `at` on will come; what comes before `from` only settles the filters. */
  start(at: number, from: number): void {
    this.#kernel.reset();
    this.#at = at;
    this.#from = from;
    this.#first = sliceOf(from, this.#sampleRate);
    this.#energies = [];
  }

  /** Measures the first `frames` of the kernel's planes. */
  push(frames: number): void {
    if (this.#sampleRate < LEAST_RATE) {
      this.#at += frames;
      return;
    }
    for (let done = 0; done < frames;) {
      const frame = this.#at + done;
      const slice = sliceOf(frame, this.#sampleRate);
      // Of a rate that is no integer, rounding may put the end of a slice where it starts.
      let end = Math.min(frames, Math.max(done + 1, sliceStart(slice + 1, this.#sampleRate) - this.#at));
      if (frame < this.#from) end = Math.min(end, this.#from - this.#at);
      const energy = this.#energy(done, end);
      if (frame >= this.#from) {
        const index = slice - this.#first;
        while (this.#energies.length <= index) this.#energies.push(0);
        this.#energies[index]! += energy;
      }
      done = end;
    }
    this.#at += frames;
  }

  /** What was measured since the last call. The slice in progress is divided: add what comes for it later. */
  take(): SliceEnergies {
    const taken = { first: this.#first, energies: Float64Array.from(this.#energies) };
    this.#first = sliceOf(Math.max(this.#at, this.#from), this.#sampleRate);
    this.#energies = [];
    return taken;
  }

  /** Hands over the slices that are complete, in order; for those who do not take. */
  drain(each: (energy: number) => void): void {
    const whole = sliceOf(this.#at, this.#sampleRate) - this.#first;
    if (whole <= 0) return;
    for (let i = 0; i < whole; i++) each(this.#energies[i] ?? 0);
    for (let i = whole; i < this.#energies.length; i++) this.#energies[i - whole] = this.#energies[i]!;
    this.#energies.length = Math.max(0, this.#energies.length - whole);
    this.#first += whole;
  }

  #energy(from: number, to: number): number {
    const sums = this.#kernel.energy(from, to);
    let sum = 0;
    for (let channel = 0; channel < sums.length; channel++) sum += this.#weights[channel]! * sums[channel]!;
    return sum;
  }
}

export const toLufs = (meanSquare: number): number => -0.691 + 10 * Math.log10(meanSquare);
const toMeanSquare = (lufs: number): number => 10 ** ((lufs + 0.691) / 10);

/**
 * Integrated loudness in LUFS (BS.1770-5 annex 1, EBU R 128): mean of the gating blocks above −70 LUFS and above 10 LU
 * under their mean. null for less than one block, for silence and below 4 kHz. energies: of all slices from 0 on.
 */
export function integratedLoudness(energies: Float64Array, frames: number, sampleRate: number): number | null {
  if (sampleRate < LEAST_RATE) return null;
  const blocks: number[] = [];
  for (let slice = 0; ; slice += STEP) {
    const start = sliceStart(slice, sampleRate);
    const end = sliceStart(slice + BLOCK, sampleRate);
    if (end > frames) break;
    let sum = 0;
    for (let i = slice; i < slice + BLOCK; i++) sum += energies[i] ?? 0;
    blocks.push(sum / (end - start));
  }
  return gatedLoudness(blocks);
}

/** The same of the mean squares of gating blocks. */
export function gatedLoudness(blocks: ArrayLike<number>): number | null {
  const meanAbove = (gate: number): number => {
    let [sum, count] = [0, 0];
    for (let i = 0; i < blocks.length; i++) {
      if (!(blocks[i]! > gate)) continue;
      sum += blocks[i]!;
      count++;
    }
    return sum / count;
  };
  const audible = meanAbove(toMeanSquare(ABSOLUTE_GATE));
  if (Number.isNaN(audible)) return null;
  const gate = Math.max(toMeanSquare(ABSOLUTE_GATE), toMeanSquare(toLufs(audible) + RELATIVE_GATE));
  const lufs = toLufs(meanAbove(gate));
  // Of rates so low that a block has no frame, and of samples without bounds, there is no loudness.
  return Number.isFinite(lufs) ? lufs : null;
}
