import FFT from 'fft.js';

export interface ToneDistortion {
  hertz: number;
  /** dBFS of the fundamental: 0 is a sine that reaches full scale. */
  level: number;
  /** Harmonics 2 to 10 below half the sample rate, to the fundamental (IEC 60268-3), in dB; −∞ if none can be seen. */
  thdDb: number;
  thdPercent: number;
  /** All but the fundamental, from 20 Hz to half the sample rate or 20 kHz, to the whole (AES17), in dB. */
  thdnDb: number;
  thdnPercent: number;
}

/** Seven terms: side lobes below −163 dB, so that noise of 24 bits can be measured next to a tone. */
const TERMS = [
  0.27105140069342, -0.43329793923448, 0.21812299954311, -0.06592544638803, 0.01081174209837, -0.00077658482522,
  0.00001388721735,
];
const LOBE = 8;
const HARMONICS = 10;
const LARGEST = 65536;
const SMALLEST = 2048;
/** Of the piece that is looked at first. */
const LOOK = 4096;
/** A tone has at least this much of the power. */
const LEAST_SHARE = 0.5;

/**
 * Distortion of a steady tone, from the largest power of two of samples in the middle (2,048 to 65,536). null where there
 * is no tone: where less than half of the power lies in one spectral line, or its harmonics cannot be told apart.
 */
export function toneDistortion(samples: Float32Array, sampleRate: number): ToneDistortion | null {
  const size = Math.min(LARGEST, 2 ** Math.floor(Math.log2(samples.length)));
  if (!(size >= SMALLEST)) return null;
  if (size > LOOK && !mayBeTone(samples)) return null;
  const powers = powerSpectrum(samples.subarray((samples.length - size) >> 1), size);
  const step = sampleRate / size;
  const first = Math.max(LOBE, Math.ceil(20 / step));
  const last = Math.min(powers.length - 1, Math.floor(20000 / step));
  let top = first;
  for (let bin = first; bin <= last; bin++) if (powers[bin]! > powers[top]!) top = bin;
  const fundamental = band(powers, top - LOBE, top + LOBE);
  let whole = 0;
  for (let bin = first; bin <= last; bin++) whole += powers[bin]!;
  if (!(fundamental.power > LEAST_SHARE * whole) || !Number.isFinite(whole) || fundamental.centre < 2 * LOBE)
    return null;
  let harmonics = 0;
  for (let n = 2; n <= HARMONICS; n++) {
    const bin = Math.round(n * fundamental.centre);
    if (bin + LOBE >= powers.length) break;
    harmonics += above(powers, bin);
  }
  const rest = Math.max(0, whole - band(powers, Math.max(first, top - LOBE), Math.min(last, top + LOBE)).power);
  const thd = Math.sqrt(harmonics / fundamental.power);
  const thdn = Math.sqrt(rest / whole);
  return {
    hertz: fundamental.centre * step,
    level: 10 * Math.log10(2 * fundamental.power),
    thdDb: 20 * Math.log10(thd),
    thdPercent: 100 * thd,
    thdnDb: 20 * Math.log10(thdn),
    thdnPercent: 100 * thdn,
  };
}

/** Power of a line, less what noise around it would put there. */
function above(powers: Float64Array, bin: number): number {
  const line = band(powers, bin - LOBE, bin + LOBE).power;
  const sides = Float64Array.from(
    { length: 2 * LOBE },
    (_, i) => powers[bin + (i < LOBE ? -2 * LOBE + i : i + 1)] ?? 0,
  );
  const noise = sides.sort()[LOBE]! * (2 * LOBE + 1);
  return Math.max(0, line - noise);
}

function band(powers: Float64Array, from: number, to: number): { power: number; centre: number } {
  let [power, weighted] = [0, 0];
  for (let bin = Math.max(0, from); bin <= Math.min(to, powers.length - 1); bin++) {
    power += powers[bin]!;
    weighted += powers[bin]! * bin;
  }
  return { power, centre: weighted / power };
}

/** Most audio is no tone, which a short piece of it says at a fraction of the cost. */
function mayBeTone(samples: Float32Array): boolean {
  const powers = powerSpectrum(samples.subarray((samples.length - LOOK) >> 1), LOOK);
  let [top, whole] = [0, 0];
  for (let bin = 0; bin < powers.length; bin++) {
    whole += powers[bin]!;
    if (powers[bin]! > powers[top]!) top = bin;
  }
  return !(band(powers, top - LOBE, top + LOBE).power < (LEAST_SHARE / 2) * whole);
}

/** Mean squares of the bins: their sum is that of the samples. */
function powerSpectrum(samples: Float32Array, size: number): Float64Array {
  const { fft, input, output, weights, squares } = transformOf(size);
  let mean = 0;
  for (let i = 0; i < size; i++) mean += samples[i]! / size;
  for (let i = 0; i < size; i++) input[i] = (samples[i]! - mean) * weights[i]!;
  fft.realTransform(output, input);
  const powers = new Float64Array(size / 2 + 1);
  for (let bin = 0; bin < powers.length; bin++) {
    const power = (output[2 * bin]! ** 2 + output[2 * bin + 1]! ** 2) / (squares * size);
    powers[bin] = bin === 0 || bin === size / 2 ? power : 2 * power;
  }
  return powers;
}

interface Transform {
  readonly fft: FFT;
  readonly input: Float64Array;
  readonly output: Float64Array;
  readonly weights: Float64Array;
  /** Sum of the squared weights. */
  readonly squares: number;
}

/** Of a thread, by size: they cost more to make than to use. */
const transforms = new Map<number, Transform>();

function transformOf(size: number): Transform {
  const known = transforms.get(size);
  if (known) return known;
  // The short one, and the one used last: 3 MB.
  for (const other of transforms.keys()) if (other !== LOOK) transforms.delete(other);
  const weights = Float64Array.from({ length: size }, (_, i) =>
    TERMS.reduce((sum, term, k) => sum + term * Math.cos((2 * Math.PI * k * i) / size), 0),
  );
  const squares = weights.reduce((sum, weight) => sum + weight * weight, 0);
  const made = {
    fft: new FFT(size),
    input: new Float64Array(size),
    output: new Float64Array(2 * size),
    weights,
    squares,
  };
  transforms.set(size, made);
  return made;
}
