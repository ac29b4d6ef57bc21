import type { AdpcmVariant } from '../formats/format.ts';

/** Bytes of a channel's share of the block header. */
const headerBytes = { 'ima-wav': 4, 'ima-qt': 2, ms: 7 } as const;

/** Smallest block that holds a frame more than its header says. */
export const leastBlock = (variant: AdpcmVariant, channels: number): number => {
  if (variant === 'ima-qt') return 34 * channels;
  return variant === 'ms' ? 7 * channels + 1 : 8 * channels;
};

/** Frames in a block, or in the start of one, of so many bytes. */
export function blockFrames(variant: AdpcmVariant, channels: number, bytes: number): number {
  const rest = bytes - headerBytes[variant] * channels;
  if (rest < 0) return 0;
  switch (variant) {
    case 'ima-wav':
      return 1 + Math.floor(rest / (4 * channels)) * 8;
    case 'ima-qt':
      return bytes < 34 * channels ? 0 : 64;
    case 'ms':
      return 2 + Math.floor((rest * 2) / channels);
  }
}

/** Frames in a run of blocks, of which the last may be cut. */
export function framesOfBlocks(variant: AdpcmVariant, channels: number, blockBytes: number, bytes: number): number {
  const whole = Math.floor(bytes / blockBytes);
  return whole * blockFrames(variant, channels, blockBytes) + blockFrames(variant, channels, bytes % blockBytes);
}
