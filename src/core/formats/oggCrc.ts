/** tables[n * 256 + byte]: the CRC of a byte that n zero bytes follow. */
const tables = new Int32Array(8 * 256);
for (let byte = 0; byte < 256; byte++) {
  let crc = byte << 24;
  for (let n = 0; n < 8; n++) {
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? 0x04c11db7 : 0);
    tables[n * 256 + byte] = crc;
  }
}

const CHECKSUM = 22;

/** The checksum of the page from … to−1 (RFC 3533 section 6): its own four bytes count as zeros. */
export function oggCrc(bytes: Uint8Array, from: number, to: number): number {
  const head = run(bytes, from, from + CHECKSUM, 0);
  const t = tables;
  // The four zeros.
  let crc = t[0x300 | (head >>> 24)]! ^ t[0x200 | ((head >>> 16) & 255)]!;
  crc ^= t[0x100 | ((head >>> 8) & 255)]! ^ t[head & 255]!;
  return run(bytes, from + CHECKSUM + 4, to, crc) >>> 0;
}

function run(bytes: Uint8Array, from: number, to: number, start: number): number {
  const t = tables;
  let crc = start;
  let at = from;
  for (; at + 8 <= to; at += 8) {
    crc =
      t[0x700 | (bytes[at]! ^ (crc >>> 24))]! ^
      t[0x600 | (bytes[at + 1]! ^ ((crc >>> 16) & 255))]! ^
      t[0x500 | (bytes[at + 2]! ^ ((crc >>> 8) & 255))]! ^
      t[0x400 | (bytes[at + 3]! ^ (crc & 255))]! ^
      t[0x300 | bytes[at + 4]!]! ^
      t[0x200 | bytes[at + 5]!]! ^
      t[0x100 | bytes[at + 6]!]! ^
      t[bytes[at + 7]!]!;
  }
  for (; at < to; at++) crc = (crc << 8) ^ t[(crc >>> 24) ^ bytes[at]!]!;
  return crc;
}
