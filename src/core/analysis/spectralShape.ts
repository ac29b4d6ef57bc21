import FFT from 'fft.js';
import { bandwidth, type Bandwidth } from './bandwidth.ts';
import { GridBlocks, type GridState } from './gridBlocks.ts';

export interface SpectrumState {
  grid: GridState;
  /** Sums of the powers of each bin, and of how many blocks. */
  powers: Float64Array;
  blocks: number;
}

export interface SpectralShape {
  /** Mean frequency, weighted with the power. */
  centroidHertz: number;
  /** Below it lie 85 %, and 99 %, of the power. */
  rolloff85Hertz: number;
  rolloff99Hertz: number;
  /** Geometric to arithmetic mean of the bins' powers: 1 for white noise, 0 for a tone. */
  flatness: number;
  bandwidth: Bandwidth | null;
}

export const SPECTRUM_SIZE = 4096;
/** All blocks of the first 2^18 frames, then every fourth: a mean does not need more. */
const ALL_UNTIL = 1 << 18;
const EVERY = 4 * SPECTRUM_SIZE;
const BINS = SPECTRUM_SIZE / 2 + 1;

const fft = new FFT(SPECTRUM_SIZE);
const hann = Float64Array.from(
  { length: SPECTRUM_SIZE },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / SPECTRUM_SIZE),
);
// Plain arrays: fft.js is half as fast with a mixture of kinds.
const input: number[] = Array.from({ length: SPECTRUM_SIZE }, () => 0);
const output: number[] = fft.createComplexArray();

/** Mean power spectrum of one channel (Welch): blocks of 4096 frames, Hann window; a full-scale sine reads 1 in its bin. */
export class MeanSpectrum extends GridBlocks {
  readonly state: SpectrumState;
  readonly #sampleRate: number;

  constructor(sampleRate: number, state: SpectrumState | number) {
    super(SPECTRUM_SIZE, typeof state === 'number' ? state : state.grid);
    this.#sampleRate = sampleRate;
    this.state = typeof state === 'number' ? { grid: this.grid, powers: new Float64Array(BINS), blocks: 0 } : state;
  }

  protected override wanted(at: number): boolean {
    return at < ALL_UNTIL || at % EVERY === 0;
  }

  protected block(samples: Float32Array): void {
    const { powers } = this.state;
    for (let i = 0; i < SPECTRUM_SIZE; i++) input[i] = samples[i]! * hann[i]!;
    fft.realTransform(output, input);
    const scale = (4 / SPECTRUM_SIZE) ** 2;
    for (let bin = 0; bin < BINS; bin++) {
      const [re, im] = [output[2 * bin]!, output[2 * bin + 1]!];
      powers[bin]! += (re * re + im * im) * scale;
    }
    this.state.blocks++;
  }

  /** later begins where this ends. */
  merge(later: SpectrumState): void {
    this.mergeGrid(later.grid);
    const { state } = this;
    for (let bin = 0; bin < BINS; bin++) state.powers[bin]! += later.powers[bin]!;
    state.blocks += later.blocks;
  }

  /** Mean powers of the bins; of less than a block of audio, of what there is. null where there is nothing. */
  mean(): Float64Array | null {
    const short = this.short;
    const of = short ? new MeanSpectrum(this.#sampleRate, 0) : this;
    if (short) of.block(short);
    const { powers, blocks } = of.state;
    return blocks === 0 ? null : powers.map((power) => power / blocks);
  }

  /** null in silence. */
  result(): SpectralShape | null {
    const mean = this.mean();
    return mean && spectralShape(mean, this.#sampleRate);
  }
}

/** Of the mean powers of bins 0 … n, bin n being half the sample rate; without that of 0 Hz and its neighbour. */
export function spectralShape(powers: Float64Array, sampleRate: number): SpectralShape | null {
  const step = sampleRate / 2 / (powers.length - 1);
  let [sum, weighted, logs] = [0, 0, 0];
  for (let bin = 2; bin < powers.length; bin++) {
    sum += powers[bin]!;
    weighted += powers[bin]! * bin;
    logs += Math.log(powers[bin]! + 1e-30);
  }
  if (!(sum > 0) || !Number.isFinite(sum)) return null;
  const count = powers.length - 2;
  const below = (share: number): number => {
    let bin = 1;
    for (let seen = 0; seen < share * sum && bin < powers.length - 1;) seen += powers[++bin]!;
    return bin * step;
  };
  return {
    centroidHertz: (weighted / sum) * step,
    rolloff85Hertz: below(0.85),
    rolloff99Hertz: below(0.99),
    flatness: Math.min(1, Math.exp(logs / count) / (sum / count + 1e-30)),
    bandwidth: bandwidth(powers, sampleRate),
  };
}
