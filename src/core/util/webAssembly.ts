/** A WebAssembly.Module, which not every place this is compiled for can name. */
export type WasmModule = object;

/** Memory of an instance. It is another buffer after it has grown. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Bytes of a page of that memory. */
export const WASM_PAGE = 65536;

/** The part of WebAssembly's interface that is used; it is the same in all that run this. */
interface WebAssemblyApi {
  Module: new (bytes: ArrayBuffer | Uint8Array) => WasmModule;
  Instance: new (module: WasmModule, imports?: object) => { exports: unknown };
}
/** Looked up when it is used: where there is none, what imports this still loads. */
const api = (): WebAssemblyApi => (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;

/** Throws where there is no WebAssembly, or none that knows this code. */
export const compileWasm = (bytes: ArrayBuffer | Uint8Array): WasmModule => new (api().Module)(bytes);

/** Exports of a new instance. */
export const instanceOf = (module: WasmModule, imports?: object): unknown =>
  new (api().Instance)(module, imports).exports;

/** Machine code as scripts/build-wat.mjs writes it beside its source. */
export const moduleOfHex = (hex: string): WasmModule =>
  compileWasm(Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)));
