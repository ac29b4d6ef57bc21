import { decodeWindows1252 } from '../util/windows1252.ts';

/** The part of the platform's TextDecoder that is used; core is compiled without DOM or Node types. */
interface Decoder {
  decode(bytes: Uint8Array): string;
}
declare const TextDecoder: new (label: string, options?: { fatal?: boolean; ignoreBOM?: boolean }) => Decoder;

const strict = new TextDecoder('utf-8', { fatal: true });
const utf8Decoder = new TextDecoder('utf-8');
const utf16le = new TextDecoder('utf-16le');
const utf16be = new TextDecoder('utf-16be');

/** Up to the first zero byte, UTF-8 where it is valid UTF-8, else Windows-1252: formats older than Unicode hold either. */
export function looseText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const text = end < 0 ? bytes : bytes.subarray(0, end);
  try {
    return strict.decode(text);
  } catch {
    return decodeWindows1252(text);
  }
}

export const utf8 = (bytes: Uint8Array): string => utf8Decoder.decode(bytes);

/** With a byte order mark; without one in the order given. */
export function utf16(bytes: Uint8Array, bigEndian = false): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16be.decode(bytes.subarray(2));
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16le.decode(bytes.subarray(2));
  return (bigEndian ? utf16be : utf16le).decode(bytes);
}

/** What can be shown of four bytes that name something: no control characters. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '·');
}

export function hex(bytes: Uint8Array, limit = 16): string {
  const shown = Array.from(bytes.subarray(0, limit), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return bytes.length > limit ? `${shown} …` : shown;
}

/** A GUID as stored by Microsoft: the first three groups little-endian. */
export function guid(bytes: Uint8Array): string {
  const at = (...indices: number[]): string =>
    indices.map((i) => (bytes[i] ?? 0).toString(16).padStart(2, '0')).join('');
  const tail = at(10, 11, 12, 13, 14, 15);
  return `${at(3, 2, 1, 0)}-${at(5, 4)}-${at(7, 6)}-${at(8, 9)}-${tail}`.toUpperCase();
}
