import { crc16, type FlacHeader, MAX_FLAC_HEADER, parseFlacHeader } from '../codecs/flacHeader.ts';
import type { DemuxInput } from './demuxer.ts';

/** A frame header and where it stands in the file. */
export interface FlacPlace extends FlacHeader {
  offset: number;
}

const CHUNK = 1 << 18;
/** Headers that turn out to be none, before a search gives up: by chance there is one in 16 MB. */
const MAX_TRIES = 64;
const MAX_DOUBTS = 10_000;

/** The most that a frame may take: twice what its samples take as they are. */
const maxFrameBytes = ({ samples, channels }: FlacHeader): number => samples * channels * 8 + 1024;

/**
 * Finds frames among bytes. FLAC has no lengths: a frame ends where the next header stands. A header is believed when
 * its number is the one that must follow; only in doubt is the CRC-16 of all that lies before it computed.
 */
export class FlacScan {
  readonly #input: DemuxInput;
  #end: number;
  #bytes: Uint8Array = new Uint8Array(0);
  #base = 0;
  /** Frame numbers count samples although the headers say that they count frames: files of old encoders. */
  oldNumbers = false;

  constructor(input: DemuxInput, end: number) {
    this.#input = input;
    this.#end = Math.min(end, input.size);
  }

  /** The number that the frame after this one has. */
  follower(frame: FlacHeader): number {
    return frame.number + (frame.variable || this.oldNumbers ? frame.samples : 1);
  }

  /** Bytes from … to−1 (at most to the end), valid for ever. */
  bytes(from: number, to: number): Uint8Array {
    this.#load(from, to - from);
    return this.#bytes.subarray(from - this.#base, to - this.#base);
  }

  /** Of one frame, at most as long as it may be. */
  frameBytes(frame: FlacPlace, end = this.#end): Uint8Array {
    return this.bytes(frame.offset, Math.min(end, frame.offset + maxFrameBytes(frame)));
  }

  /** The next header whose own checksum holds, at from … to−1. */
  header(from: number, to: number): FlacPlace | undefined {
    const last = Math.min(to, this.#end);
    for (let at = from; at < last;) {
      this.#load(at, MAX_FLAC_HEADER + 1);
      const bytes = this.#bytes;
      const whole = this.#base + bytes.length >= this.#end;
      const stop = whole ? bytes.length : bytes.length - MAX_FLAC_HEADER;
      let i = at - this.#base;
      while (i < stop) {
        if (bytes[i] !== 0xff) {
          i = bytes.indexOf(0xff, i);
          if (i < 0) i = bytes.length;
          continue;
        }
        if ((bytes[i + 1]! & 0xfe) === 0xf8) {
          const found = parseFlacHeader(bytes, i);
          const offset = this.#base + i;
          if (offset >= last) return undefined;
          if (found) return { ...found, offset };
        }
        i++;
      }
      at = this.#base + (whole ? i : Math.min(i, stop));
    }
    return undefined;
  }

  /** The frame that follows; undefined where it is the last. Frames that damage took away are left out. */
  next(frame: FlacPlace): FlacPlace | undefined {
    const follower = this.follower(frame);
    const limit = frame.offset + maxFrameBytes(frame);
    let from = frame.offset + frame.length;
    let crc = 0;
    let summed = frame.offset;
    for (let tries = 0; tries < MAX_DOUBTS; tries++) {
      const found = this.header(from, this.#end);
      if (!found) return undefined;
      if (found.number === follower && found.variable === frame.variable) return found;
      if (found.offset < limit) {
        crc = crc16(this.bytes(summed, found.offset), 0, found.offset - summed, crc);
        summed = found.offset;
        if (crc === 0) return found;
      }
      if (found.variable === frame.variable && found.number > frame.number && this.isWhole(found)) return found;
      from = found.offset + 1;
    }
    return undefined;
  }

  /** Whether the frame that must follow this one stands behind it, or its own CRC-16 holds. */
  isFrame(frame: FlacPlace): boolean {
    const follower = this.follower(frame);
    let from = frame.offset + frame.length;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const found = this.header(from, frame.offset + maxFrameBytes(frame));
      if (!found) break;
      if (found.number === follower && found.variable === frame.variable) return true;
      from = found.offset + 1;
    }
    return this.isWhole(frame);
  }

  /** Whether its CRC-16 holds up to a header behind it, or to the end. */
  isWhole(frame: FlacPlace): boolean {
    const limit = frame.offset + maxFrameBytes(frame);
    let from = frame.offset + frame.length;
    let crc = 0;
    let summed = frame.offset;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const found = this.header(from, limit);
      const end = found?.offset ?? this.#end;
      if (end > limit) return false;
      crc = crc16(this.bytes(summed, end), 0, end - summed, crc);
      if (crc === 0) return true;
      if (!found) return false;
      summed = end;
      from = end + 1;
    }
    return false;
  }

  /** Makes the window hold `needed` bytes at `from`, as far as there are. */
  #load(from: number, needed: number): void {
    const end = Math.min(from + needed, this.#end);
    if (from >= this.#base && end <= this.#base + this.#bytes.length) return;
    const length = Math.min(Math.max(needed, CHUNK), this.#end - from);
    this.#bytes = this.#input.read(from, length);
    this.#base = from;
    // The file has become shorter.
    if (this.#bytes.length < length) this.#end = from + this.#bytes.length;
  }
}
