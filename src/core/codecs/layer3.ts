/** What the side information of a layer III frame says (ISO 11172-3 section 2.4.1.7). */
export interface SideInfo {
  /** Bytes of earlier frames that this one begins in. */
  backstep: number;
  /** Bytes of the frame behind the side information. */
  mainBytes: number;
  /** Bytes of main data that its fields ask for. */
  neededBytes: number;
  /** Its fields contradict each other: the frame is damaged. */
  damaged: boolean;
}

const bitsAt = (bytes: Uint8Array, bit: number, count: number): number => {
  const at = bit >> 3;
  const value = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
  return (value >> (24 - (bit & 7) - count)) & ((1 << count) - 1);
};

const isMpeg1 = (frame: Uint8Array): boolean => (frame[1]! & 0x18) === 0x18;
const isMono = (frame: Uint8Array): boolean => frame[3]! >> 6 === 3;
export const sideInfoBytes = (frame: Uint8Array): number =>
  isMpeg1(frame) ? (isMono(frame) ? 17 : 32) : isMono(frame) ? 9 : 17;
export const headBytes = (frame: Uint8Array): number => (frame[1]! & 1 ? 4 : 6);

export function sideInfo(frame: Uint8Array): SideInfo {
  const mpeg1 = isMpeg1(frame);
  const channels = isMono(frame) ? 1 : 2;
  const head = headBytes(frame);
  const mainBytes = frame.length - head - sideInfoBytes(frame);
  if (mainBytes < 0) return { backstep: 0, mainBytes: 0, neededBytes: 0, damaged: true };
  const backstep = bitsAt(frame, head * 8, mpeg1 ? 9 : 8);
  let bit = head * 8 + (mpeg1 ? (channels === 1 ? 18 : 20) : channels === 1 ? 9 : 10);
  let needed = 0;
  let damaged = false;
  for (let part = 0; part < channels * (mpeg1 ? 2 : 1); part++, bit += mpeg1 ? 59 : 63) {
    needed += bitsAt(frame, bit, 12);
    // Pairs of values; a granule has 576 values.
    if (bitsAt(frame, bit + 12, 9) > 288) damaged = true;
  }
  const neededBytes = Math.ceil(needed / 8);
  return { backstep, mainBytes, neededBytes, damaged: damaged || neededBytes > backstep + mainBytes };
}

/** Fewest bytes that a frame of this kind can add to the reservoir: those of the lowest bit rate. */
function fewestMainBytes(sampleRate: number, channels: number): number {
  const mpeg1 = sampleRate >= 32000;
  const frame = mpeg1 ? (144 * 32000) / sampleRate : (72 * 8000) / sampleRate;
  return Math.max(1, Math.floor(frame) - 6 - (mpeg1 ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17));
}

/** Packets after which no decoder remembers where it began: a full reservoir, the overlap and the filter bank. */
export function layer3Preroll(sampleRate: number, channels: number): number {
  return Math.min(96, Math.ceil((sampleRate >= 32000 ? 511 : 255) / fewestMainBytes(sampleRate, channels))) + 3;
}

/**
 * The same frame without sound, of the same length and with the same bytes for those behind it. It says that it begins
 * `backstep` bytes back, so that decoders keep these for the next, too.
 */
export function silenced(frame: Uint8Array, backstep: number): Uint8Array {
  const silent = frame.slice();
  silent[1] = silent[1]! | 1;
  silent.fill(0, 4, Math.min(silent.length, 4 + sideInfoBytes(frame)));
  if (silent.length < 6) return silent;
  if (isMpeg1(frame)) {
    silent[4] = backstep >> 1;
    silent[5] = (backstep & 1) << 7;
  } else silent[4] = backstep;
  return silent;
}

/** Bytes that a frame can reach back at most. */
export const maxBackstep = (frame: Uint8Array): number => (isMpeg1(frame) ? 511 : 255);
