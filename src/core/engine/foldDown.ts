const HALF_POWER = Math.SQRT1_2;

/** Left and right share of each channel. WAVE channel order; 1, 4 and 6 as Web Audio's 'speakers' rule mixes them. */
const layouts: Readonly<Record<number, readonly (readonly [number, number])[]>> = {
  1: [[1, 1]],
  2: [[1, 0], [0, 1]],
  // L R C
  3: [[1, 0], [0, 1], [HALF_POWER, HALF_POWER]],
  // L R Ls Rs
  4: [[0.5, 0], [0, 0.5], [0.5, 0], [0, 0.5]],
  // L R C Ls Rs
  5: [[1, 0], [0, 1], [HALF_POWER, HALF_POWER], [HALF_POWER, 0], [0, HALF_POWER]],
  // L R C LFE Ls Rs
  6: [[1, 0], [0, 1], [HALF_POWER, HALF_POWER], [0, 0], [HALF_POWER, 0], [0, HALF_POWER]],
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
 * Left and right share of each channel: ITU-R BS.775 with half-power centre and surrounds and no LFE for 3, 5, 7 and 8
 * channels, as Web Audio does for 5.1. Of other counts nobody knows the layout: odd channels go left, even ones right,
 * averaged so that they cannot clip.
 */
export function stereoShares(channels: number): readonly (readonly [number, number])[] {
  const layout = layouts[channels];
  if (layout) return layout;
  const left = Math.ceil(channels / 2);
  const right = Math.max(1, Math.floor(channels / 2));
  return Array.from({ length: channels }, (_, channel) => (channel % 2 === 0 ? [1 / left, 0] : [0, 1 / right]));
}
