import FFT from 'fft.js';
import type { WindowKind } from '../protocol/spectrogram.ts';
import { makeWindow, noiseBandwidth, scaledWindow } from '../spectrogram/windows.ts';

/** Powers of the bins of two channels at once: they are the real and the imaginary part of one complex transform. */
export class PairTransform {
  readonly size: number;
  readonly bins: number;
  /** Equivalent noise bandwidth of the window, in bins. */
  readonly noiseBandwidth: number;
  readonly #window: Float64Array;
  readonly #fft: FFT;
  readonly #input: Float64Array;
  readonly #output: Float64Array;

  /** size: frames, a power of two. */
  constructor(window: WindowKind, size: number) {
    this.size = size;
    this.bins = size / 2 + 1;
    this.noiseBandwidth = noiseBandwidth(makeWindow(window, size));
    this.#window = scaledWindow(window, size);
    this.#fft = new FFT(size);
    this.#input = new Float64Array(2 * size);
    this.#output = new Float64Array(2 * size);
  }

  /**
   * `size` frames of each channel to powers, of a full-scale sine 1; the second may be the first again. False, and the
   * powers stay, where a sample is no number. No allocation.
   */
  powers(first: Float32Array, second: Float32Array, outFirst: Float64Array, outSecond: Float64Array): boolean {
    const { size } = this;
    const [input, output, window] = [this.#input, this.#output, this.#window];
    let check = 0;
    for (let i = 0; i < size; i++) {
      const [a, b] = [first[i]!, second[i]!];
      // Stays 0 unless one of them is infinite or no number.
      check += a - a + (b - b);
      input[2 * i] = a * window[i]!;
      input[2 * i + 1] = b * window[i]!;
    }
    if (check !== 0) return false;
    this.#fft.transform(output, input);
    for (let k = 0; k <= size / 2; k++) {
      const other = k === 0 ? 0 : size - k;
      const [re, im] = [output[2 * k]!, output[2 * k + 1]!];
      const [reOther, imOther] = [output[2 * other]!, output[2 * other + 1]!];
      const [reA, imA] = [re + reOther, im - imOther];
      const [reB, imB] = [im + imOther, reOther - re];
      // DC and Nyquist have no mirror image.
      const scale = k === 0 || k === size / 2 ? 1 / 16 : 1 / 4;
      outFirst[k] = (reA * reA + imA * imA) * scale;
      outSecond[k] = (reB * reB + imB * imB) * scale;
    }
    return true;
  }
}
