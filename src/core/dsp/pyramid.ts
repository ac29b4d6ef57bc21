import { blockFrames, MAX_LEVEL, type PeaksResult } from '../protocol/audio.ts';
import { assert, ensureExists } from '../util/assert.ts';

export const BASE_LEVEL = 2;
export const BASE_FRAMES = blockFrames(BASE_LEVEL);
/** Blocks of a level that make one of the next. */
const FAN = 4;
const SEGMENT_BLOCKS = 4096;

/**
 * Minimum, maximum and mean square of every block of a file, at block sizes that grow by four. Base blocks are appended
 * in file order; upper levels grow with them. A level only ever has whole blocks until finish(), which adds the short
 * last one to each. Storage is 1.33 * 12 bytes a base block and channel, in segments that never move.
 */
export class Pyramid {
  readonly channels: number;
  #levels: Level[];
  #frames = 0;
  #finished = false;

  constructor(channels: number) {
    this.channels = channels;
    this.#levels = Array.from({ length: MAX_LEVEL - BASE_LEVEL + 1 }, () => new Level(channels * 3));
  }

  /** Frames covered so far. */
  get frames(): number {
    return this.#frames;
  }

  /** data: for each channel `count` minima, maxima and mean squares. Only the last block of a file may be short. */
  append(count: number, data: Float32Array, frames: number): void {
    assert(!this.#finished, 'append before finish');
    assert(data.length === count * this.channels * 3, 'three values a channel and block');
    assert(Math.ceil(frames / BASE_FRAMES) === count, 'as many blocks as the frames fill');
    if (count === 0) return;
    const base = ensureExists(this.#levels[0], 'base level');
    base.append(count, data);
    this.#frames += frames;
    this.#grow();
  }

  /** No more blocks will come: short last blocks are built all the way up. */
  finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    for (let level = 1; level < this.#levels.length; level++) {
      const size = blockFrames(BASE_LEVEL + level);
      if (this.#frames % size === 0) continue;
      const last = Math.floor(this.#frames / size);
      if (this.#levels[level]!.count === last) this.#merge(level, last);
    }
  }

  /** Blocks start … start+count−1 at a level from BASE_LEVEL on; fewer where there are none yet, or no more. */
  read(level: number, start: number, count: number): PeaksResult {
    const from = ensureExists(this.#levels[level - BASE_LEVEL], 'level');
    const there = Math.max(0, Math.min(count, from.count - start));
    const data = new Float32Array(there * this.channels * 3);
    from.copy(start, there, data);
    return { start, count: there, channels: this.channels, data };
  }

  #grow(): void {
    for (let level = 1; level < this.#levels.length; level++) {
      const below = this.#levels[level - 1]!;
      const whole = Math.floor(this.#frames / blockFrames(BASE_LEVEL + level));
      for (let i = this.#levels[level]!.count; i < whole && (i + 1) * FAN <= below.count; i++) this.#merge(level, i);
    }
  }

  /** Appends block `index` of a level, made of the blocks below it. */
  #merge(level: number, index: number): void {
    const below = this.#levels[level - 1]!;
    const size = blockFrames(BASE_LEVEL + level - 1);
    const first = index * FAN;
    const children = Math.min(FAN, below.count - first);
    // A segment holds a whole number of families, so all children are in one.
    const [from, child] = below.place(first);
    const [to, block] = this.#levels[level]!.grow();
    for (let channel = 0; channel < this.channels; channel++) {
      const minima = channel * 3 * SEGMENT_BLOCKS;
      const maxima = minima + SEGMENT_BLOCKS;
      const means = maxima + SEGMENT_BLOCKS;
      let min = Infinity;
      let max = -Infinity;
      let squares = 0;
      let frames = 0;
      for (let i = 0; i < children; i++) {
        // The last block of a file covers fewer frames, and counts for less.
        const covers = Math.min(size, this.#frames - (first + i) * size);
        min = Math.min(min, from[minima + child + i]!);
        max = Math.max(max, from[maxima + child + i]!);
        squares += from[means + child + i]! * covers;
        frames += covers;
      }
      to[minima + block] = min;
      to[maxima + block] = max;
      to[means + block] = squares / frames;
    }
  }
}

/** Planes of values, each plane in segments of one size. */
class Level {
  count = 0;
  #planes: number;
  #segments: Float32Array[] = [];

  constructor(planes: number) {
    this.#planes = planes;
  }

  /** The segment that holds a block, and where in each of its planes. */
  place(index: number): readonly [Float32Array, number] {
    return [this.#segments[Math.floor(index / SEGMENT_BLOCKS)]!, index % SEGMENT_BLOCKS];
  }

  /** Room for one more block, which the caller fills. */
  grow(): readonly [Float32Array, number] {
    if (this.count % SEGMENT_BLOCKS === 0) this.#segments.push(new Float32Array(this.#planes * SEGMENT_BLOCKS));
    return this.place(this.count++);
  }

  /** data: plane after plane, `count` values each. */
  append(count: number, data: Float32Array): void {
    for (let done = 0; done < count;) {
      const at = this.count % SEGMENT_BLOCKS;
      if (at === 0) this.#segments.push(new Float32Array(this.#planes * SEGMENT_BLOCKS));
      const segment = this.#segments[this.#segments.length - 1]!;
      const now = Math.min(count - done, SEGMENT_BLOCKS - at);
      for (let plane = 0; plane < this.#planes; plane++) {
        segment.set(data.subarray(plane * count + done, plane * count + done + now), plane * SEGMENT_BLOCKS + at);
      }
      done += now;
      this.count += now;
    }
  }

  copy(start: number, count: number, out: Float32Array): void {
    for (let done = 0; done < count;) {
      const at = (start + done) % SEGMENT_BLOCKS;
      const segment = this.#segments[Math.floor((start + done) / SEGMENT_BLOCKS)]!;
      const now = Math.min(count - done, SEGMENT_BLOCKS - at);
      for (let plane = 0; plane < this.#planes; plane++) {
        const from = plane * SEGMENT_BLOCKS + at;
        out.set(segment.subarray(from, from + now), plane * count + done);
      }
      done += now;
    }
  }
}
