import { blockFrames, MAX_LEVEL } from '../protocol/audio.ts';
import { assert, ensureExists } from '../util/assert.ts';
import { hasNonFinite, PEAK_VALUES } from './peaks.ts';

/** The finest level that a scan makes. It is kept in a file. */
export const BASE_LEVEL = 2;
export const BASE_FRAMES = blockFrames(BASE_LEVEL);
/** The finest level that is kept in memory: for 60 minutes of stereo about 1 MB. */
export const MEMORY_LEVEL = 4;
/** Blocks of a level that make one of the next. */
const FAN = 4;

/**
 * Merges blocks of one size, four at a time, into `out`: block after block, track after track, three values each.
 * The last block may be made of fewer, and the last of these may be short: frames is what all of them cover.
 */
export function mergeRecords(
  records: Float32Array,
  count: number,
  tracks: number,
  size: number,
  frames: number,
  out: Float32Array,
): number {
  const values = tracks * PEAK_VALUES;
  const merged = Math.ceil(count / FAN);
  for (let block = 0; block < merged; block++) {
    const first = block * FAN;
    const children = Math.min(FAN, count - first);
    for (let track = 0; track < tracks; track++) {
      let min = Infinity;
      let max = -Infinity;
      let squares = 0;
      let covered = 0;
      let whole = true;
      for (let i = 0; i < children; i++) {
        const from = (first + i) * values + track * PEAK_VALUES;
        const covers = Math.min(size, frames - (first + i) * size);
        min = Math.min(min, records[from]!);
        max = Math.max(max, records[from + 1]!);
        const square = records[from + 2]!;
        if (hasNonFinite(square)) whole = false;
        // Nothing in it counts.
        if (records[from]! > records[from + 1]!) continue;
        squares += Math.abs(square) * covers;
        covered += covers;
      }
      const to = block * values + track * PEAK_VALUES;
      out[to] = min;
      out[to + 1] = max;
      const mean = covered > 0 ? squares / covered : 0;
      out[to + 2] = whole ? mean : -mean;
    }
  }
  return merged;
}

/**
 * The levels of the pyramid from MEMORY_LEVEL on: minimum, maximum and mean square of every block, at sizes that grow by
 * four. Base blocks are appended in file order; a level only ever has whole blocks until finish(), which adds the short
 * last one to each.
 */
export class Pyramid {
  readonly tracks: number;
  /** Blocks of the levels BASE_LEVEL … that do not fill one of the next yet, or, from MEMORY_LEVEL on, all blocks. */
  readonly #levels: Records[];
  #frames = 0;
  #finished = false;

  constructor(tracks: number) {
    this.tracks = tracks;
    this.#levels = Array.from({ length: MAX_LEVEL - BASE_LEVEL + 1 }, () => new Records(tracks * PEAK_VALUES));
  }

  /** Frames covered so far. */
  get frames(): number {
    return this.#frames;
  }

  /** records: base blocks. Only the last block of a file may be short. */
  append(records: Float32Array, count: number, frames: number): void {
    assert(!this.#finished, 'append before finish');
    assert(records.length === count * this.tracks * PEAK_VALUES, 'three values a track and block');
    assert(Math.ceil(frames / BASE_FRAMES) === count, 'as many blocks as the frames fill');
    this.#frames += frames;
    this.#add(BASE_LEVEL, records, count);
  }

  /** No more blocks will come: short last blocks are built all the way up. */
  finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    for (let level = BASE_LEVEL; level < MAX_LEVEL; level++) {
      const above = this.#level(level + 1);
      if (above.end * blockFrames(level + 1) >= this.#frames) continue;
      const from = this.#level(level);
      const first = above.end * FAN;
      this.#mergeInto(level, from.slice(first, from.end - first), from.end - first, first);
    }
  }

  /** Forgets what covers frames from `frames` on (a multiple of the blocks of MEMORY_LEVEL), so that a file can grow. */
  truncate(frames: number): void {
    assert(frames % blockFrames(MEMORY_LEVEL) === 0 && frames <= this.#frames, 'truncated at a block');
    this.#finished = false;
    this.#frames = frames;
    for (let level = BASE_LEVEL; level <= MAX_LEVEL; level++) {
      const whole = Math.floor(frames / blockFrames(level));
      if (level < MEMORY_LEVEL) this.#level(level).restart(whole);
      else this.#level(level).truncate(whole);
    }
  }

  /** Blocks start … of a level from MEMORY_LEVEL on, as records; fewer where there are none yet, or no more. */
  read(level: number, start: number, count: number): { records: Float32Array; count: number } {
    assert(level >= MEMORY_LEVEL, 'a level in memory');
    const from = this.#level(level);
    const there = Math.max(0, Math.min(count, from.end - start));
    return { records: from.slice(start, there), count: there };
  }

  /** All levels in memory, for a file. */
  save(): Float32Array[] {
    return this.#levels.slice(MEMORY_LEVEL - BASE_LEVEL).map((level) => level.slice(0, level.end));
  }

  static restore(tracks: number, frames: number, levels: readonly Float32Array[]): Pyramid {
    const pyramid = new Pyramid(tracks);
    pyramid.#frames = frames;
    pyramid.#finished = true;
    levels.forEach((records, i) => {
      pyramid.#level(MEMORY_LEVEL + i).append(records, records.length / (tracks * PEAK_VALUES));
    });
    return pyramid;
  }

  #level(level: number): Records {
    return ensureExists(this.#levels[level - BASE_LEVEL], 'level');
  }

  #add(level: number, records: Float32Array, count: number): void {
    const to = this.#level(level);
    to.append(records, count);
    if (level === MAX_LEVEL) return;
    const above = this.#level(level + 1);
    const size = blockFrames(level);
    const first = above.end * FAN;
    // Blocks that are whole, four by four.
    const whole = Math.floor(Math.min(to.end, Math.floor(this.#frames / size)) / FAN) * FAN;
    if (whole > first) this.#mergeInto(level, to.slice(first, whole - first), whole - first, first);
    if (level < MEMORY_LEVEL) to.drop(above.end * FAN);
  }

  #mergeInto(level: number, records: Float32Array, count: number, first: number): void {
    const size = blockFrames(level);
    const merged = new Float32Array(Math.ceil(count / FAN) * this.tracks * PEAK_VALUES);
    const made = mergeRecords(records, count, this.tracks, size, this.#frames - first * size, merged);
    if (this.#finished) this.#level(level + 1).append(merged, made);
    else this.#add(level + 1, merged, made);
  }
}

/** Blocks first … end−1 of a level, in one growing array. */
class Records {
  end = 0;
  #first = 0;
  readonly #values: number;
  #data = new Float32Array(0);

  constructor(values: number) {
    this.#values = values;
  }

  append(records: Float32Array, count: number): void {
    const used = (this.end - this.#first) * this.#values;
    const needed = used + count * this.#values;
    if (needed > this.#data.length) {
      const grown = new Float32Array(Math.max(needed, Math.min(used * 2, used + (1 << 18))));
      grown.set(this.#data.subarray(0, used));
      this.#data = grown;
    }
    this.#data.set(records.subarray(0, count * this.#values), used);
    this.end += count;
  }

  slice(start: number, count: number): Float32Array<ArrayBuffer> {
    assert(start >= this.#first, 'blocks that are kept');
    const at = (start - this.#first) * this.#values;
    return this.#data.slice(at, at + Math.max(0, count) * this.#values);
  }

  /** Blocks before `first` are no longer needed. */
  drop(first: number): void {
    if (first <= this.#first) return;
    this.#data = this.slice(first, this.end - first);
    this.#first = first;
  }

  truncate(end: number): void {
    this.end = Math.min(this.end, Math.max(end, this.#first));
  }

  restart(at: number): void {
    this.#first = at;
    this.end = at;
  }
}
