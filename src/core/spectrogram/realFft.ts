import FFT from 'fft.js';

/** Transforms of real samples. One thread; nothing is allocated after it has been made. */
export interface RealFft {
  /** Samples of a transform, a power of two. */
  readonly size: number;
  /** Filled by the caller; what it holds after a transform is not defined. */
  readonly input: Float32Array | Float64Array | number[];
  /** Powers |X|² of bins 0 … size/2 of the input. */
  powers(out: Float32Array | Float64Array): void;
}

/** The reference, and what works everywhere: fft.js, in double precision. */
export class PlainFft implements RealFft {
  readonly size: number;
  // Plain arrays of doubles: what fft.js is quickest with, and it is quick with one kind only.
  readonly input: number[];
  #fft: FFT;
  #output: number[];

  constructor(size: number) {
    this.size = size;
    this.#fft = new FFT(size);
    this.input = new Array<number>(size).fill(0.5);
    this.#output = new Array<number>(2 * size).fill(0.5);
  }

  powers(out: Float32Array | Float64Array): void {
    this.#fft.realTransform(this.#output, this.input);
    for (let i = 0; i <= this.size / 2; i++) {
      const [re, im] = [this.#output[2 * i]!, this.#output[2 * i + 1]!];
      out[i] = re * re + im * im;
    }
  }
}
