import { EarshotError } from '../core/protocol/errors.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import type { AudioSource, Samples } from './audioSource.ts';
import { SEGMENT_FRAMES } from './packets/packetReader.ts';
import type { SharedFile } from './thread.ts';
import type { ThreadPool } from './threadPool.ts';
import type { UnitCache } from './unitCache.ts';

const AT_ONCE = 2;
const WANTED = 1;
const AHEAD = 0;

/** What playing asks for first after a seek is decoded by itself; its unit follows when that has been heard, ms. */
const SHORT_FRAMES = 1 << 15;
const UNIT_AFTER_MS = 100;

/** Packets decoded in a thread, a unit at a time; the unit after one that was just read is fetched ahead. */
export class PacketSource implements AudioSource {
  readonly #file: SharedFile;
  readonly #pool: ThreadPool;
  readonly #cache: UnitCache;
  readonly #channels: number;
  readonly #unitFrames: number;
  /** Resolves when any frame can be found quickly. */
  readonly #indexed: Promise<void>;
  readonly #pending = new Map<number, Promise<Samples>>();
  #lastUnit = -2;
  #soon: NodeJS.Timeout | undefined;

  constructor(file: SharedFile, channels: number, pool: ThreadPool, cache: UnitCache, indexed: Promise<void>) {
    this.#file = file;
    this.#channels = channels;
    this.#pool = pool;
    this.#cache = cache;
    this.#indexed = indexed;
    // With hundreds of channels a whole segment would be too much to hold.
    this.#unitFrames = channels <= 8 ? SEGMENT_FRAMES : SEGMENT_FRAMES / 8;
  }

  async read(startFrame: number, frames: number, signal?: AbortSignalLike): Promise<Samples> {
    const first = Math.floor(startFrame / this.#unitFrames);
    if (frames <= SHORT_FRAMES && !this.#known(first)) {
      this.#unitSoon(first);
      const samples = await this.#fetch({ from: startFrame, frames }, AT_ONCE);
      if (signal?.aborted) throw new EarshotError('cancelled', 'The read was cancelled.');
      return samples;
    }
    let data = new Float32Array(frames * this.#channels);
    let done = 0;
    while (done < frames) {
      const frame = startFrame + done;
      const number = Math.floor(frame / this.#unitFrames);
      const unit = await this.#unit(number, WANTED);
      if (signal?.aborted) throw new EarshotError('cancelled', 'The read was cancelled.');
      const from = frame - number * this.#unitFrames;
      const now = Math.min(frames - done, unit.frames - from);
      if (now <= 0) break;
      for (let c = 0; c < this.#channels; c++) {
        const at = c * unit.frames + from;
        data.set(unit.data.subarray(at, at + now), c * frames + done);
      }
      done += now;
      if (number === this.#lastUnit + 1 && unit.frames === this.#unitFrames) {
        void this.#unit(number + 1, AHEAD).catch(() => undefined);
      }
      this.#lastUnit = number;
    }
    if (done < frames) {
      const whole = data;
      data = new Float32Array(done * this.#channels);
      for (let c = 0; c < this.#channels; c++) data.set(whole.subarray(c * frames, c * frames + done), c * done);
    }
    return { frames: done, data };
  }

  close(): Promise<void> {
    clearTimeout(this.#soon);
    this.#cache.forget(this.#file.id);
    return Promise.resolve();
  }

  /** The newest wins: who drags the position about needs none of the others. */
  #unitSoon(number: number): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => void this.#unit(number, WANTED).catch(() => undefined), UNIT_AFTER_MS);
  }

  #known(number: number): boolean {
    return this.#pending.has(number) || this.#cache.get(this.#file.id, number) !== undefined;
  }

  async #unit(number: number, priority: number): Promise<Samples> {
    const cached = this.#cache.get(this.#file.id, number);
    if (cached) return cached;
    let pending = this.#pending.get(number);
    if (!pending) {
      const range = { from: number * this.#unitFrames, frames: this.#unitFrames };
      pending = this.#fetch(range, priority)
        .then((samples) => {
          this.#cache.put(this.#file.id, number, samples);
          return samples;
        })
        .finally(() => this.#pending.delete(number));
      this.#pending.set(number, pending);
    }
    return pending;
  }

  async #fetch(
    range: { from: number; frames: number },
    priority: number,
  ): Promise<Samples & { data: Float32Array<ArrayBuffer> }> {
    if (range.from >= this.#unitFrames) await this.#indexed;
    const { frames, data } = await this.#pool.read(this.#file, range, priority).done;
    return { frames, data: data as Float32Array<ArrayBuffer> };
  }
}
