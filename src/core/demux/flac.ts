import { FlacFrame } from '../codecs/flacFrame.ts';
import type { DemuxConfig } from '../formats/format.ts';
import type { Demuxer, DemuxInput, Packet } from './demuxer.ts';
import { type FlacPlace, FlacScan } from './flacScan.ts';

/** Walking so far is as cheap as a step of the bisection. */
const NEAR = 1 << 18;
const MAX_LOST_FRAMES = 64;

interface Stream {
  first: FlacPlace;
  /** Samples of each frame, where frames are numbered. */
  blockSize: number;
  /** Sample that the timeline starts with. */
  origin: number;
}

/**
 * The frames of a native FLAC file (RFC 9639). Each says which one it is, so any is found by bisection. A stream that was
 * cut out of a longer one starts at 0.
 */
export function demuxFlac(config: Extract<DemuxConfig, { type: 'flac' }>, input: DemuxInput): Demuxer {
  const scan = new FlacScan(input, config.end);
  const bits = (((config.streamInfo[12]! << 4) | (config.streamInfo[13]! >> 4)) & 31) + 1;
  let stream: Stream | undefined;

  function openStream(): Stream | undefined {
    let first: FlacPlace | undefined;
    let unsure: FlacPlace | undefined;
    for (let from = config.start, tries = 0; !first && tries < 1000; tries++) {
      const found = scan.header(from, config.end);
      if (!found) break;
      unsure ??= found;
      from = found.offset + 1;
      if (isOld(found) || scan.isFrame(found)) first = found;
    }
    first ??= unsure;
    if (!first) return undefined;
    const blockSize = first.variable || scan.oldNumbers ? 1 : first.samples;
    const sample = first.number * blockSize;
    // Damage at the very start took frames away, if not too many.
    const lost = first.offset > config.start && sample <= MAX_LOST_FRAMES * first.samples;
    return { first, blockSize, origin: lost ? 0 : sample };
  }

  /** Encoders before 2007 numbered samples under a header that says frames, if STREAMINFO has two block sizes. */
  function isOld(frame: FlacPlace): boolean {
    const [b0, b1, b2, b3] = config.streamInfo;
    if (frame.variable || (b0 === b2 && b1 === b3)) return false;
    scan.oldNumbers = true;
    if (frame.samples > 1 && scan.isFrame(frame) && scan.next(frame)?.number === frame.number + frame.samples)
      return true;
    scan.oldNumbers = false;
    return false;
  }

  const positionOf = (frame: FlacPlace, { blockSize, origin }: Stream): number => frame.number * blockSize - origin;

  /** A frame at `target` or before it, not far from it. */
  function near(target: number, open: Stream): FlacPlace {
    let low = open.first;
    let high = Math.min(config.end, input.size);
    while (high - low.offset > NEAR) {
      const middle = Math.floor((low.offset + high) / 2);
      const found = frameAfter(middle, Math.min(high, middle + 16 * NEAR), open);
      if (found && positionOf(found, open) <= target) low = found;
      else high = middle;
    }
    return low;
  }

  function frameAfter(from: number, to: number, { first }: Stream): FlacPlace | undefined {
    for (let at = from, tries = 0; tries < MAX_LOST_FRAMES; tries++) {
      const found = scan.header(at, to);
      if (!found || (found.variable === first.variable && scan.isWhole(found))) return found;
      at = found.offset + 1;
    }
    return undefined;
  }

  function* packets(frame: number): Generator<Packet> {
    const open = (stream ??= openStream());
    if (!open) return;
    let at: FlacPlace | undefined = near(frame, open);
    let position = positionOf(at, open);
    let expected = at === open.first ? 0 : position;
    while (at) {
      const next = scan.next(at);
      const nextPosition = next ? positionOf(next, open) : Infinity;
      if (position < expected) {
        input.warn('Some FLAC frames are out of order; they are left out.');
      } else {
        if (nextPosition > frame && (next || isWhole(at))) {
          if (position > expected) input.warn('Some FLAC frames are missing; silence stands in their place.');
          yield { data: scan.frameBytes(at, next?.offset), position, frames: at.samples };
        }
        expected = position + at.samples;
      }
      at = next;
      position = nextPosition;
    }
  }

  /** Nothing tells where the last frame ends but itself; what follows it does not matter. */
  function isWhole(frame: FlacPlace): boolean {
    if (new FlacFrame().decode(scan.frameBytes(frame), frame, frame.bits || bits) !== 'cut') return true;
    input.warn('The last FLAC frame is cut off.');
    return false;
  }

  return { packets };
}
