import { viewOf } from '../formats/byteSource.ts';
import { crc32 } from '../util/crc32.ts';
import type { Packet } from '../demux/demuxer.ts';
import type { Decoded, DecoderContext, PacketDecoder } from './packetDecoder.ts';

const START_K = 10;
/** 2^(k+4), which the running sums are compared with. */
const limits = Uint32Array.from({ length: 40 }, (_, k) => (k > 27 ? 0xffffffff : 2 ** (k + 4)));

/** True Audio (TTA1), lossless: 8, 16 and 24 bits. */
export function decodeTta(bits: number, { channels, warn }: DecoderContext): PacketDecoder {
  const byteSize = Math.ceil(bits / 8);
  return {
    preroll: 0,
    exact: true,
    batch: 1,
    reset: () => undefined,
    decode(packets): Decoded {
      const [packet] = packets as [Packet];
      const { data, frames, position } = packet;
      const planes = Array.from({ length: channels }, () => new Float32Array(frames));
      const body = data.subarray(0, Math.max(0, data.length - 4));
      if (data.length < 4 || crc32(body) !== viewOf(data).getUint32(body.length, true)) {
        warn('Some TTA frames are damaged; silence stands in their place.');
      } else decodeFrame(body, byteSize, planes, frames);
      return { planes, frames, position };
    },
    free: () => undefined,
  };
}

function decodeFrame(bytes: Uint8Array, byteSize: number, planes: Float32Array[], frames: number): void {
  const bits = new Bits(bytes);
  const channels = planes.map(() => new Channel(byteSize));
  const scale = 1 / 2 ** (byteSize * 8 - 1);
  const row = new Int32Array(planes.length);
  const last = row.length - 1;
  for (let i = 0; i < frames; i++) {
    for (let c = 0; c <= last; c++) row[c] = channels[c]!.next(bits);
    // Each channel but the last is stored as the difference to the next, the last as a mean.
    if (last > 0) {
      row[last] = row[last]! + ((row[last - 1]! / 2) | 0);
      for (let c = last - 1; c >= 0; c--) row[c] = row[c + 1]! - row[c]!;
    }
    for (let c = 0; c <= last; c++) planes[c]![i] = row[c]! * scale;
  }
}

/** What one channel remembers from sample to sample; every frame starts afresh. */
class Channel {
  readonly #filterShift: number;
  readonly #predictorShift: number;
  /** Of an adaptive Rice code of two levels. */
  #k0 = START_K;
  #k1 = START_K;
  #sum0 = limits[START_K]!;
  #sum1 = limits[START_K]!;
  readonly #weights = new Int32Array(8);
  /** By how much each weight moves when the last prediction was wrong. */
  readonly #steps = new Int32Array(8);
  readonly #history = new Int32Array(8);
  #error = 0;
  #last = 0;

  constructor(byteSize: number) {
    this.#filterShift = byteSize === 2 ? 9 : 10;
    this.#predictorShift = byteSize === 1 ? 4 : 5;
  }

  next(bits: Bits): number {
    const code = this.#rice(bits);
    const value = this.#filtered(code & 1 ? (code + 1) >> 1 : -(code >> 1));
    const last = this.#last;
    return (this.#last = (value + (((last << this.#predictorShift) - last) >> this.#predictorShift)) | 0);
  }

  #rice(bits: Bits): number {
    const unary = bits.unary();
    let value: number;
    if (unary === 0) value = bits.read(this.#k0);
    else {
      const k = this.#k1;
      const upper = ((unary - 1) * 2 ** k + bits.read(k)) >>> 0;
      this.#sum1 = (this.#sum1 + upper - (this.#sum1 >>> 4)) >>> 0;
      if (k > 0 && this.#sum1 < limits[k]!) this.#k1--;
      else if (this.#sum1 > limits[k + 1]!) this.#k1++;
      value = (upper + 2 ** this.#k0) >>> 0;
    }
    const k = this.#k0;
    this.#sum0 = (this.#sum0 + value - (this.#sum0 >>> 4)) >>> 0;
    if (k > 0 && this.#sum0 < limits[k]!) this.#k0--;
    else if (this.#sum0 > limits[k + 1]!) this.#k0++;
    return value | 0;
  }

  /** Eight taps over the signal and its differences, moved by the sign of the error. */
  #filtered(residual: number): number {
    const w = this.#weights;
    const s = this.#steps;
    const h = this.#history;
    if (this.#error < 0) for (let i = 0; i < 8; i++) w[i] = w[i]! - s[i]!;
    else if (this.#error > 0) for (let i = 0; i < 8; i++) w[i] = w[i]! + s[i]!;
    this.#error = residual;
    let sum = 1 << (this.#filterShift - 1);
    for (let i = 0; i < 8; i++) sum = (sum + Math.imul(h[i]!, w[i]!)) | 0;
    for (let i = 0; i < 4; i++) {
      s[i] = s[i + 1]!;
      h[i] = h[i + 1]!;
    }
    s[4] = (h[4]! >> 30) | 1;
    s[5] = ((h[5]! >> 30) | 2) & ~1;
    s[6] = ((h[6]! >> 30) | 2) & ~1;
    s[7] = ((h[7]! >> 30) | 4) & ~3;
    const value = (residual + (sum >> this.#filterShift)) | 0;
    const slope = (value - h[7]!) | 0;
    const bend = (slope - h[6]!) | 0;
    h[4] = bend - h[5]!;
    h[5] = bend;
    h[6] = slope;
    h[7] = value;
    return value;
  }
}

/** Bits from the lowest of each byte on. Behind the end: zeros, so that no unary run is endless. */
class Bits {
  readonly #bytes: Uint8Array;
  #at = 0;
  #held = 0;
  #count = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  unary(): number {
    for (let ones = 0; ;) {
      if (this.#count === 0) this.#fill();
      const run = Math.min(this.#count, 31 - Math.clz32(~this.#held & (this.#held + 1)));
      ones += run;
      this.#held >>>= run;
      this.#count -= run;
      if (this.#count === 0) continue;
      this.#held >>>= 1;
      this.#count--;
      return ones;
    }
  }

  read(wanted: number): number {
    while (this.#count < wanted && this.#count <= 16) {
      this.#held |= (this.#bytes[this.#at++] ?? 0) << this.#count;
      this.#count += 8;
    }
    if (wanted <= this.#count) {
      const value = this.#held & ((1 << wanted) - 1);
      this.#held >>>= wanted;
      this.#count -= wanted;
      return value;
    }
    // Only damage asks for so many.
    const low = this.#held;
    const have = this.#count;
    this.#held = 0;
    this.#count = 0;
    return low + this.read(Math.min(wanted - have, 16)) * 2 ** have;
  }

  #fill(): void {
    this.#held = this.#bytes[this.#at++] ?? 0;
    this.#count = 8;
  }
}
