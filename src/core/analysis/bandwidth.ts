/** Where a spectrum ends, as it does in files that were upsampled, or coded at a low bit rate. */
export interface Bandwidth {
  /** Of the edge, where the level is half way down. */
  hertz: number;
  /** dB from the 500 Hz below the edge down to the highest level above it. */
  dropDb: number;
  /** Of half the sample rate. */
  share: number;
}

/** dB; the steepest filter of an instrument or a microphone falls less in 300 Hz. */
const LEAST_DROP = 25;
const BELOW = 500;
const EDGE = 300;
/** Below an eighth of half the sample rate sounds end by themselves. Edges this near half the sample rate are those of converters. */
const LARGEST_SHARE = 0.93;

/**
 * The highest frequency at which the mean spectrum falls by 25 dB within 300 Hz and stays there up to half the sample
 * rate. null where it falls nowhere like that: the audio goes all the way up, or fades by itself.
 */
export function bandwidth(powers: Float64Array, sampleRate: number): Bandwidth | null {
  const nyquist = sampleRate / 2;
  const step = nyquist / (powers.length - 1);
  const levels = smoothed(powers);
  const below = Math.max(2, Math.round(BELOW / step));
  const edge = Math.max(2, Math.round(EDGE / step));
  const lowest = Math.max(below + 4, Math.ceil(levels.length / 8));
  // The highest level from a bin upwards, and means by running sums.
  const above = new Float64Array(levels.length);
  const sums = new Float64Array(levels.length + 1);
  for (let i = levels.length - 1, most = -Infinity; i >= 0; i--) above[i] = most = Math.max(most, levels[i]!);
  levels.forEach((level, i) => (sums[i + 1] = sums[i]! + level));
  let best = -1;
  let drop = LEAST_DROP;
  for (let i = levels.length - 3; i >= lowest; i--) {
    if (i + edge >= levels.length - 2) continue;
    const fall = (sums[i]! - sums[i - below]!) / below - above[i + edge]!;
    if (fall > drop) [best, drop] = [i, fall];
    else if (best >= 0 && i < best - below) break;
  }
  if (best < 0) return null;
  const half = (sums[best]! - sums[best - below]!) / below - drop / 2;
  let at = best;
  while (at < best + edge && levels[at]! > half) at++;
  const share = (at * step) / nyquist;
  return share > LARGEST_SHARE ? null : { hertz: at * step, dropDb: drop, share };
}

/** dB of the mean of nine bins each. */
function smoothed(powers: Float64Array): Float64Array {
  return powers.map((_, i) => {
    const [from, to] = [Math.max(0, i - 4), Math.min(powers.length, i + 5)];
    let sum = 0;
    for (let k = from; k < to; k++) sum += powers[k]!;
    return 10 * Math.log10(sum / (to - from) + 1e-18);
  });
}
