import FFT from 'fft.js';

export interface TempoEstimate {
  beatsPerMinute: number;
  /** How much the onsets are like themselves a beat later, 0 to 1. */
  confidence: number;
}

/** Slices a second. */
const RATE = 100;
const SLOWEST = 50;
const FASTEST = 210;
const PREFERRED = 120;
const LEAST_SECONDS = 4;
/** Mean square of the rises, dB²: the ripple of a steady tone in slices of 10 ms is less. */
const LEAST_RISES = 0.01;
/** Ten minutes are enough. */
const MOST = 60_000;

/**
 * Tempo from the energies of slices of 10 ms: rises of the level in dB, against themselves later (autocorrelation) at one
 * to four beats; of tempi that fit alike the one nearer 120 counts (log-normal, one octave). null under 4 s and where
 * nothing recurs.
 */
export function tempo(energies: Float64Array): TempoEstimate | null {
  const count = Math.min(MOST, energies.length);
  if (count < LEAST_SECONDS * RATE) return null;
  const onsets = rises(energies.subarray(0, count));
  const likeness = autocorrelation(onsets);
  if (!likeness) return null;
  let [best, bestScore] = [0, 0];
  for (let bpm = SLOWEST; bpm <= FASTEST; bpm += 0.25) {
    const score = fit(likeness, bpm) * Math.exp(-0.5 * Math.log2(bpm / PREFERRED) ** 2);
    if (score > bestScore) [best, bestScore] = [bpm, score];
  }
  if (best === 0) return null;
  let fine = best;
  for (let bpm = best - 1; bpm <= best + 1; bpm += 0.02) {
    if (fit(likeness, bpm) > fit(likeness, fine)) fine = bpm;
  }
  const confidence = Math.max(0, Math.min(1, fit(likeness, fine)));
  return confidence < 0.1 ? null : { beatsPerMinute: fine, confidence };
}

/** Rises in dB over 20 ms of the level above −80 dB of the loudest, without their mean, a little smoothed. */
function rises(energies: Float64Array): Float64Array {
  const floor = energies.reduce((most, x) => Math.max(most, x), 0) * 1e-8;
  const levels = energies.map((energy) => 10 * Math.log10(energy + floor + 1e-30));
  const raw = levels.map((level, i) => (i < 2 ? 0 : Math.max(0, level - levels[i - 2]!)));
  const smooth = raw.map((x, i) => 0.25 * (raw[i - 1] ?? 0) + 0.5 * x + 0.25 * (raw[i + 1] ?? 0));
  const mean = smooth.reduce((sum, x) => sum + x, 0) / smooth.length;
  return smooth.map((x) => x - mean);
}

/** 1 at lag 0, each lag by as many products as there are. null of a constant. */
function autocorrelation(values: Float64Array): Float64Array | null {
  const size = 2 ** Math.ceil(Math.log2(2 * values.length));
  const fft = new FFT(size);
  const input = new Float64Array(size);
  input.set(values);
  const output = new Float64Array(2 * size);
  fft.realTransform(output, input);
  const spectrum = new Float64Array(2 * size);
  for (let bin = 0; bin <= size / 2; bin++) {
    const power = output[2 * bin]! ** 2 + output[2 * bin + 1]! ** 2;
    spectrum[2 * bin] = power;
    if (bin > 0 && bin < size / 2) spectrum[2 * (size - bin)] = power;
  }
  fft.inverseTransform(output, spectrum);
  const all = output[0]! / values.length;
  if (!(all > LEAST_RISES)) return null;
  const longest = Math.min(values.length - RATE, Math.ceil((4.5 * 60 * RATE) / SLOWEST));
  return Float64Array.from({ length: longest }, (_, lag) => output[2 * lag]! / (values.length - lag) / all);
}

/** Mean likeness at one to four beats, as many as there are. */
function fit(likeness: Float64Array, bpm: number): number {
  const beat = (60 * RATE) / bpm;
  let [sum, count] = [0, 0];
  for (let n = 1; n <= 4; n++) {
    const at = n * beat;
    const under = Math.floor(at);
    if (under + 1 >= likeness.length) break;
    sum += likeness[under]! + (likeness[under + 1]! - likeness[under]!) * (at - under);
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
