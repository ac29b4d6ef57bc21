import { viewOf } from './byteSource.ts';
import { oggCrc } from './oggCrc.ts';

/** The longest page: header, 255 lacing values, 255 segments of 255 bytes. */
export const MAX_OGG_PAGE = 27 + 255 + 255 * 255;
const HEADER = 27;

/** An Ogg page (RFC 3533 section 6), as far as its header tells. */
export interface OggPage {
  /** Whole page, header included. */
  size: number;
  bodyOffset: number;
  /** It begins with the rest of a packet of the page before. */
  continued: boolean;
  first: boolean;
  last: boolean;
  serial: number;
  sequence: number;
  /** -1 where no packet ends in the page. */
  granule: number;
}

/** The page that starts at `at`; undefined if there is none, or its header is not all there. */
export function oggPage(bytes: Uint8Array, at: number): OggPage | undefined {
  if (at + HEADER > bytes.length || !isCapture(bytes, at) || bytes[at + 4] !== 0) return undefined;
  const segments = bytes[at + 26]!;
  const bodyOffset = at + HEADER + segments;
  if (bodyOffset > bytes.length) return undefined;
  let body = 0;
  for (let i = at + HEADER; i < bodyOffset; i++) body += bytes[i]!;
  const view = viewOf(bytes);
  const flags = bytes[at + 5]!;
  return {
    size: HEADER + segments + body,
    bodyOffset,
    continued: (flags & 1) !== 0,
    first: (flags & 2) !== 0,
    last: (flags & 4) !== 0,
    serial: view.getUint32(at + 14, true),
    sequence: view.getUint32(at + 18, true),
    granule: view.getInt32(at + 10, true) * 2 ** 32 + view.getUint32(at + 6, true),
  };
}

/** All of the page must be there. */
export function isIntact(bytes: Uint8Array, at: number, { size }: OggPage): boolean {
  return at + size <= bytes.length && oggCrc(bytes, at, at + size) === viewOf(bytes).getUint32(at + 22, true);
}

const isCapture = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0x4f && bytes[at + 1] === 0x67 && bytes[at + 2] === 0x67 && bytes[at + 3] === 0x53;

/** Offset of the next page header at or after `at`, -1 if none is there. */
export function nextOggPage(bytes: Uint8Array, at: number): number {
  for (let i = bytes.indexOf(0x4f, at); i >= 0 && i + 4 <= bytes.length; i = bytes.indexOf(0x4f, i + 1)) {
    if (isCapture(bytes, i)) return i;
  }
  return -1;
}
