import { ascii, viewOf } from './byteSource.ts';

/** An Ogg page (RFC 3533 section 6), as far as its header tells. */
export interface OggPage {
  /** Whole page, header included. */
  size: number;
  bodyOffset: number;
  first: boolean;
  last: boolean;
  serial: number;
  /** -1 where no packet ends in the page. */
  granule: number;
}

/** The page that starts at `at`; undefined if there is none, or its header is not all there. */
export function oggPage(bytes: Uint8Array, at: number): OggPage | undefined {
  if (at + 27 > bytes.length || ascii(bytes, at, 4) !== 'OggS' || bytes[at + 4] !== 0) return undefined;
  const segments = bytes[at + 26]!;
  if (at + 27 + segments > bytes.length) return undefined;
  let body = 0;
  for (let i = 0; i < segments; i++) body += bytes[at + 27 + i]!;
  const view = viewOf(bytes);
  const flags = bytes[at + 5]!;
  return {
    size: 27 + segments + body,
    bodyOffset: at + 27 + segments,
    first: (flags & 2) !== 0,
    last: (flags & 4) !== 0,
    serial: view.getUint32(at + 14, true),
    granule: Number(view.getBigInt64(at + 6, true)),
  };
}

/** Offset of the next page header at or after `at`, -1 if none is there. */
export function nextOggPage(bytes: Uint8Array, at: number): number {
  for (let i = bytes.indexOf(0x4f, at); i >= 0 && i + 4 <= bytes.length; i = bytes.indexOf(0x4f, i + 1)) {
    if (bytes[i + 1] === 0x67 && bytes[i + 2] === 0x67 && bytes[i + 3] === 0x53) return i;
  }
  return -1;
}
