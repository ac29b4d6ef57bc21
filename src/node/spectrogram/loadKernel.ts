import { type MakeKernel, plainKernel } from '../../core/spectrogram/kernel.ts';
import type { Pffft } from '../../core/spectrogram/pffft.ts';
import { wasmKernel } from '../../core/spectrogram/wasmKernel.ts';

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
/** The part of WebAssembly's interface that is used here. */
interface Wasm {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: unknown } }>;
}
/** What this very build of PFFFT exports, under its build's names. */
interface Exports {
  d: Memory;
  /** Constructors of the C run-time. */
  e(): void;
  /** Aligned memory. */
  f(bytes: number): number;
  h(address: number): void;
  k(length: number, kind: number): number;
  l(setup: number): void;
  o: (setup: number, input: number, output: number, work: number, direction: number) => void;
}

const REAL = 0;
const PAGE = 65536;

let loading: Promise<MakeKernel> | undefined;

/** The quick kernel, one machine for a thread; the plain one where WebAssembly or its SIMD is not to be had. */
export function loadKernel(): Promise<MakeKernel> {
  loading ??= loadPffft()
    .then(wasmKernel)
    .catch(() => plainKernel);
  return loading;
}

export async function loadPffft(): Promise<Pffft> {
  // A chunk of its own in a bundle, read when the first spectrum is wanted.
  const { pffftBase64 } = await import('./pffft.wasm.ts');
  const heap: { memory?: Memory } = {};
  const imports = {
    // A failed assertion.
    a: () => {
      throw new RangeError('PFFFT has no transform of this length');
    },
    b: (bytes: number) => (heap.memory && grow(heap.memory, bytes >>> 0) ? 1 : 0),
    c: (to: number, from: number, bytes: number) => {
      if (heap.memory) new Uint8Array(heap.memory.buffer).copyWithin(to, from, from + bytes);
    },
  };
  const { WebAssembly } = globalThis as unknown as { WebAssembly: Wasm };
  const { instance } = await WebAssembly.instantiate(Buffer.from(pffftBase64, 'base64'), { a: imports });
  const wasm = instance.exports as Exports;
  heap.memory = wasm.d;
  wasm.e();
  return {
    memory: wasm.d,
    alloc: (bytes) => needed(wasm.f(bytes)),
    free: (address) => wasm.h(address),
    newSetup: (length) => needed(wasm.k(length, REAL)),
    freeSetup: (setup) => wasm.l(setup),
    transform: wasm.o,
  };
}

function grow(memory: Memory, bytes: number): boolean {
  try {
    memory.grow(Math.ceil((bytes - memory.buffer.byteLength) / PAGE));
    return true;
  } catch {
    return false;
  }
}

function needed(address: number): number {
  if (address === 0) throw new RangeError('no memory is left for a transform of this length');
  return address;
}
