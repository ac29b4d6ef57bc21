import { bytesPerSample, interleave } from '../dsp/pcm.ts';
import { bitsOf, frameBytesOf, type WavSpec } from './wavSpec.ts';

export interface EncodedFrames {
  /** Interleaved, as the 'data' chunk has them. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Samples beyond full scale, saved at its end; of integers only. */
  clipped: number;
  /** NaN, saved as silence; of integers only. */
  notNumbers: number;
}

/**
 * Planes of full scale ±1 as samples of a WAV file. Integers are value × 2^(bits−1), rounded, no dither: what was an
 * integer of so many bits (up to 24) is the same again.
 */
export function encodeFrames(planes: readonly Float32Array[], frames: number, spec: WavSpec): EncodedFrames {
  const bytes = new Uint8Array(frames * frameBytesOf(spec));
  const { encoding } = spec;
  if (encoding === 'f32') {
    interleave(planes, frames, new Float32Array(bytes.buffer));
    return { bytes, clipped: 0, notNumbers: 0 };
  }
  if (encoding === 'f64') {
    const out = new Float64Array(bytes.buffer);
    planes.forEach((plane, c) => {
      for (let i = 0, at = c; i < frames; i++, at += planes.length) out[at] = plane[i]!;
    });
    return { bytes, clipped: 0, notNumbers: 0 };
  }
  const quantiser = new Quantiser(bitsOf(spec), bytesPerSample[encoding] * 8);
  const whole = new Int32Array(frames);
  planes.forEach((plane, c) => {
    quantiser.run(plane, frames, whole);
    pack(whole, encoding, c, planes.length, bytes);
  });
  return { bytes, clipped: quantiser.clipped, notNumbers: quantiser.notNumbers };
}

class Quantiser {
  clipped = 0;
  notNumbers = 0;
  readonly #scale: number;
  readonly #step: number;

  /** bits in use, at the top of so many. */
  constructor(bits: number, container: number) {
    this.#scale = 2 ** (bits - 1);
    this.#step = 2 ** (container - bits);
  }

  run(plane: Float32Array, frames: number, out: Int32Array): void {
    const [scale, step] = [this.#scale, this.#step];
    const top = scale - 1;
    // Integers of more than 24 bits may have become 1 on their way through float32: that is no clipping.
    const fits = scale > 2 ** 23 ? scale : top;
    for (let i = 0; i < frames; i++) {
      let value = Math.round(plane[i]! * scale);
      if (value > top) {
        if (value > fits) this.clipped++;
        value = top;
      } else if (value < -scale) {
        value = -scale;
        this.clipped++;
      } else if (Number.isNaN(value)) {
        value = 0;
        this.notNumbers++;
      }
      out[i] = value * step;
    }
  }
}

/** One channel into its places among the others. */
function pack(
  from: Int32Array,
  encoding: 'u8' | 's16' | 's24' | 's32',
  channel: number,
  channels: number,
  bytes: Uint8Array<ArrayBuffer>,
): void {
  const frames = from.length;
  switch (encoding) {
    case 'u8':
      for (let i = 0, at = channel; i < frames; i++, at += channels) bytes[at] = from[i]! + 128;
      return;
    case 's16': {
      const out = new Int16Array(bytes.buffer);
      for (let i = 0, at = channel; i < frames; i++, at += channels) out[at] = from[i]!;
      return;
    }
    case 's24':
      for (let i = 0, at = channel * 3; i < frames; i++, at += channels * 3) {
        const value = from[i]!;
        bytes[at] = value;
        bytes[at + 1] = value >> 8;
        bytes[at + 2] = value >> 16;
      }
      return;
    case 's32': {
      const out = new Int32Array(bytes.buffer);
      for (let i = 0, at = channel; i < frames; i++, at += channels) out[at] = from[i]!;
    }
  }
}
