// The kernels. Two channels go in one pass; more go channel by channel, which the caches like better.

export function spreadTable8(
  from: Uint8Array,
  values: Float32Array,
  channels: number,
  frames: number,
  out: Float32Array,
  stride: number,
): void {
  for (let channel = 0; channel < channels; channel++) {
    const base = channel * stride;
    for (let i = 0, at = channel; i < frames; i++, at += channels) out[base + i] = values[from[at]!]!;
  }
}

export function spreadTable16(
  from: Uint16Array,
  values: Float32Array,
  channels: number,
  frames: number,
  out: Float32Array,
  stride: number,
): void {
  for (let channel = 0; channel < channels; channel++) {
    const base = channel * stride;
    for (let i = 0, at = channel; i < frames; i++, at += channels) out[base + i] = values[from[at]!]!;
  }
}

export function spread16(from: Int16Array, channels: number, frames: number, out: Float32Array, stride: number): void {
  if (channels === 2) {
    for (let i = 0, at = 0; i < frames; i++, at += 2) {
      out[i] = from[at]! / 32768;
      out[stride + i] = from[at + 1]! / 32768;
    }
    return;
  }
  for (let channel = 0; channel < channels; channel++) {
    const base = channel * stride;
    for (let i = 0, at = channel; i < frames; i++, at += channels) out[base + i] = from[at]! / 32768;
  }
}

export function spread16Swapped(
  from: Int16Array,
  channels: number,
  frames: number,
  out: Float32Array,
  stride: number,
): void {
  if (channels === 2) {
    for (let i = 0, at = 0; i < frames; i++, at += 2) {
      const left = from[at]!;
      const right = from[at + 1]!;
      out[i] = (((left << 24) >> 16) | ((left >> 8) & 0xff)) / 32768;
      out[stride + i] = (((right << 24) >> 16) | ((right >> 8) & 0xff)) / 32768;
    }
    return;
  }
  for (let channel = 0; channel < channels; channel++) {
    const base = channel * stride;
    for (let i = 0, at = channel; i < frames; i++, at += channels) {
      const value = from[at]!;
      out[base + i] = (((value << 24) >> 16) | ((value >> 8) & 0xff)) / 32768;
    }
  }
}

/** low, high: where the lowest and the highest byte of a sample stand. */
export function spread24(
  bytes: Uint8Array,
  low: number,
  high: number,
  channels: number,
  frames: number,
  out: Float32Array,
  stride: number,
): void {
  const step = channels * 3;
  for (let channel = 0; channel < channels; channel++) {
    const base = channel * stride;
    for (let i = 0, at = channel * 3; i < frames; i++, at += step) {
      // The sample in the upper 24 of 32 bits, so that the sign comes for free.
      out[base + i] = ((bytes[at + low]! << 8) | (bytes[at + 1]! << 16) | (bytes[at + high]! << 24)) / 2147483648;
    }
  }
}

export function spread32(from: Int32Array, channels: number, frames: number, out: Float32Array, stride: number): void {
  for (let channel = 0; channel < channels; channel++) {
    const base = channel * stride;
    for (let i = 0, at = channel; i < frames; i++, at += channels) out[base + i] = from[at]! / 2147483648;
  }
}

/** Halves of 64 bits, the lower first. */
export function spread64(
  halves: Int32Array,
  channels: number,
  frames: number,
  out: Float32Array,
  stride: number,
): void {
  for (let channel = 0; channel < channels; channel++) {
    const base = channel * stride;
    for (let i = 0, at = channel * 2; i < frames; i++, at += channels * 2) {
      out[base + i] = (halves[at + 1]! * 4294967296 + (halves[at]! >>> 0)) / 9223372036854775808;
    }
  }
}

export function spreadFloat(
  from: Float32Array,
  channels: number,
  frames: number,
  out: Float32Array,
  stride: number,
): void {
  if (channels === 1) return out.set(frames === from.length ? from : from.subarray(0, frames));
  if (channels === 2) {
    for (let i = 0, at = 0; i < frames; i++, at += 2) {
      out[i] = from[at]!;
      out[stride + i] = from[at + 1]!;
    }
    return;
  }
  for (let channel = 0; channel < channels; channel++) {
    const base = channel * stride;
    for (let i = 0, at = channel; i < frames; i++, at += channels) out[base + i] = from[at]!;
  }
}

export function spreadDouble(
  from: Float64Array,
  channels: number,
  frames: number,
  out: Float32Array,
  stride: number,
): void {
  for (let channel = 0; channel < channels; channel++) {
    const base = channel * stride;
    for (let i = 0, at = channel; i < frames; i++, at += channels) out[base + i] = from[at]!;
  }
}
