import { SPEED_MODE } from './commands.ts';
import type { FrameReader } from './frameReader.ts';
import type { FrameSource } from './frameSource.ts';
import type { StretchModule } from './stretchWasm.ts';
import { MAX_STRETCHED_CHANNELS, Stretcher } from './stretcher.ts';
import { Varispeed } from './varispeed.ts';

const SLOWEST = 0.25;
const FASTEST = 4;

/** Places in #numbers: what was asked for last. */
const SPEED = 0;
const MODE = 1;

/** Frames that rewinds may need: half a second at the highest speed, or less for many channels, which are not stretched. */
export function memoryFrames(channels: number, fileRate: number): number {
  return Math.ceil((channels <= MAX_STRETCHED_CHANNELS ? FASTEST / 2 : 0.6) * fileRate);
}

/**
 * Reader → speed and rate: the reader itself where a frame of the file is one of the context, so that no bit changes; a
 * time-stretcher where the pitch is kept; else varispeed, which also converts the rate. Audio thread; setStretch() may
 * allocate and is called between two quanta, the rest does not.
 */
export class SpeedStage {
  source: FrameSource;
  /** rate[0]: program frames for each frame of the context. */
  readonly rate = new Float64Array(1);
  #reader: FrameReader;
  #channels: number;
  #contextRate: number;
  #ratio: number;
  #maxFrames: number;
  #varispeed: Varispeed;
  #stretcher: Stretcher | null = null;
  #numbers = Float64Array.of(1, SPEED_MODE.pitch);

  /** ratio: frames of the file for each of the context. maxFrames: most that are read at once. */
  constructor(reader: FrameReader, channels: number, contextRate: number, ratio: number, maxFrames: number) {
    this.#reader = reader;
    this.#channels = channels;
    this.#contextRate = contextRate;
    this.#ratio = ratio;
    this.#maxFrames = maxFrames;
    this.#varispeed = new Varispeed(reader, channels, FASTEST * ratio, maxFrames);
    this.source = reader;
    this.settle();
  }

  /** Throws where the module is of no use. Takes effect with the next settle(). */
  setStretch(module: StretchModule): void {
    if (this.#channels > MAX_STRETCHED_CHANNELS) return;
    const ratio = this.#ratio;
    const below: FrameSource =
      ratio === 1 ? this.#reader : new Varispeed(this.#reader, this.#channels, ratio, this.#maxFrames);
    below.setRate?.(ratio);
    this.#stretcher = new Stretcher(below, this.#channels, this.#contextRate, module, FASTEST * ratio, ratio);
  }

  /** values[from]: speed, values[from + 1]: SPEED_MODE. A speed beyond 0.25 … 4 becomes the nearest; one that is none, nothing. */
  want(values: Float64Array, from: number): void {
    const speed = values[from]!;
    if (!(speed > 0)) return;
    this.#numbers[SPEED] = Math.min(FASTEST, Math.max(SLOWEST, speed));
    this.#numbers[MODE] = values[from + 1] === SPEED_MODE.varispeed ? SPEED_MODE.varispeed : SPEED_MODE.pitch;
  }

  /** What is wanted takes another source, which settle() puts in place; otherwise follow() will do. */
  differs(): boolean {
    return this.#wantedSource() !== this.source;
  }

  /** Same source, new rate. */
  follow(): void {
    this.rate[0] = this.#numbers[SPEED]! * this.#ratio;
    this.source.setRate?.(this.rate[0]);
  }

  /** In silence: the source that is wanted, not yet at its place. Call rewindTo() on it. */
  settle(): void {
    this.source = this.#wantedSource();
    this.follow();
  }

  #wantedSource(): FrameSource {
    if (this.#numbers[SPEED] === 1 && this.#ratio === 1) return this.#reader;
    const stretches = this.#numbers[SPEED] !== 1 && this.#numbers[MODE] === SPEED_MODE.pitch;
    return stretches && this.#stretcher ? this.#stretcher : this.#varispeed;
  }
}
