import { framesIn, pcmRanges, unpackPcm } from '../../core/formats/pcmRange.ts';
import type { PcmStream } from '../../core/formats/format.ts';

/** Frames from … of linear PCM as planes: channel c starts at out[c * stride]. Returns how many there were. */
export function decodePcm(
  stream: PcmStream,
  from: number,
  frames: number,
  read: (offset: number, length: number) => Uint8Array,
  out: Float32Array,
  stride: number,
): number {
  const wanted = Math.min(frames, stream.frames - from);
  if (wanted <= 0) return 0;
  const parts = pcmRanges(stream, from, wanted).map(({ offset, length }) => read(offset, length));
  const there = framesIn(stream, parts);
  unpackPcm(stream, parts, there, out, stride);
  return there;
}
