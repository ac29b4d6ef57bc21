/** How levels are laid out over the height of a lane. */
export interface AmplitudeView {
  readonly kind: 'linear' | 'db';
  /** Levels are drawn as if they were so many times as high; full scale leaves the lane above 1. */
  readonly zoom: number;
  /** dB: from the top of the scale (full scale, without a zoom) down to the middle of the lane. */
  readonly rangeDb: number;
}

export const plainAmplitude: AmplitudeView = { kind: 'linear', zoom: 1, rangeDb: 60 };
export const MAX_AMPLITUDE_ZOOM = 10_000;

/** The level axis of a lane, in device pixels. Full scale stays a little off the edge, so that overs can be seen. */
export interface AmplitudeScale {
  /** The middle of the pixel row of silence. */
  readonly middle: number;
  /** Rows from silence to full scale, before the zoom. */
  readonly half: number;
  readonly view: AmplitudeView;
}

const HEADROOM_PIXELS = 5;

export function amplitudeScale(height: number, dpr: number, view = plainAmplitude): AmplitudeScale {
  const middle = Math.floor(height / 2) + 0.5;
  return { middle, half: Math.max(1, middle - HEADROOM_PIXELS * dpr), view };
}

export function yOf({ middle, half, view }: AmplitudeScale, level: number): number {
  if (view.kind === 'linear') return middle - level * view.zoom * half;
  const size = Math.abs(level) * view.zoom;
  if (!(size > 0)) return middle;
  const up = 1 + (20 * Math.log10(size)) / view.rangeDb;
  return up <= 0 ? middle : middle - Math.sign(level) * up * half;
}

/** The level that is drawn at a row: the inverse of yOf(). On a dB axis the middle is silence. */
export function levelAt({ middle, half, view }: AmplitudeScale, y: number): number {
  const up = (middle - y) / half;
  if (view.kind === 'linear') return up / view.zoom;
  return up === 0 ? 0 : (Math.sign(up) * 10 ** (((Math.abs(up) - 1) * view.rangeDb) / 20)) / view.zoom;
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
  // One row at least, at the edge too: a flat top that the zoom takes out of the lane does not vanish.
  top[i] = Math.min(Math.max(0, Math.floor(yOf(scale, high))), height - 1);
  bottom[i] = Math.max(Math.min(height, Math.floor(yOf(scale, low)) + 1), top[i] + 1);
}

/**
 * Where a sample counts as clipped: the highest code of stored integers, which is below 1 on the positive side
 * (32,767 / 32,768 in 16 bits), and full scale where samples are floats or come out of a lossy codec.
 */
export function clipLevel(bitsPerSample: number | null): number {
  return bitsPerSample !== null && bitsPerSample <= 24 ? 1 - 2 ** (1 - bitsPerSample) : 1;
}
