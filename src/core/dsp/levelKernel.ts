import { levelKernelHex } from './levelKernel.wasm.ts';

/** The part of WebAssembly's interface that is used here; it is the same in all that run it. */
interface Wasm {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
}
interface Exports {
  memory: { buffer: ArrayBuffer };
  levels(samples: number, frames: number): void;
  bends(samples: number, blocks: number, out: number): void;
}

const BEFORE = 252;
const BEND_ROOM = 17408;
const BENDS = 40960;
/** Samples of which the largest bend is given. */
export const BEND_BLOCK = 32;
/** Frames that are measured at a time. */
export const LEVEL_ROOM = 4096;

let compiled: object | undefined;

/** The loops of Levels and Clicks in SIMD: a quarter of the time of the same in JavaScript. Shared by measures of one thread. */
export class LevelKernel {
  /** Mean, its minimum and maximum: in and out; then sum and sum of squares. */
  readonly values: Float64Array;
  /** Samples of bends are put here; and what it finds. */
  readonly bendRoom: Float32Array;
  readonly maxima: Float64Array;
  readonly #coefficients: Float64Array;
  readonly #room: Float32Array;
  readonly #peak: Float32Array;
  readonly #counts: Int32Array;
  readonly #wasm: Exports;

  constructor() {
    const { Module, Instance } = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;
    compiled ??= new Module(Uint8Array.from(levelKernelHex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)));
    this.#wasm = new Instance(compiled).exports as Exports;
    const { buffer } = this.#wasm.memory;
    this.#coefficients = new Float64Array(buffer, 0, 8);
    this.values = new Float64Array(buffer, 64, 5);
    this.#peak = new Float32Array(buffer, 104, 1);
    this.#counts = new Int32Array(buffer, 108, 2);
    this.#room = new Float32Array(buffer, BEFORE, LEVEL_ROOM + 1);
    this.bendRoom = new Float32Array(buffer, BEND_ROOM, LEVEL_ROOM + 256);
    this.maxima = new Float64Array(buffer, BENDS, this.bendRoom.length / BEND_BLOCK + 2);
  }

  /** frames: a multiple of 4, at most LEVEL_ROOM; sign: of the sample before; keep: of the mean, a frame. */
  run(plane: Float32Array, from: number, frames: number, sign: number, keep: number): void {
    const k = this.#coefficients;
    if (k[0] !== keep) {
      for (let i = 0; i < 4; i++) k[i] = keep ** (i + 1);
      [k[4], k[5], k[6], k[7]] = [1 - keep, 1 - keep, 0, keep];
    }
    this.#room[0] = sign;
    this.#room.set(plane.subarray(from, from + frames), 1);
    this.#wasm.levels(BEFORE + 4, frames);
  }

  /** Second differences of the samples of bendRoom from the second on: the largest of each BEND_BLOCK, in maxima. */
  bends(blocks: number): void {
    this.#wasm.bends(BEND_ROOM, blocks, BENDS);
  }

  get peak(): number {
    return this.#peak[0]!;
  }

  /** −1 if a sample is zero: then they have to be counted one by one. */
  get signChanges(): number {
    return this.#counts[1] === 0 ? this.#counts[0]! : -1;
  }
}
