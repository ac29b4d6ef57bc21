import { COMMAND, MAX_SECTIONS, SPEED_MODE } from '../../src/core/engine/commands.ts';
import { designFilters, responseDb } from '../../src/core/engine/eqDesign.ts';
import { FIELD } from '../../src/core/engine/engineState.ts';
import { type BandRange, type ChannelMix, type EqSettings, plainMix } from '../../src/core/engine/lens.ts';
import { largestSum, mixMatrix } from '../../src/core/engine/mixMatrix.ts';
import type { Link } from './link.ts';
import { MAX_GAIN_DB, MAX_SPEED, MIN_SPEED, type SpeedMode } from './types.ts';

const SILENT_DB = -60;
/** The make-up gain follows in steps of this, as fast as this, and no further than that; dB. */
const MATCH_STEP_DB = 0.2;
const MATCH_DB_PER_SECOND = 6;
const MATCH_MOST_DB = 24;
/** Mean square below which nothing is compared: −60 dBFS. */
const MATCH_LEAST = 1e-6;
const RESPONSE_POINTS = 200;

/** What the listener set of the sound, for the link there is and those to come. Main thread. */
export class Sound {
  /** What was asked for; what the kernel has been told may lag behind, see sendSpeed(). */
  speed = 1;
  mode: SpeedMode = 'pitch';
  #link: Link | null = null;
  #gain = 1;
  #mix: ChannelMix = plainMix;
  #eq: EqSettings = { on: false, bands: [], matchLoudness: true };
  #band: BandRange | null = null;
  /** Kept while the equaliser is off, so that going back and forth is as loud at once. */
  #makeUpDb = 0;
  #followedMs = 0;
  #sections = new Float64Array(0);
  #filterGain = 1;
  #mixGain = 1;

  /** Everything that is set goes to this one. */
  attach(link: Link | null): void {
    this.#link = link;
    if (!link) return;
    this.#sendMix();
    this.#design();
    this.#sendGain();
  }

  get silent(): boolean {
    return this.#gain === 0;
  }

  setGainDb(gainDb: number): void {
    this.#gain = gainDb > SILENT_DB ? 10 ** (Math.min(MAX_GAIN_DB, gainDb) / 20) : 0;
    this.#sendGain();
  }

  setMix(mix: ChannelMix): void {
    this.#mix = mix;
    this.#sendMix();
    this.#sendLimiter();
  }

  setEq(eq: EqSettings): void {
    this.#eq = eq;
    this.#design();
  }

  setBand(band: BandRange | null): void {
    this.#band = band;
    this.#design();
  }

  setSpeed(speed: number, mode: SpeedMode): void {
    this.speed = Math.min(MAX_SPEED, Math.max(MIN_SPEED, speed)) || 1;
    this.mode = mode;
  }

  /** The kernel goes over to it. */
  sendSpeed(): void {
    this.#link?.command(COMMAND.speed, this.speed, SPEED_MODE[this.mode]);
  }

  /** The make-up gain follows what was measured. */
  followLoudness(state: Float64Array, nowMs: number): void {
    if (!this.#matches()) return;
    const before = state[FIELD.beforeFilters]!;
    const after = state[FIELD.afterFilters]!;
    if (!(before > MATCH_LEAST && after > MATCH_LEAST)) return;
    const wanted = Math.min(MATCH_MOST_DB, Math.max(-MATCH_MOST_DB, 10 * Math.log10(before / after)));
    const most = MATCH_DB_PER_SECOND * Math.min(0.1, (nowMs - this.#followedMs) / 1000);
    const step = Math.min(most, Math.max(-most, wanted - this.#makeUpDb));
    if (Math.abs(wanted - this.#makeUpDb) < MATCH_STEP_DB || Math.abs(step) < MATCH_STEP_DB) return;
    this.#followedMs = nowMs;
    this.#makeUpDb += step;
    this.#sendFilters();
  }

  /** dB that is heard now. */
  get #presentMakeUpDb(): number {
    return this.#matches() ? this.#makeUpDb : 0;
  }

  #matches(): boolean {
    return this.#eq.on && this.#eq.matchLoudness && this.#band === null && this.#sections.length > 0;
  }

  #design(): void {
    const rate = this.#link?.contextRate;
    if (rate === undefined) return;
    this.#sections = designFilters(this.#eq, this.#band, rate).slice(0, MAX_SECTIONS * 5);
    this.#filterGain = this.#sections.length > 0 ? 10 ** (highestDb(this.#sections, rate) / 20) : 1;
    this.#sendFilters();
  }

  #sendFilters(): void {
    this.#link?.command(COMMAND.filters, 10 ** (this.#presentMakeUpDb / 20), ...this.#sections);
    this.#sendLimiter();
  }

  #sendMix(): void {
    if (!this.#link) return;
    const { channels, outputs } = this.#link;
    const matrix = mixMatrix(this.#mix, channels, outputs);
    this.#mixGain = largestSum(matrix, channels);
    this.#link.command(COMMAND.mix, ...matrix);
  }

  #sendGain(): void {
    // The limiter comes before what it is to hold back.
    this.#sendLimiter();
    this.#link?.command(COMMAND.gain, this.#gain);
  }

  #sendLimiter(): void {
    const most = this.#gain * this.#mixGain * this.#filterGain * 10 ** (this.#presentMakeUpDb / 20);
    this.#link?.command(COMMAND.limiter, most > 1 + 1e-6 ? 1 : 0);
  }
}

/** The most that the sections raise any frequency by, dB. */
function highestDb(sections: Float64Array, rate: number): number {
  let highest = -Infinity;
  for (let i = 0; i < RESPONSE_POINTS; i++) {
    const frequency = 10 * (rate / 20) ** (i / (RESPONSE_POINTS - 1));
    highest = Math.max(highest, responseDb(sections, frequency, rate));
  }
  return highest;
}
