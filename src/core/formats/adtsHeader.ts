import { aacRates } from './aacConfig.ts';

export interface AdtsHeader {
  objectType: number;
  rateIndex: number;
  channelConfig: number;
  headerBytes: number;
  frameBytes: number;
  hasCrc: boolean;
  /** Raw data blocks, of 1024 samples each. */
  blocks: number;
}

/** ISO 13818-7 section 6.2. */
export function adtsHeader(bytes: Uint8Array, at: number): AdtsHeader | undefined {
  if (at + 7 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1]! & 0xf6) !== 0xf0) return undefined;
  const rateIndex = (bytes[at + 2]! >> 2) & 15;
  const frameBytes = ((bytes[at + 3]! & 3) << 11) | (bytes[at + 4]! << 3) | (bytes[at + 5]! >> 5);
  const hasCrc = (bytes[at + 1]! & 1) === 0;
  const headerBytes = hasCrc ? 9 : 7;
  if (rateIndex >= aacRates.length || frameBytes <= headerBytes) return undefined;
  const channelConfig = ((bytes[at + 2]! & 1) << 2) | (bytes[at + 3]! >> 6);
  const blocks = (bytes[at + 6]! & 3) + 1;
  const objectType = (bytes[at + 2]! >> 6) + 1;
  return { objectType, rateIndex, channelConfig, headerBytes, frameBytes, hasCrc, blocks };
}

/** Offset of the first of several frames in a row; a run that reaches the end may be shorter. -1 if there is none. */
export function findAdtsFrame(bytes: Uint8Array, endsHere: boolean): number {
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    let next = at;
    let run = 0;
    for (let header = adtsHeader(bytes, at); header && run < 4; header = adtsHeader(bytes, next)) {
      run++;
      next += header.frameBytes;
    }
    if (run >= 4 || (endsHere && run > 0 && (next === bytes.length || (run >= 2 && next + 7 > bytes.length))))
      return at;
  }
  return -1;
}
