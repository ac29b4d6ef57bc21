import { type FlacHeader, MAX_FLAC_HEADER, parseFlacHeader } from '../codecs/flacHeader.ts';
import type { ByteSource } from './byteSource.ts';

/** How far behind broken metadata, which may hold pictures, the first frame is looked for. */
const SEARCH_BYTES = 1 << 24;
const WINDOW = 1 << 17;

interface Found {
  offset: number;
  header: FlacHeader;
}

function* headers(bytes: Uint8Array, limit = bytes.length): Generator<Found> {
  for (let i = bytes.indexOf(0xff); i >= 0 && i < limit; i = bytes.indexOf(0xff, i + 1)) {
    const header = parseFlacHeader(bytes, i);
    if (header) yield { offset: i, header };
  }
}

/** Whether b is the frame after a: by the number of the frame, or of its first sample. */
const follows = (a: FlacHeader, b: FlacHeader): boolean =>
  a.variable === b.variable && (b.number === a.number + a.samples || (!a.variable && b.number === a.number + 1));

/** Frames without any header, as some recorders leave them. */
export function startsWithFlacFrames(head: Uint8Array): boolean {
  const first = parseFlacHeader(head, 0);
  if (!first) return false;
  for (const { offset, header } of headers(head)) if (offset > 0 && follows(first, header)) return true;
  return false;
}

export async function findFlacFrame(source: ByteSource, from: number): Promise<Found | undefined> {
  const end = Math.min(source.size, from + SEARCH_BYTES);
  for (let at = from; at < end; at += WINDOW) {
    const bytes = await source.read(at, WINDOW + MAX_FLAC_HEADER);
    for (const { offset, header } of headers(bytes, WINDOW)) return { offset: at + offset, header };
  }
  return undefined;
}

/** Samples before the end of the last frame, as the last two frames of the file tell it; 0 where they do not. */
export async function flacEnd(source: ByteSource, start: number, first: FlacHeader): Promise<number> {
  const from = Math.max(start, source.size - WINDOW);
  const bytes = await source.read(from, source.size - from);
  let before: FlacHeader | undefined;
  let end = 0;
  for (const { header } of headers(bytes)) {
    if (before && follows(before, header)) {
      const unit = header.variable || header.number - before.number > 1 ? 1 : first.samples;
      end = (header.number - first.number) * unit + header.samples;
    }
    before = header;
  }
  return end;
}
