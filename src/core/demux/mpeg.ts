import { MAX_MPEG_FRAME, MpegKind } from '../formats/mpegHeader.ts';
import type { Demuxer, DemuxInput, Packet, SeekIndex } from './demuxer.ts';

/** Bytes a read: small where the first sound is waited for, large where the whole file is walked. */
const FIRST_READ = 32 * 1024;
const READ = 256 * 1024;
const INDEX_READ = 1 << 20;
/** Of what follows a read: a frame, and the header of the next. */
const MARGIN = MAX_MPEG_FRAME + 16;
/** About one second between the points of the index. */
const INDEX_STEP = 40;

/** Walks MPEG audio frames by their headers. Bytes that are no frame are skipped with a warning, and take no time. */
export class MpegDemuxer implements Demuxer {
  readonly #start: number;
  readonly #end: number;
  readonly #input: DemuxInput;
  #kind: MpegKind | undefined;
  #index: SeekIndex | undefined;

  constructor(config: { start: number; end: number }, input: DemuxInput) {
    this.#start = config.start;
    this.#end = Math.min(config.end, input.size);
    this.#input = input;
  }

  *packets(frame: number): Generator<Packet> {
    const { offset, position: from } = this.#point(frame);
    let position = from;
    for (const { bytes, at, size, samples } of this.#frames(offset, FIRST_READ)) {
      if (position + samples > frame) yield { data: bytes.subarray(at, at + size), position, frames: samples };
      position += samples;
    }
  }

  *buildIndex(): Generator<undefined, SeekIndex> {
    const frames: number[] = [];
    const offsets: number[] = [];
    let count = 0;
    let samples = 0;
    let block: Uint8Array | undefined;
    for (const found of this.#frames(this.#start, INDEX_READ)) {
      samples = found.samples;
      if (count % INDEX_STEP === 0) {
        frames.push(count * samples);
        offsets.push(found.offset);
      }
      count++;
      if (block !== found.bytes) yield;
      block = found.bytes;
    }
    return {
      frames: Float64Array.from(frames),
      offsets: Float64Array.from(offsets),
      totalFrames: count * samples,
    };
  }

  useIndex(index: SeekIndex): void {
    this.#index = index;
  }

  #point(frame: number): { offset: number; position: number } {
    const { frames, offsets } = this.#index ?? { frames: [], offsets: [] };
    let low = 0;
    let high = frames.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (frames[middle]! <= frame) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? { offset: this.#start, position: 0 } : { offset: offsets[low - 1]!, position: frames[low - 1]! };
  }

  /** The object is the same each time. */
  *#frames(from: number, firstRead: number): Generator<Found> {
    const kind = this.#kindOf();
    if (!kind) return;
    const found: Found = { bytes: new Uint8Array(0), at: 0, size: 0, offset: 0, samples: kind.samples };
    let lost = false;
    for (let offset = from, read = firstRead; offset < this.#end; read = Math.max(read, READ)) {
      const bytes = this.#read(offset, read + MARGIN);
      const last = offset + bytes.length >= this.#end;
      const limit = last ? bytes.length : read;
      if (bytes.length === 0) return;
      found.bytes = bytes;
      let at = 0;
      while (at < limit) {
        if (lost) {
          at = findAgain(kind, bytes, at, limit, last);
          if (at >= limit) break;
          lost = false;
        }
        const size = at + 4 <= bytes.length ? kind.frameBytes(bytes, at) : 0;
        if (size > 0 && at + size <= bytes.length) {
          found.at = at;
          found.size = size;
          found.offset = offset + at;
          yield found;
          at += size;
        } else {
          at += this.#lose(bytes, at, last, size > 0);
          lost = true;
        }
      }
      offset += at;
    }
  }

  /** The kind of the first frame, which tells what later ones must be like. */
  #kindOf(): MpegKind | undefined {
    this.#kind ??= MpegKind.at(this.#read(this.#start, READ), 0);
    if (!this.#kind) this.#input.warn('The first MPEG audio frame has gone from its place.');
    return this.#kind;
  }

  #read(offset: number, length: number): Uint8Array {
    return this.#input.read(offset, Math.max(0, Math.min(length, this.#end - offset)));
  }

  /** Says what the bytes are that are no frame; gives the length of what is known to be no audio. */
  #lose(bytes: Uint8Array, at: number, last: boolean, isFrame: boolean): number {
    if (last && isFrame) {
      this.#input.warn('The last frame is cut off.');
      return bytes.length - at;
    }
    if (last && bytes.subarray(at).every((byte) => byte === 0)) return bytes.length - at;
    this.#input.warn('Bytes between the frames are no audio and were skipped: a tag, or damage.');
    if (bytes[at] === 0x49 && bytes[at + 1] === 0x44 && bytes[at + 2] === 0x33 && at + 10 <= bytes.length) {
      const [a, b, c, d] = bytes.subarray(at + 6, at + 10);
      if ((a! | b! | c! | d!) < 0x80) return 10 + ((a! << 21) | (b! << 14) | (c! << 7) | d!);
    }
    return 1;
  }
}

/** The next frame that another follows, or `limit`. What it finds must not hang on where the bytes begin or end. */
function findAgain(kind: MpegKind, bytes: Uint8Array, from: number, limit: number, last: boolean): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at < limit; at = bytes.indexOf(0xff, at + 1)) {
    if (at + 4 > bytes.length) break;
    const size = kind.frameBytes(bytes, at);
    if (size === 0) continue;
    const next = at + size;
    if (next + 4 <= bytes.length ? kind.frameBytes(bytes, next) > 0 : last && next <= bytes.length) return at;
  }
  return limit;
}

interface Found {
  bytes: Uint8Array;
  at: number;
  size: number;
  /** In the file. */
  offset: number;
  samples: number;
}
