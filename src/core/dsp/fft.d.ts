declare module 'fft.js' {
  export default class FFT {
    /** size: a power of two. */
    constructor(size: number);
    createComplexArray(): number[];
    /** re and im by turns, both of out and of input. */
    transform(out: number[] | Float64Array, input: number[] | Float64Array): void;
    /** The lower half of out, re and im by turns. */
    realTransform(out: number[] | Float64Array, input: ArrayLike<number>): void;
    /** Of re and im by turns, divided by the size. */
    inverseTransform(out: number[] | Float64Array, input: ArrayLike<number>): void;
  }
}
