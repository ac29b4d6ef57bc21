/** How linear PCM samples are stored. All little-endian and interleaved; integers scale by 1 / 2^(bits−1). */
export type PcmEncoding = 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64';

export const bytesPerSample: Readonly<Record<PcmEncoding, number>> = { u8: 1, s16: 2, s24: 3, s32: 4, f32: 4, f64: 8 };

/** Samples of whole frames; `bytes` starts at an offset that is a multiple of the sample size (s24: any). */
function samples(bytes: Uint8Array, encoding: Exclude<PcmEncoding, 's24'>, count: number) {
  const { buffer, byteOffset } = bytes;
  switch (encoding) {
    case 'u8':
      return bytes;
    case 's16':
      return new Int16Array(buffer, byteOffset, count);
    case 's32':
      return new Int32Array(buffer, byteOffset, count);
    case 'f32':
      return new Float32Array(buffer, byteOffset, count);
    case 'f64':
      return new Float64Array(buffer, byteOffset, count);
  }
}

const scales = { u8: 1 / 128, s16: 1 / 32768, s32: 1 / 2147483648, f32: 1, f64: 1 } as const;

/** Spreads interleaved PCM over planes of Float32: plane c starts at out[c * stride]. */
export function deinterleave(
  bytes: Uint8Array,
  encoding: PcmEncoding,
  channels: number,
  frames: number,
  out: Float32Array,
  stride: number,
): void {
  if (encoding === 's24') return deinterleave24(bytes, channels, frames, out, stride);
  const from = samples(bytes, encoding, frames * channels);
  const scale = scales[encoding];
  const zero = encoding === 'u8' ? 128 : 0;
  for (let channel = 0; channel < channels; channel++) {
    let at = channel;
    const base = channel * stride;
    for (let i = 0; i < frames; i++, at += channels) out[base + i] = (from[at]! - zero) * scale;
  }
}

function deinterleave24(bytes: Uint8Array, channels: number, frames: number, out: Float32Array, stride: number): void {
  const step = channels * 3;
  for (let channel = 0; channel < channels; channel++) {
    let at = channel * 3;
    const base = channel * stride;
    for (let i = 0; i < frames; i++, at += step) {
      // The sample in the upper 24 of 32 bits, so that the sign comes for free.
      const value = (bytes[at]! << 8) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 24);
      out[base + i] = value / 2147483648;
    }
  }
}

/** The way back, for what decoders deliver: planes of floats as interleaved s16, s24 or f32. Integers must fit exactly. */
export function interleave(
  planes: readonly Float32Array[],
  frames: number,
  encoding: 's16' | 's24' | 'f32',
  /** What one step of the stored integer is worth in the planes' scale. */
  step: number,
  out: Uint8Array,
): void {
  const channels = planes.length;
  if (encoding === 'f32') {
    const to = new Float32Array(out.buffer, out.byteOffset, frames * channels);
    planes.forEach((plane, channel) => {
      for (let i = 0, at = channel; i < frames; i++, at += channels) to[at] = plane[i]!;
    });
  } else if (encoding === 's16') {
    const to = new Int16Array(out.buffer, out.byteOffset, frames * channels);
    planes.forEach((plane, channel) => {
      for (let i = 0, at = channel; i < frames; i++, at += channels) to[at] = Math.round(plane[i]! / step);
    });
  } else {
    planes.forEach((plane, channel) => {
      for (let i = 0, at = channel * 3; i < frames; i++, at += channels * 3) {
        const value = Math.round(plane[i]! / step);
        out[at] = value;
        out[at + 1] = value >> 8;
        out[at + 2] = value >> 16;
      }
    });
  }
}
