import { createHash } from 'node:crypto';
import { interleave } from '../../core/dsp/pcm.ts';
import type { PcmLayout } from './storedSamples.ts';

/** Samples, of all channels together, that are converted at a time. */
const ROOM = 1 << 14;

/** MD5 of PCM, of frames in order: of the bytes that a file has, or of decoded planes. */
export class PcmHash {
  readonly #hash = createHash('md5');
  readonly #layout: PcmLayout;
  readonly #channels: number;
  readonly #room: Uint8Array<ArrayBuffer>;

  constructor(layout: PcmLayout, channels: number) {
    this.#layout = layout;
    this.#channels = channels;
    this.#room = new Uint8Array(8 * Math.max(ROOM, channels));
  }

  /** Whether it takes bytes of the file instead of planes. */
  get ofBytes(): boolean {
    return this.#layout.kind === 'stored';
  }

  /** Whole samples as they stand in the file. */
  bytes(bytes: Uint8Array): void {
    const layout = this.#layout;
    if (layout.kind !== 'stored') return;
    const { size, unsigned } = layout;
    const big = layout.big && size > 1;
    if (!big && !unsigned) return void this.#hash.update(bytes);
    const step = this.#room.length - (this.#room.length % size);
    for (let at = 0; at < bytes.length; at += step) {
      const part = bytes.subarray(at, at + step);
      const out = this.#room.subarray(0, part.length);
      if (big) for (let i = 0; i < part.length; i++) out[i] = part[i + size - 1 - 2 * (i % size)]!;
      else out.set(part);
      if (unsigned) for (let i = size - 1; i < out.length; i += size) out[i]! ^= 0x80;
      this.#hash.update(out);
    }
  }

  planes(planes: readonly Float32Array[], frames: number): void {
    const step = Math.max(1, Math.floor(ROOM / this.#channels));
    for (let at = 0; at < frames; at += step) {
      const now = Math.min(step, frames - at);
      const part = planes.map((plane) => plane.subarray(at, at + now));
      this.#hash.update(
        this.#layout.kind === 'integers' ? this.#integers(part, now, this.#layout.bits) : this.#floats(part, now),
      );
    }
  }

  digest(): string {
    return this.#hash.digest('hex');
  }

  #floats(planes: readonly Float32Array[], frames: number): Uint8Array {
    const out = new Float32Array(this.#room.buffer, 0, frames * planes.length);
    interleave(planes, frames, out);
    return new Uint8Array(out.buffer, 0, out.byteLength);
  }

  #integers(planes: readonly Float32Array[], frames: number, bits: number): Uint8Array {
    const size = Math.ceil(bits / 8);
    const scale = 2 ** (bits - 1);
    const stride = planes.length * size;
    const out = this.#room;
    for (const [c, plane] of planes.entries()) {
      for (let i = 0, at = c * size; i < frames; i++, at += stride) {
        // Decoders that are exact leave nothing to round; others may go beyond full scale.
        const value = Math.max(-scale, Math.min(scale - 1, Math.round(plane[i]! * scale))) | 0;
        out[at] = value;
        if (size > 1) out[at + 1] = value >> 8;
        if (size > 2) out[at + 2] = value >> 16;
      }
    }
    return out.subarray(0, frames * stride);
  }
}
