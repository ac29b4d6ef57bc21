import type { FrameHead, FrameRule } from './frameWalk.ts';

const RATES = [48000, 44100, 32000];
const KBPS = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640];
const BLOCK_FRAMES = 256;

export interface Ac3Head extends FrameHead {
  /** Enhanced AC-3 (annex E of ATSC A/52). */
  enhanced: boolean;
  sampleRate: number;
  /** acmod: which full-range channels there are. */
  mode: number;
  lfe: boolean;
  /** An enhanced substream that adds channels to another, or a second programme: nothing here decodes it. */
  extra: boolean;
}

/** ATSC A/52:2018 section 5.3 (AC-3) and annex E.1.2 (E-AC-3). */
export function parseAc3(bytes: Uint8Array, at: number): Ac3Head | undefined {
  if (bytes[at] !== 0x0b || bytes[at + 1] !== 0x77 || bytes.length - at < AC3_HEAD_BYTES) return undefined;
  const version = bytes[at + 5]! >> 3;
  if (version > 16) return undefined;
  return version > 10 ? parseEnhanced(bytes, at) : parsePlain(bytes, at, version);
}

export const AC3_HEAD_BYTES = 8;

function parsePlain(bytes: Uint8Array, at: number, version: number): Ac3Head | undefined {
  const rate = RATES[bytes[at + 4]! >> 6];
  const code = bytes[at + 4]! & 63;
  const kbps = KBPS[code >> 1];
  if (rate === undefined || kbps === undefined) return undefined;
  const words = rate === 44100 ? Math.floor((kbps * 320) / 147) + (code & 1) : (kbps * 96000) / rate;
  const mode = bytes[at + 6]! >> 5;
  // Behind acmod: mix levels of a centre, of surrounds and of Dolby Surround, 2 bits each where they apply.
  const lfeBit = 3 + (mode & 1 && mode !== 1 ? 2 : 0) + (mode & 4 ? 2 : 0) + (mode === 2 ? 2 : 0);
  const bits = (bytes[at + 6]! << 8) | bytes[at + 7]!;
  return {
    size: words * 2,
    frames: 6 * BLOCK_FRAMES,
    enhanced: false,
    // Versions 9 and 10 are for half and a quarter of the rate.
    sampleRate: rate >> Math.max(0, version - 8),
    mode,
    lfe: ((bits >> (15 - lfeBit)) & 1) === 1,
    extra: false,
  };
}

function parseEnhanced(bytes: Uint8Array, at: number): Ac3Head | undefined {
  const type = bytes[at + 2]! >> 6;
  const substream = (bytes[at + 2]! >> 3) & 7;
  const size = ((((bytes[at + 2]! & 7) << 8) | bytes[at + 3]!) + 1) * 2;
  const rateCode = bytes[at + 4]! >> 6;
  const second = (bytes[at + 4]! >> 4) & 3;
  const full = rateCode === 3 ? RATES[second] : RATES[rateCode];
  if (full === undefined || type === 3 || size < AC3_HEAD_BYTES) return undefined;
  const extra = type === 1 || substream !== 0;
  const blocks = rateCode === 3 ? 6 : [1, 2, 3, 6][second]!;
  return {
    size,
    frames: extra ? 0 : blocks * BLOCK_FRAMES,
    enhanced: true,
    sampleRate: rateCode === 3 ? full / 2 : full,
    mode: (bytes[at + 4]! >> 1) & 7,
    lfe: (bytes[at + 4]! & 1) === 1,
    extra,
  };
}

/** A packet of a container may hold several frames: those of the first programme follow each other in time. */
export function ac3FramesIn(packet: Uint8Array): Ac3Head[] {
  const heads: Ac3Head[] = [];
  for (let at = 0; at < packet.length;) {
    const head = parseAc3(packet, at);
    if (!head) break;
    heads.push(head);
    at += head.size;
  }
  return heads;
}

export const ac3PacketFrames = (packet: Uint8Array): number =>
  ac3FramesIn(packet).reduce((sum, head) => sum + head.frames, 0);

export const ac3Frames: FrameRule = { name: 'AC-3', headBytes: AC3_HEAD_BYTES, parse: parseAc3 };
