import type { Demuxer, DemuxInput, Packet, SeekIndex } from './demuxer.ts';

/** What the head of a frame says. */
export interface FrameHead {
  /** Bytes of the whole frame. */
  size: number;
  /** It decodes to so many; 0: it is stepped over (a substream that nothing here decodes). */
  frames: number;
}

/** How frames without a table are told apart. */
export interface FrameRule {
  /** In messages: 'AC-3', 'DTS' … */
  name: string;
  /** Bytes that parse() needs. */
  headBytes: number;
  parse(bytes: Uint8Array, at: number): FrameHead | undefined;
}

interface Found extends FrameHead {
  offset: number;
  position: number;
}

const WINDOW = 64 * 1024;
const INDEX_STEP_FRAMES = 1 << 14;
/** Bytes walked between two moments to breathe. */
const BREATH_BYTES = 1 << 20;

/** Frames that stand one behind the other, each with its size in its head. What lies between them is stepped over. */
export function demuxFrames(input: DemuxInput, range: { start: number; end: number }, rule: FrameRule): Demuxer {
  const end = Math.min(range.end, input.size);
  const reader = windowReader(input, end);
  let index: SeekIndex | undefined;

  function* walk(from: { offset: number; position: number }): Generator<Found | undefined> {
    let { offset, position } = from;
    let last: FrameHead = { size: 0, frames: 0 };
    let breath = offset;
    const headAt = (at: number): FrameHead | undefined => {
      const bytes = reader(at, rule.headBytes);
      return bytes.length < rule.headBytes ? undefined : rule.parse(bytes, 0);
    };
    while (offset < end) {
      const head = headAt(offset);
      if (head) {
        if (offset + head.size > end) {
          if (head.frames > 0) input.warn(`The last ${rule.name} frame is cut off.`);
          return;
        }
        yield { ...head, offset, position };
        offset += head.size;
        position += head.frames;
        if (head.frames > 0) last = head;
        continue;
      }
      const lost = offset;
      // A head by chance is not taken for a frame: another must follow it.
      for (offset++; offset < end; offset++) {
        if (offset - breath >= BREATH_BYTES) {
          breath = offset;
          yield undefined;
        }
        const next = headAt(offset);
        if (next && (offset + next.size === end || headAt(offset + next.size))) break;
      }
      if (offset >= end) {
        if (end - lost >= rule.headBytes) input.warn(`What follows the last ${rule.name} frame is left out.`);
        return;
      }
      input.warn(`Some ${rule.name} frames are damaged or missing; silence stands in their place.`);
      // As many frames as would have stood there keep the rest in its place.
      if (last.size > 0) position += Math.round((offset - lost) / last.size) * last.frames;
    }
  }

  return {
    *packets(frame): Generator<Packet> {
      let from = { offset: range.start, position: 0 };
      if (index) {
        const entry = lastAtOrBefore(index.frames, frame);
        if (entry >= 0) from = { offset: index.offsets[entry]!, position: index.frames[entry]! };
      }
      for (const found of walk(from)) {
        if (!found || found.frames === 0 || found.position + found.frames <= frame) continue;
        const { offset, size, position, frames } = found;
        yield { data: reader(offset, size), position, frames };
      }
    },
    *buildIndex() {
      const frames: number[] = [];
      const offsets: number[] = [];
      let total = 0;
      let breath = range.start;
      for (const found of walk({ offset: range.start, position: 0 })) {
        if (!found) {
          yield;
          continue;
        }
        if (found.frames === 0) continue;
        if (frames.length === 0 || found.position - frames.at(-1)! >= INDEX_STEP_FRAMES) {
          frames.push(found.position);
          offsets.push(found.offset);
        }
        total = found.position + found.frames;
        if (found.offset - breath < BREATH_BYTES) continue;
        breath = found.offset;
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

/** Reads from a window that moves forward; a result lives until the next call. */
export function windowReader(input: DemuxInput, end: number): (offset: number, length: number) => Uint8Array {
  let at = 0;
  let bytes: Uint8Array = new Uint8Array(0);
  return (offset, length) => {
    const wanted = Math.max(0, Math.min(length, end - offset));
    if (offset < at || offset + wanted > at + bytes.length) {
      at = offset;
      bytes = input.read(offset, Math.min(Math.max(WINDOW, wanted), Math.max(0, end - offset)));
    }
    return bytes.subarray(offset - at, offset - at + wanted);
  };
}

/** Index of the last value that is not above `wanted`; −1 if there is none. */
export function lastAtOrBefore(values: Float64Array, wanted: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
