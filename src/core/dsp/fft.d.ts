declare module 'fft.js' {
  export default class FFT {
    /** size: a power of two. */
    constructor(size: number);
    createComplexArray(): number[];
    /** The lower half of out, re and im by turns. */
    realTransform(out: number[] | Float64Array, input: ArrayLike<number>): void;
    /** Of re and im by turns, divided by the size. */
    inverseTransform(out: number[] | Float64Array, input: ArrayLike<number>): void;
  }
}
