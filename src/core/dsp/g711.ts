/** ITU-T G.711: what a byte of A-law stands for, as 16-bit samples of 13 significant bits. */
export function alawSample(byte: number): number {
  const code = byte ^ 0x55;
  const segment = (code >> 4) & 7;
  const step = ((code & 15) << 4) + 8;
  const value = segment === 0 ? step : (step + 0x100) << (segment - 1);
  return code & 0x80 ? value : -value;
}

/** µ-law: 14 significant bits. */
export function ulawSample(byte: number): number {
  const code = ~byte;
  const value = ((((code & 15) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84;
  return code & 0x80 ? 0 - value : value;
}
