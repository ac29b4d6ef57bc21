import { EarshotError } from '../../src/core/protocol/errors.ts';
import type { PcmSource } from './types.ts';

/** Kept at least: what two seconds either side of a pointer take, in stereo. */
const MAX_BYTES = 8 * 2 ** 20;

interface Segment {
  start: number;
  frames: number;
  data: Float32Array;
}

interface Pending {
  start: number;
  end: number;
  sinceMs: number;
  done: Promise<unknown>;
}

/** Planar: data[channel * stride + i]. */
export interface PlanarView {
  data: Float32Array;
  stride: number;
}

/**
 * What was read of one file lately, bounded in bytes: short loops, moved loops and scrubbing cost no further reading.
 * Main thread. A range that is being read is not asked for again.
 */
export class PcmCache {
  /** Told of each answer from the source, ms. */
  onDelivery: (ms: number) => void = () => undefined;
  /** Newest last. */
  #segments: Segment[] = [];
  #pending: Pending[] = [];
  #source: PcmSource;
  #maxFrames: number;
  #frames = 0;

  constructor(source: PcmSource, maxBytes = MAX_BYTES) {
    this.#source = source;
    this.#maxFrames = maxBytes / (Float32Array.BYTES_PER_ELEMENT * source.channels);
  }

  /** Reads under way. */
  get reading(): number {
    return this.#pending.length;
  }

  /** How long the oldest of them has been waited for. */
  waitingMs(): number {
    const [oldest] = this.#pending;
    return oldest ? performance.now() - oldest.sinceMs : 0;
  }

  /** All of it is here, or has been asked for. */
  coming(start: number, end: number): boolean {
    for (let at = start; at < end;) {
      const here = this.covered(at, end - at);
      const other = here > 0 ? undefined : this.#pending.find((each) => each.start <= at && at < each.end);
      if (here === 0 && !other) return false;
      at = other ? other.end : at + here;
    }
    return true;
  }

  /** Frames that it holds at most. */
  get capacity(): number {
    return this.#maxFrames;
  }

  /** Frames from `start` on that are here, at most `most`. */
  covered(start: number, most: number): number {
    let done = 0;
    while (done < most) {
      const segment = this.#find(start + done);
      if (!segment) break;
      done = Math.min(most, segment.start + segment.frames - start);
    }
    return done;
  }

  /**
   * Sees to it that the range is here; resolves with the frames that are, fewer than asked at the end of the file, or when
   * what it waited for has come and the rest is no longer wanted.
   */
  async read(start: number, end: number, wanted: () => boolean = () => true): Promise<number> {
    for (;;) {
      const from = start + this.covered(start, end - start);
      if (from >= end) return end - start;
      const other = this.#pending.find((pending) => pending.start <= from && from < pending.end);
      if (!other) {
        const to = this.#nextComing(from, end);
        const frames = await this.#fetch(from, to);
        if (frames < to - from) return from + frames - start;
      } else {
        await other.done;
        if (!wanted()) return this.covered(start, end - start);
        // What is missing now is missing from the file, or has been pushed out: asked again, once.
        if (this.covered(from, 1) === 0) return from + (await this.#fetch(from, end)) - start;
      }
    }
  }

  /** The range as it lies in one piece of memory, if it does. */
  view(start: number, frames: number): PlanarView | null {
    const segment = this.#find(start);
    if (!segment || segment.start + segment.frames < start + frames) return null;
    return { data: segment.data.subarray(start - segment.start), stride: segment.frames };
  }

  /** Copies a range that is here to out[channel * stride + offset …], backwards for a step of −1. */
  copy(start: number, frames: number, step: 1 | -1, out: Float32Array, offset: number, stride: number): void {
    for (let done = 0; done < frames;) {
      const segment = this.#find(start + done);
      if (!segment) throw new Error(`frame ${start + done} is not here`);
      const from = start + done - segment.start;
      const count = Math.min(frames - done, segment.frames - from);
      for (let channel = 0; channel < this.#source.channels; channel++) {
        const at = channel * segment.frames + from;
        const samples = segment.data.subarray(at, at + count);
        const to = channel * stride + offset;
        if (step > 0) out.set(samples, to + done);
        else for (let i = 0; i < count; i++) out[to + frames - 1 - done - i] = samples[i]!;
      }
      done += count;
    }
  }

  #find(frame: number): Segment | undefined {
    for (let i = this.#segments.length - 1; i >= 0; i--) {
      const segment = this.#segments[i]!;
      if (frame < segment.start || frame >= segment.start + segment.frames) continue;
      // The one used last is the last to go.
      if (i < this.#segments.length - 1) this.#segments.push(...this.#segments.splice(i, 1));
      return segment;
    }
    return undefined;
  }

  #nextComing(from: number, end: number): number {
    const all = [...this.#segments, ...this.#pending];
    return Math.min(end, ...all.map(({ start }) => start).filter((start) => start > from));
  }

  async #fetch(start: number, end: number): Promise<number> {
    const began = performance.now();
    const done = this.#source.read(start, end - start);
    const pending: Pending = { start, end, sinceMs: began, done };
    this.#pending.push(pending);
    try {
      const { frames, data } = await done;
      checkBlock(frames, data, end - start, this.#source.channels);
      this.onDelivery(performance.now() - began);
      if (frames > 0) this.#keep({ start, frames, data });
      return frames;
    } finally {
      this.#pending.splice(this.#pending.indexOf(pending), 1);
    }
  }

  #keep(segment: Segment): void {
    this.#segments.push(segment);
    this.#frames += segment.frames;
    while (this.#frames > this.#maxFrames && this.#segments.length > 4) this.#frames -= this.#segments.shift()!.frames;
  }
}

function checkBlock(frames: number, data: Float32Array, asked: number, channels: number): void {
  if (frames <= asked && data.length === frames * channels) return;
  throw new EarshotError('protocol', `The audio server sent ${frames} frames where ${asked} were asked for.`);
}
