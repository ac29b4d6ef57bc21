/** The level axis of a lane, in device pixels. Full scale stays a little off the edge, so that overs can be seen. */
export interface AmplitudeScale {
  /** The middle of the pixel row of silence. */
  readonly middle: number;
  /** Rows from silence to full scale. */
  readonly half: number;
}

const HEADROOM_PIXELS = 5;

export function amplitudeScale(height: number, dpr: number): AmplitudeScale {
  const middle = Math.floor(height / 2) + 0.5;
  return { middle, half: Math.max(1, middle - HEADROOM_PIXELS * dpr) };
}

export function yOf(scale: AmplitudeScale, level: number): number {
  return scale.middle - level * scale.half;
}

/** Rows of each column: a column reaches to its neighbour, so that a steep slope shows as an unbroken line. */
export function columnRows(
  columns: { min: Float32Array; max: Float32Array; quality: Uint8Array; count: number },
  scale: AmplitudeScale,
  height: number,
  top: Int32Array,
  bottom: Int32Array,
): void {
  let before = -1;
  for (let i = 0; i < columns.count; i++) {
    top[i] = 0;
    bottom[i] = 0;
    if (columns.quality[i] === 0) continue;
    let low = columns.min[i]!;
    let high = columns.max[i]!;
    if (before === i - 1 && i > 0) {
      low = Math.min(low, columns.max[before]!);
      high = Math.max(high, columns.min[before]!);
    }
    setRows(i, low, high, scale, height, top, bottom);
    before = i;
  }
}

/** The part of a column within ±RMS; none where the signal does not come near zero. */
export function rmsRows(
  columns: { min: Float32Array; max: Float32Array; rms: Float32Array; quality: Uint8Array; count: number },
  scale: AmplitudeScale,
  height: number,
  top: Int32Array,
  bottom: Int32Array,
): void {
  for (let i = 0; i < columns.count; i++) {
    top[i] = 0;
    bottom[i] = 0;
    if (columns.quality[i] === 0) continue;
    const high = Math.min(columns.max[i]!, columns.rms[i]!);
    const low = Math.max(columns.min[i]!, -columns.rms[i]!);
    if (high >= low) setRows(i, low, high, scale, height, top, bottom);
  }
}

function setRows(
  i: number,
  low: number,
  high: number,
  scale: AmplitudeScale,
  height: number,
  top: Int32Array,
  bottom: Int32Array,
): void {
  top[i] = Math.max(0, Math.floor(yOf(scale, high)));
  bottom[i] = Math.min(height, Math.floor(yOf(scale, low)) + 1);
}

/**
 * Where a sample counts as clipped: the highest code of stored integers, which is below 1 on the positive side
 * (32,767 / 32,768 in 16 bits), and full scale where samples are floats or come out of a lossy codec.
 */
export function clipLevel(bitsPerSample: number | null): number {
  return bitsPerSample !== null && bitsPerSample <= 24 ? 1 - 2 ** (1 - bitsPerSample) : 1;
}
