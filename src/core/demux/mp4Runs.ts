import type { DemuxConfig } from '../formats/format.ts';
import type { DemuxInput, Packet } from './demuxer.ts';

export type Mp4Config = Extract<DemuxConfig, { type: 'mp4' }>;

/** No packet is longer: a table that says so lies. */
export const MAX_PACKET_FRAMES = 1 << 16;

/** A stretch of samples that stand one behind the other in the file. */
export interface Run {
  offset: number;
  /** Frame that its first sample starts at. */
  position: number;
  /** Bytes and frames of each sample. */
  sizes: ArrayLike<number>;
  frames: ArrayLike<number>;
  from: number;
  to: number;
}

const FIRST_READ = 32 * 1024;
const READ = 256 * 1024;
/** No codec here has larger packets: a table that says so lies. */
const MAX_SAMPLE = 16 << 20;

/** Reads the samples of runs, many at a time; those before `frame` are left out. */
export function* packetsOf(runs: Iterable<Run>, frame: number, input: DemuxInput): Generator<Packet> {
  let wanted = FIRST_READ;
  for (const { offset, position: first, sizes, frames, from, to } of runs) {
    let [at, position, i] = [offset, first, from];
    for (; i < to && position + frames[i]! <= frame; i++) {
      at += sizes[i]!;
      position += frames[i]!;
    }
    while (i < to) {
      let bytes = sizes[i]!;
      let end = i + 1;
      for (; end < to && bytes + sizes[end]! <= wanted; end++) bytes += sizes[end]!;
      if (bytes > MAX_SAMPLE) {
        input.warn('The table of packets is damaged; the audio ends where it makes no more sense.');
        return;
      }
      const block = input.read(at, bytes);
      at += bytes;
      for (let pos = 0; i < end; i++) {
        const data = block.subarray(pos, pos + sizes[i]!);
        if (data.length < sizes[i]!) {
          input.warn('The file ends before its audio data does: the end is missing.');
          return;
        }
        yield { data, position, frames: frames[i]! };
        pos += sizes[i]!;
        position += frames[i]!;
      }
      wanted = READ;
    }
  }
}
