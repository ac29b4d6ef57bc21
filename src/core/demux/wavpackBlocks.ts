import { ascii, viewOf } from '../formats/byteSource.ts';
import type { Demuxer, DemuxInput, Packet, SeekIndex } from './demuxer.ts';
import { lastAtOrBefore, windowReader } from './frameWalk.ts';

export const WAVPACK_HEAD_BYTES = 32;
/** No block is longer (libwavpack's own limit). */
const MAX_BLOCK = 1 << 20;
const MAX_GROUP = 1 << 23;
const MAX_BLOCK_FRAMES = 1 << 20;
const BREATH_BYTES = 1 << 20;

export interface WavpackHead {
  /** Of the block with its head. */
  size: number;
  /** Of the whole file; null where the block does not say. */
  totalFrames: number | null;
  position: number;
  /** 0: the block holds metadata only. */
  frames: number;
  flags: number;
  /** First and last of the blocks that hold the channels of the same frames. */
  first: boolean;
  last: boolean;
}

/** The block header of WavPack 4 and 5 (WavPack 5 file format, section 2). */
export function parseWavpack(bytes: Uint8Array, at = 0): WavpackHead | undefined {
  if (bytes.length - at < WAVPACK_HEAD_BYTES || ascii(bytes, at, 4) !== 'wvpk') return undefined;
  const view = viewOf(bytes);
  const size = view.getUint32(at + 4, true) + 8;
  const version = view.getUint16(at + 8, true);
  const frames = view.getUint32(at + 20, true);
  if (size < WAVPACK_HEAD_BYTES || size > MAX_BLOCK || version < 0x402 || version > 0x410) return undefined;
  if (frames > MAX_BLOCK_FRAMES) return undefined;
  const total = view.getUint32(at + 12, true);
  const flags = view.getUint32(at + 24, true);
  return {
    size,
    // Since version 5 both have 40 bits; a total of 2^32 − 1 in the lower ones is "unknown".
    totalFrames: total === 0xffffffff ? null : total + 2 ** 32 * bytes[at + 11]! - bytes[at + 11]!,
    position: view.getUint32(at + 16, true) + 2 ** 32 * bytes[at + 10]!,
    frames,
    flags,
    first: (flags & 0x800) !== 0,
    last: (flags & 0x1000) !== 0,
  };
}

interface Group {
  offset: number;
  size: number;
  position: number;
  frames: number;
}

/** Groups of blocks: one for each pair of channels, all of the same frames. Each can be decoded by itself. */
export function demuxWavpack(input: DemuxInput, range: { start: number; end: number }): Demuxer {
  const end = Math.min(range.end, input.size);
  const reader = windowReader(input, end);
  const headAt = (at: number): WavpackHead | undefined => parseWavpack(reader(at, WAVPACK_HEAD_BYTES));
  let index: SeekIndex | undefined;

  function* walk(from: number): Generator<Group | undefined> {
    let group: Group | undefined;
    let reached = -1;
    let breath = from;
    for (let offset = from; offset + WAVPACK_HEAD_BYTES <= end;) {
      const head = headAt(offset);
      if (!head) {
        for (offset++; offset < end && !headAt(offset); offset++) {
          if (offset - breath < BREATH_BYTES) continue;
          breath = offset;
          yield undefined;
        }
        group = undefined;
        if (offset < end) input.warn('Some WavPack blocks are damaged or missing; silence stands in their place.');
        else input.warn('What follows the last WavPack block is left out.');
        continue;
      }
      if (offset + head.size > end) {
        input.warn('The last WavPack block is cut off.');
        return;
      }
      if (head.frames > 0) {
        if (head.first) group = { offset, size: 0, position: head.position, frames: head.frames };
        if (group && (group.position !== head.position || group.frames !== head.frames)) group = undefined;
        if (group) group.size = offset + head.size - group.offset;
        if (group && group.size > MAX_GROUP) group = undefined;
        if (group && head.last) {
          // Numbers that go back or leap are damage, or a file that others were appended to.
          if (group.position >= reached) {
            yield group;
            reached = group.position + group.frames;
          } else input.warn('Some WavPack blocks are out of order and are left out.');
          group = undefined;
        }
      }
      offset += head.size;
    }
  }

  return {
    *packets(frame): Generator<Packet> {
      const entry = index ? lastAtOrBefore(index.frames, frame) : -1;
      for (const group of walk(entry >= 0 ? index!.offsets[entry]! : range.start)) {
        if (!group || group.position + group.frames <= frame) continue;
        yield { data: reader(group.offset, group.size), position: group.position, frames: group.frames };
      }
    },
    *buildIndex() {
      const frames: number[] = [];
      const offsets: number[] = [];
      let total = 0;
      let breath = range.start;
      for (const group of walk(range.start)) {
        if (group) {
          frames.push(group.position);
          offsets.push(group.offset);
          total = group.position + group.frames;
        }
        if (group && group.offset - breath < BREATH_BYTES) continue;
        breath = group?.offset ?? breath;
        yield;
      }
      index = { frames: Float64Array.from(frames), offsets: Float64Array.from(offsets), totalFrames: total };
      return index;
    },
    useIndex(built) {
      index = built;
    },
  };
}
