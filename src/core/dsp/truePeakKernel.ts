import { CENTRE, GROWTH, type PeakFinder, phases, TAPS } from './truePeakFilter.ts';
import { truePeakKernelHex } from './truePeakKernel.wasm.ts';

/** The part of WebAssembly's interface that is used here; it is the same in all that run it. */
interface Wasm {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
}
interface Exports {
  memory: { buffer: ArrayBuffer };
  find(samples: number, windows: number, peak: number, growth: number): number;
}

const COEFFICIENTS = 64;
const ROOM = 640;
/** Sums in float32 are that much off at most, relatively. */
const ROUNDING = 1 + 1e-5;

let compiled: object | undefined;

/** As PlainPeakFinder in float32, eight windows at a time: within 1e-6 of full scale of it. */
export class TruePeakKernel implements PeakFinder {
  readonly room: Float32Array;
  readonly #wasm: Exports;
  readonly #found: Int32Array;

  constructor() {
    const { Module, Instance } = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;
    compiled ??= new Module(Uint8Array.from(truePeakKernelHex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)));
    this.#wasm = new Instance(compiled).exports as Exports;
    const { buffer } = this.#wasm.memory;
    this.#found = new Int32Array(buffer, 0, 1);
    // Stretches of 64 windows and vectors are read to their end.
    this.room = new Float32Array(buffer, ROOM, 4096 + TAPS - 1);
    const [first, second] = phases;
    const coefficients = new Float32Array(buffer, COEFFICIENTS, (TAPS / 2) * 3);
    for (let k = 0; k < TAPS / 2; k++) {
      const [left, right] = [first![k]!, first![TAPS - 1 - k]!];
      coefficients.set([(left + right) / 2, (left - right) / 2, second![k]!], 3 * k);
    }
  }

  find(count: number, peak: number): { peak: number; at: number } | null {
    if (count < TAPS) return null;
    const before = Math.fround(peak);
    const found = this.#wasm.find(ROOM, count - TAPS + 1, before, GROWTH * ROUNDING);
    if (!(found > before)) return null;
    const at = this.#found[0]!;
    return { peak: found, at: (at >> 2) + CENTRE + (at & 3) / 4 };
  }
}
