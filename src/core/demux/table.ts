import type { DemuxConfig } from '../formats/format.ts';
import type { Demuxer, DemuxInput } from './demuxer.ts';

type TableConfig = Extract<DemuxConfig, { type: 'table' }>;

// Packets that stand together are read together.
const READ_BYTES = 64 * 1024;

/** Packets whose places are known. */
export function demuxTable({ offsets, sizes, packetFrames, frames }: TableConfig, input: DemuxInput): Demuxer {
  return {
    *packets(frame) {
      let held = new Uint8Array(0);
      let heldAt = 0;
      for (let i = Math.max(0, Math.floor(frame / packetFrames)); i < offsets.length; i++) {
        const offset = offsets[i]!;
        const size = sizes[i]!;
        const position = i * packetFrames;
        const now = Math.min(packetFrames, frames - position);
        if (now <= 0) return;
        if (offset < heldAt || offset + size > heldAt + held.length) {
          held = Uint8Array.from(input.read(offset, runBytes(offsets, sizes, i)));
          heldAt = offset;
        }
        const data = held.subarray(offset - heldAt, offset - heldAt + size);
        if (data.length < size) {
          input.warn('The file ends before the last of its packets: it is truncated.');
          return;
        }
        yield { data, position, frames: now };
      }
    },
  };
}

/** Bytes from packet `first` to the end of those that follow it without a gap; at least the one. */
function runBytes(offsets: Float64Array, sizes: Uint32Array, first: number): number {
  const start = offsets[first]!;
  let end = start + sizes[first]!;
  for (let i = first + 1; i < offsets.length && offsets[i] === end && end - start < READ_BYTES; i++) end += sizes[i]!;
  return end - start;
}
