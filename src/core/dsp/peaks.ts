import { bytesPerSample, deinterleave, type PcmEncoding } from './pcm.ts';

const MAX_FLOAT = 3.4028234663852886e38;

/**
 * Where a kernel puts its blocks: planes of `capacity` values, three a channel (minima, maxima, mean squares),
 * in full scale. Block b of channel c has its minimum at data[(3c) * capacity + b].
 */
export interface PeakPlanes {
  data: Float32Array;
  capacity: number;
}

/**
 * Peaks of consecutive blocks of interleaved PCM; the last block may be short. Writes blocks from `first` on and
 * returns how many samples were NaN or infinite: they are left out, so that one of them cannot blank the picture.
 */
export function interleavedPeaks(
  bytes: Uint8Array,
  encoding: PcmEncoding,
  channels: number,
  frames: number,
  blockFrames: number,
  out: PeakPlanes,
  first: number,
): number {
  const { buffer, byteOffset } = bytes;
  if (encoding === 's16') {
    const samples = new Int16Array(buffer, byteOffset, frames * channels);
    for (let c = 0; c < channels; c++) peaks16(samples, c, channels, frames, blockFrames, out, c, first);
    return 0;
  }
  if (encoding === 'f32') {
    const samples = new Float32Array(buffer, byteOffset, frames * channels);
    let bad = 0;
    for (let c = 0; c < channels; c++) bad += peaksFloat(samples, c, channels, frames, blockFrames, out, c, first);
    return bad;
  }
  // The rarer encodings go through a plane of floats, a few blocks at a time so that it stays in the cache.
  const step = Math.max(1, Math.floor(4096 / blockFrames)) * blockFrames;
  const planes = new Float32Array(Math.min(step, frames) * channels);
  const frameBytes = bytesPerSample[encoding] * channels;
  let bad = 0;
  for (let at = 0, block = first; at < frames; at += step, block += step / blockFrames) {
    const count = Math.min(step, frames - at);
    deinterleave(bytes.subarray(at * frameBytes), encoding, channels, count, planes, count);
    bad += planarPeaks(planes, channels, count, blockFrames, out, block);
  }
  return bad;
}

/** The same for planes of floats: channel c starts at planes[c * frames]. */
export function planarPeaks(
  planes: Float32Array,
  channels: number,
  frames: number,
  blockFrames: number,
  out: PeakPlanes,
  first: number,
): number {
  let bad = 0;
  for (let c = 0; c < channels; c++) bad += peaksFloat(planes, c * frames, 1, frames, blockFrames, out, c, first);
  return bad;
}

/** blockFrames up to 32768, or the sums of halves overflow. */
function peaks16(
  samples: Int16Array,
  offset: number,
  step: number,
  frames: number,
  blockFrames: number,
  { data, capacity }: PeakPlanes,
  channel: number,
  first: number,
): void {
  const minima = channel * 3 * capacity + first;
  let at = offset;
  for (let frame = 0, block = 0; frame < frames; frame += blockFrames, block++) {
    const count = Math.min(blockFrames, frames - frame);
    let min = 32767;
    let max = -32768;
    let high = 0;
    let low = 0;
    for (let i = 0; i < count; i++, at += step) {
      const value = samples[at]!;
      // All in 32-bit integers and without branches: 1.6 ns a sample where comparing and float sums take 4.
      const below = (value - min) | 0;
      min = (min + (below & (below >> 31))) | 0;
      const above = (max - value) | 0;
      max = (max - (above & (above >> 31))) | 0;
      const square = Math.imul(value, value);
      high = (high + (square >>> 16)) | 0;
      low = (low + (square & 0xffff)) | 0;
    }
    data[minima + block] = min / 32768;
    data[minima + capacity + block] = max / 32768;
    data[minima + 2 * capacity + block] = (high * 65536 + low) / count / 1073741824;
  }
}

function peaksFloat(
  samples: Float32Array,
  offset: number,
  step: number,
  frames: number,
  blockFrames: number,
  { data, capacity }: PeakPlanes,
  channel: number,
  first: number,
): number {
  const minima = channel * 3 * capacity + first;
  let bad = 0;
  let at = offset;
  for (let frame = 0, block = 0; frame < frames; frame += blockFrames, block++) {
    const count = Math.min(blockFrames, frames - frame);
    const start = at;
    let min = Infinity;
    let max = -Infinity;
    let squares = 0;
    for (let i = 0; i < count; i++, at += step) {
      const value = samples[at]!;
      if (value < min) min = value;
      if (value > max) max = value;
      squares += value * value;
    }
    let good = count;
    // Squares of floats cannot overflow a double, so only NaN and infinity end up here.
    if (!Number.isFinite(squares)) {
      min = Infinity;
      max = -Infinity;
      squares = 0;
      good = 0;
      for (let i = 0, from = start; i < count; i++, from += step) {
        const value = samples[from]!;
        if (!Number.isFinite(value)) continue;
        good++;
        if (value < min) min = value;
        if (value > max) max = value;
        squares += value * value;
      }
      bad += count - good;
    }
    data[minima + block] = good ? min : 0;
    data[minima + capacity + block] = good ? max : 0;
    // Garbage floats have squares that only a double can hold.
    data[minima + 2 * capacity + block] = good ? Math.min(squares / good, MAX_FLOAT) : 0;
  }
  return bad;
}
