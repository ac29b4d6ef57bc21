const SINGLE = 0;
const PAIR = 1;
const LOW = 3;
const END = 7;
/** The elements of each channel count (ISO 14496-3 table 1.19). */
const layouts: Readonly<Record<number, readonly number[]>> = {
  1: [SINGLE],
  2: [PAIR],
  3: [SINGLE, PAIR],
  4: [SINGLE, PAIR, SINGLE],
  5: [SINGLE, PAIR, PAIR],
  6: [SINGLE, PAIR, PAIR, LOW],
  8: [SINGLE, PAIR, PAIR, PAIR, LOW],
};

/** An AAC packet of channels without a single spectral band: all its fields are zero. */
export function silentAacPacket(channels: number): Uint8Array | undefined {
  const elements = layouts[channels];
  if (!elements) return undefined;
  const bits: number[] = [];
  const put = (value: number, count: number): void => {
    for (let i = count - 1; i >= 0; i--) bits.push((value >> i) & 1);
  };
  const tags = [0, 0, 0, 0];
  for (const element of elements) {
    put(element, 3);
    put(tags[element]!++, 4);
    // Gain 8, window and bands 11, three flags; a pair has one flag and two of these.
    put(0, element === PAIR ? 1 + 22 + 22 : 22);
  }
  put(END, 3);
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => (bytes[i >> 3] = bytes[i >> 3]! | (bit << (7 - (i & 7)))));
  return bytes;
}

/** Decoded channels come centre first; this is where each of the file's (L R C LFE Ls Rs) is among them. */
export const aacOrders: Readonly<Record<number, readonly number[]>> = {
  3: [1, 2, 0],
  4: [1, 2, 0, 3],
  5: [1, 2, 0, 3, 4],
  6: [1, 2, 0, 5, 3, 4],
};
