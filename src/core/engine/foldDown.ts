const HALF_POWER = Math.SQRT1_2;

/** Left and right share of each channel, for the counts that Web Audio does not mix itself. WAVE channel order. */
const layouts: Readonly<Record<number, readonly (readonly [number, number])[]>> = {
  // L R C
  3: [[1, 0], [0, 1], [HALF_POWER, HALF_POWER]],
  // L R C Ls Rs
  5: [[1, 0], [0, 1], [HALF_POWER, HALF_POWER], [HALF_POWER, 0], [0, HALF_POWER]],
  // L R C LFE Cs Ls Rs
  7: [[1, 0], [0, 1], [HALF_POWER, HALF_POWER], [0, 0], [0.5, 0.5], [HALF_POWER, 0], [0, HALF_POWER]],
  // L R C LFE Lb Rb Ls Rs
  8: [[1, 0], [0, 1], [HALF_POWER, HALF_POWER], [0, 0], [HALF_POWER, 0], [0, HALF_POWER], [HALF_POWER, 0], [0, HALF_POWER]],
}; // prettier-ignore

/** Channels the worklet puts out: those that Web Audio's 'speakers' rule understands as they are, else folded to stereo. */
export function outputChannels(fileChannels: number): number {
  return [1, 2, 4, 6].includes(fileChannels) ? fileChannels : 2;
}

/**
 * Stereo shares, [left, right] of each channel in turn: ITU-R BS.775 with half-power centre and surrounds and no LFE for
 * 3, 5, 7 and 8 channels, as Web Audio does for 5.1. Of other counts nobody knows the layout: odd channels go left, even
 * ones right, averaged so that they cannot clip.
 */
export function foldShares(channels: number): Float32Array {
  const layout = layouts[channels];
  if (layout) return Float32Array.from(layout.flat());
  const shares = new Float32Array(channels * 2);
  const left = Math.ceil(channels / 2);
  const right = Math.max(1, Math.floor(channels / 2));
  for (let channel = 0; channel < channels; channel++) {
    shares[channel * 2 + (channel % 2)] = 1 / (channel % 2 === 0 ? left : right);
  }
  return shares;
}

/** out[0] and out[1] (or out[0] alone) from `offset` become the sum of the channels by their shares. Audio thread: no allocation. */
export function foldDown(
  input: readonly Float32Array[],
  shares: Float32Array,
  out: readonly Float32Array[],
  offset: number,
  frames: number,
): void {
  for (let side = 0; side < Math.min(2, out.length); side++) {
    const to = out[side]!;
    to.fill(0, offset, offset + frames);
    for (let channel = 0; channel < input.length; channel++) {
      const share = shares[channel * 2 + side]!;
      const from = input[channel]!;
      if (share !== 0) for (let i = 0; i < frames; i++) to[offset + i]! += share * from[i]!;
    }
  }
}
