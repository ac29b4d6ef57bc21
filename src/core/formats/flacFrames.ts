/** One FLAC frame, or where one was expected and could not be read. */
export interface FlacFrame {
  bytes: Uint8Array;
  /** Number of its first sample. */
  sample: number;
  samples: number;
  /** Its CRC-16 holds. A frame that fails may still be decoded by nobody. */
  intact: boolean;
  /** Nothing follows it. */
  last: boolean;
}

interface Header {
  /** Frame number, or sample number where block sizes vary. */
  number: number;
  samples: number;
  variable: boolean;
  /** Everything that may not change within a stream. */
  kind: number;
}

const crc8Table = Uint8Array.from({ length: 256 }, (_, i) => {
  let crc = i;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : (crc << 1) & 0xff;
  return crc;
});
const crc16Table = Uint16Array.from({ length: 256 }, (_, i) => {
  let crc = i << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x8005) & 0xffff : (crc << 1) & 0xffff;
  return crc;
});

const MAX_HEADER = 16;
const MAX_LOST_FRAMES = 64;

/** Parses a frame header (RFC 9639 section 9.1); undefined unless its CRC-8 holds. */
export function flacHeader(bytes: Uint8Array, at: number): Header | undefined {
  if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xfe) !== 0xf8) return undefined;
  const sizeCode = bytes[at + 2]! >> 4;
  const rateCode = bytes[at + 2]! & 15;
  const channelCode = bytes[at + 3]! >> 4;
  if (sizeCode === 0 || rateCode === 15 || channelCode > 10 || bytes[at + 3]! & 1) return undefined;
  let pos = at + 4;
  const first = bytes[pos++]!;
  // The number is coded as UTF-8 would, in up to seven bytes.
  const extra = first < 0x80 ? 0 : Math.clz32(~(first << 24)) - 1;
  if (first >= 0x80 && (extra < 1 || extra > 6)) return undefined;
  let number = extra === 0 ? first : first & (0x3f >> extra);
  for (let i = 0; i < extra; i++) number = number * 64 + (bytes[pos++]! & 0x3f);
  let samples = sizeCode === 1 ? 192 : sizeCode < 6 ? 576 << (sizeCode - 2) : 256 << (sizeCode - 8);
  if (sizeCode === 6) samples = bytes[pos++]! + 1;
  if (sizeCode === 7) samples = ((bytes[pos++]! << 8) | bytes[pos++]!) + 1;
  pos += rateCode === 12 ? 1 : rateCode === 13 || rateCode === 14 ? 2 : 0;
  if (pos >= bytes.length) return undefined;
  let crc = 0;
  for (let i = at; i < pos; i++) crc = crc8Table[crc ^ bytes[i]!]!;
  if (crc !== bytes[pos]) return undefined;
  const kind = (rateCode << 3) | ((bytes[at + 3]! >> 1) & 7);
  return { number, samples, variable: (bytes[at + 1]! & 1) === 1, kind };
}

/**
 * Cuts a stream of bytes into whole frames, whatever the chunks it arrives in: a frame ends where the next header
 * stands and the CRC-16 of all before it holds. Damage costs the frames it touches and no others.
 */
export class FlacFrameSplitter {
  #buffer = new Uint8Array(0);
  #header: Header | undefined;
  /** Bytes of the current frame that the running CRC has seen. */
  #scanned = 0;
  #crc = 0;
  readonly #blockSize: number;
  readonly #maxFrameBytes: number;

  /** blockSize: of a stream with fixed blocks, from STREAMINFO. */
  constructor(blockSize: number, channels: number) {
    this.#blockSize = blockSize;
    // A frame is at most verbatim: 4 bytes a sample and channel, with room for its headers.
    this.#maxFrameBytes = Math.max(blockSize, 16) * channels * 4 + 1024;
  }

  push(chunk: Uint8Array): FlacFrame[] {
    const joined = new Uint8Array(this.#buffer.length + chunk.length);
    joined.set(this.#buffer);
    joined.set(chunk, this.#buffer.length);
    this.#buffer = joined;
    return this.#split(false);
  }

  flush(): FlacFrame[] {
    return this.#split(true);
  }

  #split(ended: boolean): FlacFrame[] {
    const frames: FlacFrame[] = [];
    const buffer = this.#buffer;
    // A header is only judged when all of it can be there.
    const limit = ended ? buffer.length : buffer.length - MAX_HEADER;
    let start = 0;
    while (!this.#header && start < limit) {
      const sync = buffer.indexOf(0xff, start);
      start = sync < 0 || sync >= limit ? limit : sync;
      if (start < limit) this.#header = flacHeader(buffer, start);
      if (!this.#header) start = Math.min(start + 1, limit);
    }
    let scan = start + this.#scanned;
    while (this.#header && scan < limit) {
      const next = this.#nextHeader(start, scan, limit);
      const end = next?.at ?? limit;
      for (; scan < end; scan++)
        this.#crc = crc16Table[(this.#crc >> 8) ^ buffer[scan]!]! ^ ((this.#crc << 8) & 0xffff);
      if (!next) break;
      if (this.#crc !== 0 && !this.#follows(next.header) && end - start < this.#maxFrameBytes) {
        // A header that only happens to look like one.
        this.#crc = crc16Table[(this.#crc >> 8) ^ buffer[scan]!]! ^ ((this.#crc << 8) & 0xffff);
        scan++;
        continue;
      }
      frames.push(this.#frame(buffer.subarray(start, end), false));
      this.#header = next.header;
      this.#crc = 0;
      start = scan = end;
    }
    if (ended && this.#header && start < buffer.length) {
      frames.push(this.#frame(buffer.subarray(start), true));
      this.#header = undefined;
      start = buffer.length;
    }
    this.#scanned = this.#header ? scan - start : 0;
    this.#buffer = buffer.subarray(start);
    return frames;
  }

  #nextHeader(start: number, from: number, limit: number): { at: number; header: Header } | undefined {
    for (let at = Math.max(from, start + 6); ; at++) {
      at = this.#buffer.indexOf(0xff, at);
      if (at < 0 || at >= limit) return undefined;
      const header = flacHeader(this.#buffer, at);
      if (header && header.variable === this.#header!.variable) return { at, header };
    }
  }

  /** A header that may stand here although the frame before it is damaged, or lost with some of its successors. */
  #follows(next: Header): boolean {
    const now = this.#header!;
    const gap = (next.number - now.number) / (now.variable ? now.samples : 1);
    return next.kind === now.kind && gap > 0 && gap <= MAX_LOST_FRAMES;
  }

  #frame(bytes: Uint8Array, last: boolean): FlacFrame {
    const { number, samples, variable } = this.#header!;
    return { bytes, sample: variable ? number : number * this.#blockSize, samples, intact: this.#crc === 0, last };
  }
}
