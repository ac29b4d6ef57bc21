import { decodeWindows1252 } from '../util/windows1252.ts';

export type TextEncoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be';

/** The parts of the platform that are used; core is compiled without DOM or Node types. */
interface Decoder {
  decode(bytes: Uint8Array): string;
}
declare const TextDecoder: new (label: string, options?: { fatal?: boolean; ignoreBOM?: boolean }) => Decoder;
declare const TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> };

const decoders = {
  utf8: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }),
  'utf-16le': new TextDecoder('utf-16le', { ignoreBOM: true }),
  'utf-16be': new TextDecoder('utf-16be', { ignoreBOM: true }),
};
export interface DecodedText {
  text: string;
  /** How to write it back. */
  encoding: TextEncoding;
  warnings: string[];
}

/** By its byte order mark, else as UTF-16 where every other byte of the start is zero, UTF-8 where valid, else Windows-1252. */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return eightBit(bytes.subarray(3), 'utf-8-bom');
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return wide(bytes.subarray(2), 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return wide(bytes.subarray(2), 'utf-16be');
  const guess = guessWide(bytes);
  return guess ? wide(bytes, guess) : eightBit(bytes, 'utf-8');
}

function eightBit(bytes: Uint8Array, encoding: 'utf-8' | 'utf-8-bom'): DecodedText {
  try {
    return { text: decoders.utf8.decode(bytes), encoding, warnings: [] };
  } catch {
    const warnings = ['The text is not valid UTF-8 and is read as Windows-1252; it is saved as UTF-8.'];
    return { text: decodeWindows1252(bytes), encoding, warnings };
  }
}

function wide(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): DecodedText {
  const text = decoders[encoding].decode(bytes.subarray(0, bytes.length & ~1));
  const damaged = bytes.length % 2 === 1 || text.includes('\ufffd');
  return { text, encoding, warnings: damaged ? ['Some characters of this UTF-16 text are damaged.'] : [] };
}

/** Labels start with Western letters, digits or white space, whatever follows. */
function guessWide(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const count = Math.min(bytes.length & ~1, 8);
  if (count < 2) return undefined;
  let [even, odd] = [0, 0];
  for (let i = 0; i < count; i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  if (odd === count / 2 && even === 0) return 'utf-16le';
  return even === count / 2 && odd === 0 ? 'utf-16be' : undefined;
}

export function encodeText(text: string, encoding: TextEncoding): Uint8Array<ArrayBuffer> {
  if (encoding === 'utf-8') return new TextEncoder().encode(text);
  if (encoding === 'utf-8-bom') return new TextEncoder().encode(`\ufeff${text}`);
  const bytes = new Uint8Array(2 + text.length * 2);
  const view = new DataView(bytes.buffer);
  const little = encoding === 'utf-16le';
  view.setUint16(0, 0xfeff, little);
  for (let i = 0; i < text.length; i++) view.setUint16(2 + i * 2, text.charCodeAt(i), little);
  return bytes;
}
