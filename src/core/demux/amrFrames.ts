import type { FrameRule } from './frameWalk.ts';

// Bytes of a frame, its head included, by frame type (RFC 4867 section 5.3; 3GPP TS 26.101 and 26.201); 0: reserved.
const NARROW = [13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1];
const WIDE = [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1];

/** 20 ms each: a byte with the frame type and a quality bit, its padding bits 0, then the speech bits. */
export function amrFrames(wide: boolean): FrameRule {
  const sizes = wide ? WIDE : NARROW;
  const frames = wide ? 320 : 160;
  return {
    name: wide ? 'AMR-WB' : 'AMR',
    headBytes: 1,
    parse(bytes, at) {
      const head = bytes[at]!;
      const size = sizes[(head >> 3) & 15]!;
      return head & 0x83 || size === 0 ? undefined : { size, frames };
    },
  };
}
