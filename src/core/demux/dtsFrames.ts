import type { FrameHead, FrameRule } from './frameWalk.ts';

const RATES = [0, 8000, 16000, 32000, 0, 0, 11025, 22050, 44100, 0, 0, 12000, 24000, 48000, 96000, 192000];
export const DTS_HEAD_BYTES = 16;
const EXTENSION = 0x64582025;

export interface DtsHead extends FrameHead {
  sampleRate: number;
  /** AMODE: which full-range channels there are. */
  mode: number;
  lfe: boolean;
  extra: boolean;
}

/** The first 14 bytes of a frame as 16-bit words in big-endian order, from any of the four ways it may be packed. */
function unpack(bytes: Uint8Array, at: number): { head: Uint8Array; narrow: boolean } | undefined {
  const sync = ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
  const swapped = sync === 0xfe7f0180 || sync === 0xff1f00e8;
  const narrow = sync === 0x1fffe800 || sync === 0xff1f00e8;
  if (!swapped && !narrow && sync !== 0x7ffe8001) return undefined;
  const raw = bytes.slice(at, at + DTS_HEAD_BYTES);
  if (swapped) for (let i = 0; i + 1 < raw.length; i += 2) [raw[i], raw[i + 1]] = [raw[i + 1]!, raw[i]!];
  if (!narrow) return { head: raw, narrow };
  const head = new Uint8Array(14);
  for (let bit = 0; bit < 112; bit++) {
    // 14 of every 16 bits count.
    const from = Math.floor(bit / 14) * 16 + 2 + (bit % 14);
    if ((raw[from >> 3]! >> (7 - (from & 7))) & 1) head[bit >> 3]! |= 0x80 >> (bit & 7);
  }
  return { head, narrow };
}

/** ETSI TS 102 114 section 5.3 (core frame) and 7.4 (extension substream). */
export function parseDts(bytes: Uint8Array, at: number): DtsHead | undefined {
  if (bytes.length - at < DTS_HEAD_BYTES) return undefined;
  const found = unpack(bytes, at);
  if (!found) return parseExtension(bytes, at);
  const { head, narrow } = found;
  const field = (from: number, count: number): number => {
    let value = 0;
    for (let bit = from; bit < from + count; bit++) value = value * 2 + ((head[bit >> 3]! >> (7 - (bit & 7))) & 1);
    return value;
  };
  const blocks = field(39, 7) + 1;
  const coded = field(46, 14) + 1;
  const sampleRate = RATES[field(66, 4)]!;
  if (blocks < 6 || coded < 96 || sampleRate === 0 || field(60, 6) > 15) return undefined;
  return {
    size: narrow ? Math.ceil((coded * 16) / 14) : coded,
    frames: blocks * 32,
    sampleRate,
    mode: field(60, 6),
    lfe: field(85, 2) !== 0,
    extra: false,
  };
}

/** DTS-HD data behind a core frame: stepped over. */
function parseExtension(bytes: Uint8Array, at: number): DtsHead | undefined {
  const word = (from: number): number =>
    ((bytes[at + from]! << 24) |
      (bytes[at + from + 1]! << 16) |
      (bytes[at + from + 2]! << 8) |
      bytes[at + from + 3]!) >>>
    0;
  if (word(0) !== EXTENSION) return undefined;
  // Behind 8 bits of user data and a 2-bit index: a flag that says how wide the two sizes are.
  const wide = (bytes[at + 5]! >> 5) & 1;
  const bits = wide ? 20 : 16;
  const first = 32 + 8 + 2 + 1 + (wide ? 12 : 8);
  let size = 0;
  for (let bit = first; bit < first + bits; bit++) size = size * 2 + ((bytes[at + (bit >> 3)]! >> (7 - (bit & 7))) & 1);
  return { size: size + 1, frames: 0, sampleRate: 0, mode: 0, lfe: false, extra: true };
}

export const dtsFrames: FrameRule = { name: 'DTS', headBytes: DTS_HEAD_BYTES, parse: parseDts };
