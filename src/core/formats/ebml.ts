import { viewOf } from './byteSource.ts';

/** The head of an EBML element (RFC 8794 section 6). */
export interface EbmlHead {
  id: number;
  /** Of the body; −1: it is not said, and ends where an element stands that cannot be inside. */
  size: number;
  /** Bytes of the head itself. */
  head: number;
}

/** The longest head: four bytes of ID, eight of size. */
export const MAX_EBML_HEAD = 12;

/** undefined: there is none, or not all of it is there. */
export function ebmlHead(bytes: Uint8Array, at: number): EbmlHead | undefined {
  const idLength = Math.clz32((bytes[at] ?? 0) << 24) + 1;
  if (idLength > 4 || at + idLength >= bytes.length) return undefined;
  let id = 0;
  for (let i = 0; i < idLength; i++) id = id * 256 + bytes[at + i]!;
  const size = vint(bytes, at + idLength);
  return size && { id, size: size.value, head: idLength + size.length };
}

/** A number whose first byte says how long it is; −1 if all its bits are set. */
export function vint(bytes: Uint8Array, at: number): { value: number; length: number } | undefined {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first << 24) + 1;
  if (length > 8 || at + length > bytes.length) return undefined;
  let value = first & (0xff >> length);
  let full = value === 0xff >> length;
  for (let i = 1; i < length; i++) {
    value = value * 256 + bytes[at + i]!;
    full &&= bytes[at + i] === 0xff;
  }
  return { value: full ? -1 : value, length };
}

export interface EbmlElement {
  id: number;
  body: Uint8Array;
}

/** The elements inside a body that is all there. Stops at the first that does not fit. */
export function* ebmlChildren(bytes: Uint8Array): Generator<EbmlElement> {
  for (let at = 0; at < bytes.length;) {
    const element = ebmlHead(bytes, at);
    if (!element || element.size < 0) return;
    const start = at + element.head;
    if (start + element.size > bytes.length) return;
    yield { id: element.id, body: bytes.subarray(start, start + element.size) };
    at = start + element.size;
  }
}

export const ebmlUint = (body: Uint8Array): number =>
  body.subarray(0, 8).reduce((value, byte) => value * 256 + byte, 0);

export function ebmlInt(body: Uint8Array): number {
  const value = ebmlUint(body);
  return body.length > 0 && body[0]! & 0x80 ? value - 256 ** Math.min(8, body.length) : value;
}

export function ebmlFloat(body: Uint8Array): number {
  if (body.length === 4) return viewOf(body).getFloat32(0);
  return body.length === 8 ? viewOf(body).getFloat64(0) : 0;
}

export const ebmlText = (body: Uint8Array): string =>
  String.fromCharCode(...body.subarray(0, 255)).replace(/\0.*$/, '');
