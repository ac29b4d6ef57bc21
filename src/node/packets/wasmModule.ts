/** Memory of a WASM module; the arrays are replaced when it grows. */
export interface WasmMemory {
  HEAPU8: Uint8Array;
}

/**
 * The inside of the decoder objects of the @audio packages, whose versions are pinned: their own decode() drops errors,
 * hides where frames begin and scales integers unevenly.
 */
export interface ModuleOf<Prefix extends string, Functions extends string> {
  m: WasmMemory & Record<`${Prefix}_${Functions}`, (...args: number[]) => number>;
  /** Handle of the decoder in the module. */
  h: number;
}

/** Floats in the module's memory, as a view. */
export const wordsOf = ({ HEAPU8 }: WasmMemory, at: number, count: number): Float32Array =>
  new Float32Array(HEAPU8.buffer, at, count);

export const integersOf = ({ HEAPU8 }: WasmMemory, at: number, count: number): Int32Array =>
  new Int32Array(HEAPU8.buffer, at, count);
