import { FIELD } from './engineState.ts';
import { FilterBank } from './filterBank.ts';
import { MAX_SECTIONS } from './commands.ts';
import { fadeFrames, GainGlide, silenceNonFinite } from './levels.ts';
import { plainMix } from './lens.ts';
import { Limiter } from './limiter.ts';
import { LoudnessPair } from './loudnessPair.ts';
import { Meters } from './meters.ts';
import { Mixer } from './mixer.ts';
import { mixMatrix } from './mixMatrix.ts';
import type { Tap } from './tap.ts';

const SECTION = 5;
/** +40 dB: more than anything the page asks for. */
const MOST_GAIN = 100;

/**
 * From the channels of the file to those of the output: mix → filters, with the loudness before and after them → make-up →
 * gain → limiter → click → meters → tap. What is off costs nothing and touches no bit; only finite numbers leave. Audio
 * thread only: no allocation after the constructor. What is set glides, or is there at once where nothing is heard.
 */
export class OutputChain {
  readonly outputs: number;
  #channels: number;
  #mixer: Mixer;
  #filters: FilterBank;
  #loudness: LoudnessPair;
  #makeUp: GainGlide;
  #gain: GainGlide;
  #limiter: Limiter;
  #meters: Meters;
  #tap: Tap;
  #state: Float64Array;
  /** Amplitude of the click that the next frame is to have; 0: none. */
  #click = new Float64Array(1);

  constructor(channels: number, outputs: number, contextRate: number, tap: Tap, state: Float64Array) {
    const glide = fadeFrames(contextRate);
    this.outputs = outputs;
    this.#channels = channels;
    this.#mixer = new Mixer(channels, outputs, glide);
    this.#mixer.set(mixMatrix(plainMix, channels, outputs), 0, true);
    this.#filters = new FilterBank(outputs, MAX_SECTIONS, contextRate);
    this.#loudness = new LoudnessPair(outputs, contextRate);
    this.#makeUp = new GainGlide(glide);
    this.#gain = new GainGlide(glide);
    this.#limiter = new Limiter(outputs, contextRate);
    this.#meters = new Meters(outputs, contextRate);
    this.#tap = tap;
    this.#state = state;
    state[FIELD.limiter] = 1;
    state[FIELD.clickFrame] = -1;
  }

  /** The file's channels may be written straight to the output: apply() with input === out. */
  get mixes(): boolean {
    return !this.#mixer.identity;
  }

  setGain(values: Float64Array, from: number, atOnce: boolean): void {
    if (isGain(values[from]!)) this.#gain.set(values[from]!, atOnce);
  }

  setMix(values: Float64Array, from: number, count: number, atOnce: boolean): void {
    if (count === this.#channels * this.outputs) this.#mixer.set(values, from, atOnce);
  }

  setFilters(values: Float64Array, from: number, count: number, atOnce: boolean): void {
    const sections = (count - 1) / SECTION;
    if (!Number.isInteger(sections) || sections < 0 || sections > MAX_SECTIONS || !isGain(values[from]!)) return;
    if (!this.#filters.active) this.#loudness.reset(this.#state);
    this.#filters.set(values, from + 1, sections, atOnce);
    this.#makeUp.set(values[from]!, atOnce);
  }

  setLimiter(on: boolean): void {
    this.#limiter.set(on);
  }

  /** In the next frame. */
  click(amplitude: number): void {
    this.#click[0] = Math.max(-1, Math.min(1, amplitude)) || 0;
  }

  /** at[0]: the context's count at the first frame. */
  apply(
    input: readonly Float32Array[],
    inOffset: number,
    out: readonly Float32Array[],
    offset: number,
    frames: number,
    at: Float64Array,
  ): void {
    if (input !== out) this.#mixer.apply(input, inOffset, out, offset, frames);
    const filtered = this.#filters.active;
    if (filtered) this.#loudness.before(out, offset, frames, this.#state);
    this.#filters.apply(out, offset, frames);
    if (filtered) this.#loudness.after(out, offset, frames, this.#state);
    this.#makeUp.apply(out, offset, frames);
    this.#gain.apply(out, offset, frames);
    silenceNonFinite(out, offset, frames);
    this.#limiter.apply(out, offset, frames);
    this.#state[FIELD.limiter] = this.#limiter.gain;
    if (this.#click[0] !== 0) this.#clickNow(out, offset, at);
    this.#meters.apply(out, offset, frames, this.#state);
    this.#tap.write(out, offset, frames);
  }

  #clickNow(out: readonly Float32Array[], offset: number, at: Float64Array): void {
    for (let output = 0; output < this.outputs; output++) out[output]![offset] = this.#click[0]!;
    this.#click[0] = 0;
    this.#state[FIELD.clickFrame] = at[0]!;
  }
}

function isGain(gain: number): boolean {
  return gain >= 0 && gain <= MOST_GAIN;
}
