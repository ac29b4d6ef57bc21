/** Samples at each side that a point between two frames depends on. */
export const SINC_HALF = 16;

/**
 * The band-limited curve through samples: what a converter makes of them, up to the window that bounds the sum (Kaiser,
 * β = 8, 32 samples). `samples` are the frames first … first+count−1 of a channel; out[i] is the curve's value at frame
 * `from + i × step`. At the ends of what is known the outermost sample is taken to go on. Exact at whole frames.
 */
export function interpolate(
  samples: Float32Array,
  first: number,
  count: number,
  from: number,
  step: number,
  out: Float32Array,
  points: number,
): void {
  for (let i = 0; i < points; i++) out[i] = valueAt(samples, count, from + i * step - first);
}

/** Non-finite samples count as silence, so that one of them does not blot out its neighbourhood. */
function valueAt(samples: Float32Array, count: number, place: number): number {
  const whole = Math.floor(place);
  const part = place - whole;
  const at = (index: number): number => {
    const value = samples[Math.min(Math.max(index, 0), count - 1)]!;
    return value - value === 0 ? value : 0;
  };
  if (count === 0) return 0;
  if (part < 1e-9) return at(whole);
  const sine = Math.sin(Math.PI * part) / Math.PI;
  let sum = 0;
  let weights = 0;
  for (let k = 1 - SINC_HALF; k <= SINC_HALF; k++) {
    const distance = part - k;
    const weight = (((k & 1) === 0 ? sine : -sine) / distance) * kaiser(distance / SINC_HALF);
    sum += weight * at(whole + k);
    weights += weight;
  }
  // The window's small error in the sum of weights would tilt a constant.
  return sum / weights;
}

const BETA = 8;
const TABLE = 2048;
const table = Float64Array.from({ length: TABLE + 1 }, (_, i) => {
  const x = i / TABLE;
  return bessel0(BETA * Math.sqrt(1 - x * x)) / bessel0(BETA);
});

function kaiser(x: number): number {
  const place = Math.abs(x) * TABLE;
  const index = Math.floor(place);
  if (index >= TABLE) return 0;
  return table[index]! + (place - index) * (table[index + 1]! - table[index]!);
}

/** Modified Bessel function of the first kind, order 0. */
function bessel0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-16; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
