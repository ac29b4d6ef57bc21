/** PFFFT's machine code, running: transforms of real samples in single precision, in its memory. Addresses are bytes. */
export interface Pffft {
  /** buffer is replaced when the memory grows. */
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Aligned as the transform wants it. Throws when there is no more memory. */
  alloc(bytes: number): number;
  free(address: number): void;
  /** Tables of real transforms of `length` frames, a power of two from 32 on. */
  newSetup(length: number): number;
  freeSetup(setup: number): void;
  /** (setup, input, output, work, direction), as the function of the machine code that it is, to be linked with ours. */
  readonly transform: object;
}
