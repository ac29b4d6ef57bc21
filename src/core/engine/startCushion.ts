import type { FrameReader } from './frameReader.ts';
import type { SpeedStage } from './speedStage.ts';

/** A start waits for so much sound, seconds of the context; doubled by a start that soon ran dry. */
const LEAST_SECONDS = 0.02;
const MOST_SECONDS = 0.25;
const EARLY_SECONDS = 1;

/** How much has to be there before a start, so that it does not begin with a block that is too short. Audio thread. */
export class StartCushion {
  #reader: FrameReader;
  #speed: SpeedStage;
  #least: number;
  #most: number;
  #early: number;
  /** Frames of the context. */
  #frames: number;
  #startedAt = new Float64Array(1);

  constructor(reader: FrameReader, speed: SpeedStage, contextRate: number) {
    this.#reader = reader;
    this.#speed = speed;
    this.#least = Math.ceil(LEAST_SECONDS * contextRate);
    this.#most = Math.ceil(MOST_SECONDS * contextRate);
    this.#early = EARLY_SECONDS * contextRate;
    this.#frames = this.#least;
  }

  /** There is enough from program frame place[0] on: that much, or all there will be (at least one frame). */
  filled(place: Float64Array): boolean {
    return this.#reader.ready(place, Math.ceil(this.#frames * this.#speed.rate[0]!));
  }

  started(now: Float64Array): void {
    this.#startedAt[0] = now[0]!;
  }

  ranDry(now: Float64Array): void {
    const early = now[0]! - this.#startedAt[0]! < this.#early;
    this.#frames = early ? Math.min(this.#most, this.#frames * 2) : this.#least;
  }
}
