import { interleavedPeaks } from '../core/dsp/peaks.ts';
import { bytesPerSample, type PcmEncoding } from '../core/dsp/pcm.ts';
import { BASE_FRAMES } from '../core/dsp/pyramid.ts';

export interface Blocks {
  count: number;
  data: Float32Array<ArrayBuffer>;
  frames: number;
}

const CAPACITY = 8192;
const PERIOD_MS = 100;

/**
 * Turns PCM in file order into base blocks of the pyramid and posts them in pieces: the first as soon as there is one,
 * then about every 100 ms, so that a picture grows smoothly and nobody is flooded.
 */
export class BlockEmitter {
  /** Samples that are NaN or infinite. */
  notFinite = 0;
  /** Frames taken in. */
  frames = 0;
  readonly #encoding: PcmEncoding;
  readonly #channels: number;
  readonly #post: (blocks: Blocks) => void;
  readonly #planes: { data: Float32Array; capacity: number };
  #count = 0;
  #posted = 0;
  #lastPost = performance.now();

  constructor(encoding: PcmEncoding, channels: number, post: (blocks: Blocks) => void) {
    this.#encoding = encoding;
    this.#channels = channels;
    this.#post = post;
    this.#planes = { data: new Float32Array(CAPACITY * channels * 3), capacity: CAPACITY };
  }

  /** Whole blocks only, but for the last push of all. */
  push(bytes: Uint8Array, frames: number): void {
    const frameBytes = bytesPerSample[this.#encoding] * this.#channels;
    for (let done = 0; done < frames;) {
      const room = (CAPACITY - this.#count) * BASE_FRAMES;
      const now = Math.min(frames - done, room);
      const part = bytes.subarray(done * frameBytes, (done + now) * frameBytes);
      this.notFinite += interleavedPeaks(
        part,
        this.#encoding,
        this.#channels,
        now,
        BASE_FRAMES,
        this.#planes,
        this.#count,
      );
      this.#count += Math.ceil(now / BASE_FRAMES);
      this.frames += now;
      done += now;
      if (this.#count === CAPACITY) this.flush();
    }
    this.tick();
  }

  get due(): boolean {
    return this.#posted === 0 || performance.now() - this.#lastPost >= PERIOD_MS;
  }

  /** Posts if it is time to; without blocks it only tells that the thread is alive. */
  tick(): void {
    if (this.#count > 0 ? this.due : performance.now() - this.#lastPost >= 10 * PERIOD_MS) this.flush();
  }

  flush(): void {
    const count = this.#count;
    const planes = this.#channels * 3;
    const data = new Float32Array(count * planes);
    for (let plane = 0; plane < planes; plane++) {
      data.set(this.#planes.data.subarray(plane * CAPACITY, plane * CAPACITY + count), plane * count);
    }
    this.#post({ count, data, frames: this.frames - this.#posted });
    this.#posted = this.frames;
    this.#count = 0;
    this.#lastPost = performance.now();
  }
}
