/**
 * What a scan measures: the channels in file order, and of a file of two channels its mid and side behind them. All of
 * them stand in each block of a pyramid.
 */
export const tracksOf = (channels: number): number => (channels === 2 ? 4 : channels);

/** Mid (L+R)·½ and side (L−R)·½ in Float32 arithmetic: each step is rounded, as the scan's kernel does. */
export function midSide(
  left: Float32Array,
  right: Float32Array,
  frames: number,
  mid: Float32Array,
  side: Float32Array,
): void {
  for (let i = 0; i < frames; i++) {
    const l = left[i]!;
    const r = right[i]!;
    mid[i] = Math.fround(l + r) * 0.5;
    side[i] = Math.fround(l - r) * 0.5;
  }
}
