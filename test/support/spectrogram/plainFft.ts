import FFT from 'fft.js';

/** Transforms of real samples by fft.js, in double precision. */
export class PlainFft {
  /** Samples of a transform, a power of two. */
  readonly size: number;
  /** Filled by the caller; what it holds after a transform is not defined. */
  readonly input: number[];
  #fft: FFT;
  #output: number[];

  constructor(size: number) {
    this.size = size;
    this.#fft = new FFT(size);
    this.input = new Array<number>(size).fill(0.5);
    this.#output = new Array<number>(2 * size).fill(0.5);
  }

  /** Powers |X|² of bins 0 … size/2 of the input. */
  powers(out: Float32Array | Float64Array): void {
    this.#fft.realTransform(this.#output, this.input);
    for (let i = 0; i <= this.size / 2; i++) {
      const [re, im] = [this.#output[2 * i]!, this.#output[2 * i + 1]!];
      out[i] = re * re + im * im;
    }
  }
}
