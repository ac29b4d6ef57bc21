/** What the header of a FLAC frame says (RFC 9639 section 9.1). */
export interface FlacHeader {
  /** Frame number, or sample number where block sizes vary. */
  number: number;
  variable: boolean;
  samples: number;
  channels: number;
  /** 0: all channels on their own; 8: left and side; 9: side and right; 10: mid and side. */
  stereo: number;
  /** 0: as STREAMINFO says. */
  bits: number;
  sampleRate: number;
  /** Bytes that the header takes. */
  length: number;
}

/** The longest header: sync and codes 4, number 7, block size 2, rate 2, CRC-8. */
export const MAX_FLAC_HEADER = 16;

const crc8Table = Uint8Array.from({ length: 256 }, (_, i) => {
  let crc = i;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x80 ? 0x107 : 0);
  return crc;
});
const rates = [0, 88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000];
const depths = [0, 8, 12, -1, 16, 20, 24, 32];

/** undefined unless all of it is there, has no reserved code, and its CRC-8 holds. */
export function parseFlacHeader(bytes: Uint8Array, at: number): FlacHeader | undefined {
  if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xfe) !== 0xf8) return undefined;
  const sizeCode = bytes[at + 2]! >> 4;
  const rateCode = bytes[at + 2]! & 15;
  const stereo = bytes[at + 3]! >> 4;
  const bits = depths[(bytes[at + 3]! >> 1) & 7]!;
  if (sizeCode === 0 || rateCode === 15 || stereo > 10 || bits < 0 || bytes[at + 3]! & 1) return undefined;
  let pos = at + 4;
  // The number is coded as UTF-8 would, in up to seven bytes.
  const first = bytes[pos++]!;
  const extra = first < 0x80 ? 0 : Math.clz32(~(first << 24)) - 1;
  if (first >= 0x80 && (extra < 1 || extra > 6)) return undefined;
  let number = extra === 0 ? first : first & (0x3f >> extra);
  for (let i = 0; i < extra; i++) number = number * 64 + (bytes[pos++]! & 0x3f);
  let samples = sizeCode === 1 ? 192 : sizeCode < 6 ? 576 << (sizeCode - 2) : 256 << (sizeCode - 8);
  if (sizeCode === 6) samples = bytes[pos++]! + 1;
  if (sizeCode === 7) samples = ((bytes[pos++]! << 8) | bytes[pos++]!) + 1;
  let sampleRate = rates[rateCode] ?? 0;
  if (rateCode === 12) sampleRate = bytes[pos++]! * 1000;
  if (rateCode > 12) sampleRate = ((bytes[pos++]! << 8) | bytes[pos++]!) * (rateCode === 13 ? 1 : 10);
  if (pos >= bytes.length) return undefined;
  let crc = 0;
  for (let i = at; i < pos; i++) crc = crc8Table[crc ^ bytes[i]!]!;
  if (crc !== bytes[pos]) return undefined;
  const channels = stereo < 8 ? stereo + 1 : 2;
  const variable = (bytes[at + 1]! & 1) === 1;
  return { number, variable, samples, channels, stereo, bits, sampleRate, length: pos + 1 - at };
}

/** Frames that a packet of Ogg, Matroska or MP4 decodes to: it is one whole FLAC frame. 0: it is none. */
export const flacFrameFrames = (packet: Uint8Array): number => parseFlacHeader(packet, 0)?.samples ?? 0;

/** tables[n * 256 + byte]: the CRC-16 of a byte that n zero bytes follow. */
const crc16Tables = new Uint16Array(8 * 256);
for (let byte = 0; byte < 256; byte++) {
  let crc = byte << 8;
  for (let n = 0; n < 8; n++) {
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x8005 : 0)) & 0xffff;
    crc16Tables[n * 256 + byte] = crc;
  }
}

/** CRC-16 of bytes from … to−1, continued from `crc`. Over a frame with its checksum it is 0. */
export function crc16(bytes: Uint8Array, from: number, to: number, crc = 0): number {
  const t = crc16Tables;
  let at = from;
  for (; at + 8 <= to; at += 8) {
    crc =
      t[0x700 | (bytes[at]! ^ (crc >> 8))]! ^
      t[0x600 | (bytes[at + 1]! ^ (crc & 0xff))]! ^
      t[0x500 | bytes[at + 2]!]! ^
      t[0x400 | bytes[at + 3]!]! ^
      t[0x300 | bytes[at + 4]!]! ^
      t[0x200 | bytes[at + 5]!]! ^
      t[0x100 | bytes[at + 6]!]! ^
      t[bytes[at + 7]!]!;
  }
  for (; at < to; at++) crc = t[(crc >> 8) ^ bytes[at]!]! ^ ((crc << 8) & 0xffff);
  return crc;
}
