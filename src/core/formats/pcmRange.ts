import { bytesPerSample, deinterleave } from '../dsp/pcm.ts';
import type { PcmStream } from './format.ts';

/** What is needed to find samples; a planar stream needs its length too. */
export type PcmPlaces = Pick<PcmStream, 'encoding' | 'channels' | 'dataOffset'> &
  Partial<Pick<PcmStream, 'frames' | 'planar'>>;

/** Where frames from … are: one range of bytes, or one for each channel where these stand one after the other. */
export function pcmRanges(stream: PcmPlaces, from: number, frames: number): { offset: number; length: number }[] {
  const { encoding, channels, dataOffset } = stream;
  const size = bytesPerSample[encoding];
  if (!stream.planar) return [{ offset: dataOffset + from * size * channels, length: frames * size * channels }];
  const planeBytes = (stream.frames ?? 0) * size;
  return Array.from({ length: channels }, (_, channel) => ({
    offset: dataOffset + channel * planeBytes + from * size,
    length: frames * size,
  }));
}

/** Whole frames in what was read of these ranges. */
export function framesIn({ encoding, channels, planar }: PcmPlaces, parts: readonly Uint8Array[]): number {
  const frameBytes = bytesPerSample[encoding] * (planar ? 1 : channels);
  return Math.floor(Math.min(...parts.map((part) => part.length)) / frameBytes);
}

/** Turns them into planes: channel c starts at out[c * stride]. */
export function unpackPcm(
  { encoding, channels, planar }: PcmPlaces,
  parts: readonly Uint8Array[],
  frames: number,
  out: Float32Array,
  stride: number,
): void {
  if (!planar) return deinterleave(parts[0]!, encoding, channels, frames, out, stride);
  parts.forEach((part, channel) => deinterleave(part, encoding, 1, frames, out.subarray(channel * stride), frames));
}
