import type { ColumnSpan, KernelSettings, MakeKernel, SpectrumKernel } from './kernel.ts';
import { NO_LEVEL } from './levelCode.ts';
import type { Pffft } from './pffft.ts';
import type { RowMap } from './rows.ts';
import { spectrumKernelHex } from './spectrumKernel.wasm.ts';
import { scaledWindow } from './windows.ts';

/** The part of WebAssembly's interface that is used here; it is the same in all that run it. */
interface Wasm {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
}
interface Exports {
  gather(plan: number, samples: number, hop: number, windows: number, fresh: number): number;
  order(powers: number, out: number, n: number, scale: number): void;
  codes(powers: number, out: number, bins: number): void;
  turn(columns: number, pitch: number, out: number, stride: number): void;
  rows(tile: number, stride: number, first: number, count: number, weight: number, rows: number, out: number): void;
}

const LANES = 8;
/** Frames that are copied in at once; few enough to stay in a core's cache. */
const ROOM = 32768;
/** Of bins of columns that are turned and mapped to rows together. */
const BLOCK_BYTES = 1 << 20;
const BLOCK_COLUMNS = 256;

/** Columns inside WebAssembly: window, PFFFT's transform, powers, codes and rows; JavaScript only says where. */
export function wasmKernel(pffft: Pffft): MakeKernel {
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;
  const module = new Module(Uint8Array.from(spectrumKernelHex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)));
  const { memory, transform } = pffft;
  const wasm = new Instance(module, { pffft: { memory, transform } }).exports as Exports;
  return (settings) => new WasmKernel(pffft, wasm, settings);
}

class WasmKernel implements SpectrumKernel {
  readonly bins: number;
  readonly #pffft: Pffft;
  readonly #wasm: Exports;
  readonly #size: number;
  readonly #length: number;
  readonly #mean: boolean;
  #setup = 0;
  readonly #blocks: number[] = [];
  /** Addresses. */
  readonly #plan: number;
  readonly #room: number;
  readonly #roomFrames: number;
  readonly #accumulators: number;
  readonly #powers: number;
  readonly #codes: number;
  readonly #pitch: number;
  #tile = 0;
  readonly #tileColumns: number;
  #map: { of: RowMap; at: number; out: number } | null = null;

  #floats = new Float32Array(0);
  #words = new Uint16Array(0);
  /** Which frames of the samples the room holds now. */
  readonly #held = { from: 0, to: 0 };

  constructor(pffft: Pffft, wasm: Exports, { window, size, padding, combine }: KernelSettings) {
    [this.#pffft, this.#wasm] = [pffft, wasm];
    this.#size = size;
    this.#length = size * padding;
    this.bins = this.#length / 2 + 1;
    this.#mean = combine === 'mean';
    this.#roomFrames = Math.max(ROOM, 2 * size);
    const wholeBins = Math.ceil(this.bins / LANES) * LANES;
    this.#pitch = wholeBins * 2;
    const columns = Math.floor(BLOCK_BYTES / this.#pitch / LANES) * LANES;
    this.#tileColumns = Math.min(Math.max(columns, LANES), BLOCK_COLUMNS);
    try {
      this.#setup = pffft.newSetup(this.#length);
      this.#plan = this.#alloc(9 * 4);
      this.#room = this.#alloc(this.#roomFrames * 4);
      const windowAt = this.#alloc(size * 4);
      const input = this.#alloc(this.#length * 4);
      const spectrum = this.#alloc(this.#length * 4);
      const work = this.#alloc(this.#length * 4);
      this.#accumulators = this.#alloc(this.#length * 2 + 4);
      this.#powers = this.#alloc(wholeBins * 4);
      this.#codes = this.#alloc(LANES * this.#pitch);
      this.#look();
      this.#floats.fill(0, input >> 2, (input >> 2) + this.#length);
      this.#floats.set(scaledWindow(window, size), windowAt >> 2);
      const plan = new Int32Array(pffft.memory.buffer, this.#plan, 9);
      plan.set([windowAt, size * 4, input, spectrum, work, this.#setup]);
      plan.set([this.#accumulators, this.#length * 2, this.#mean ? 1 : 0], 6);
    } catch (error) {
      this.free();
      throw error;
    }
  }

  column(samples: Float32Array, first: number, hop: number, windows: number, out: Float32Array): void {
    this.#look();
    this.#forget();
    if (this.#gather(samples, first, hop, windows, first + (windows - 1) * hop + this.#size, hop)) {
      this.#order(windows);
      const at = this.#powers >> 2;
      for (let k = 0; k < this.bins; k++) out[k] = this.#floats[at + k]!;
    } else out.fill(NaN, 0, this.bins);
  }

  tile(
    samples: Float32Array,
    span: ColumnSpan,
    map: RowMap | null,
    out: Uint16Array,
    offset = 0,
    stride = span.count,
  ): void {
    this.#tile ||= this.#alloc(this.#pitch * this.#tileColumns);
    const rowsAt = map ? this.#use(map) : null;
    this.#look();
    this.#forget();
    for (let i = 0; i < span.count; i += this.#tileColumns) {
      const used = Math.min(this.#tileColumns, span.count - i);
      const wide = Math.ceil(used / LANES) * LANES;
      for (let at = 0; at < used; at += LANES) this.#eight(samples, span, i + at, Math.min(LANES, used - at), at, wide);
      if (map && rowsAt) {
        const { at, out: codes } = rowsAt;
        this.#wasm.rows(this.#tile, wide * 2, at, at + map.rows * 4, at + map.rows * 8, map.rows, codes);
        this.#copy(codes, map.rows, wide, used, out, offset + i, stride);
      } else this.#copy(this.#tile, this.bins, wide, used, out, offset + i, stride);
    }
  }

  free(): void {
    for (const address of this.#blocks.splice(0)) this.#pffft.free(address);
    if (this.#setup) this.#pffft.freeSetup(this.#setup);
    this.#setup = 0;
  }

  #alloc(bytes: number): number {
    const address = this.#pffft.alloc(bytes);
    this.#blocks.push(address);
    return address;
  }

  #release(address: number): void {
    this.#blocks.splice(this.#blocks.indexOf(address), 1);
    this.#pffft.free(address);
  }

  /** The memory may have grown since, for this kernel or another. */
  #look(): void {
    const { buffer } = this.#pffft.memory;
    if (this.#floats.buffer === buffer) return;
    this.#floats = new Float32Array(buffer);
    this.#words = new Uint16Array(buffer);
  }

  /** Puts a map of rows, and room for the rows, into the memory. */
  #use(map: RowMap): { at: number; out: number } {
    if (this.#map?.of === map) return this.#map;
    const { rows } = map;
    if (this.#map && this.#map.of.rows !== rows) {
      for (const address of [this.#map.at, this.#map.out]) this.#release(address);
      this.#map = null;
    }
    const { at, out } = this.#map ?? { at: this.#alloc(rows * 12), out: this.#alloc(rows * this.#tileColumns * 2) };
    this.#map = { of: map, at, out };
    const { buffer } = this.#pffft.memory;
    new Int32Array(buffer, at, rows).set(map.first);
    new Int32Array(buffer, at + rows * 4, rows).set(map.count);
    new Float32Array(buffer, at + rows * 8, rows).set(map.weight);
    return this.#map;
  }

  /** Columns from `column` on into the tile from `at` on; it is `wide` columns wide. */
  #eight(samples: Float32Array, span: ColumnSpan, column: number, count: number, at: number, wide: number): void {
    const { first, step, hop, windows } = span;
    const end = first + (span.count - 1) * step + (windows - 1) * hop + this.#size;
    const apart = windows > 1 ? hop : step;
    for (let i = 0; i < count; i++) {
      const codes = this.#codes + i * this.#pitch;
      if (this.#gather(samples, first + (column + i) * step, hop, windows, end, apart)) {
        this.#order(windows);
        this.#wasm.codes(this.#powers, codes, this.bins);
      } else this.#words.fill(NO_LEVEL, codes >> 1, (codes + this.#pitch) >> 1);
    }
    this.#wasm.turn(this.#codes, this.#pitch, this.#tile + at * 2, wide * 2);
  }

  /** Windows of one column into the accumulators. end: what will be asked for; apart: how far the next window is away. */
  #gather(samples: Float32Array, first: number, hop: number, windows: number, end: number, apart: number): boolean {
    for (let done = 0; done < windows;) {
      const at = first + done * hop;
      if (at < this.#held.from || at + this.#size > this.#held.to) this.#hold(samples, at, end, apart);
      const most = windows === 1 ? 1 : Math.floor((this.#held.to - at - this.#size) / hop) + 1;
      const now = Math.min(windows - done, most);
      const from = this.#room + (at - this.#held.from) * 4;
      if (!this.#wasm.gather(this.#plan, from, hop * 4, now, done === 0 ? 1 : 0)) return false;
      done += now;
    }
    return true;
  }

  /** Samples of another call are other samples. */
  #forget(): void {
    this.#held.from = this.#held.to = 0;
  }

  /** Copies frames from `at` on into the room: as many as fit, or one window where others are far away. */
  #hold(samples: Float32Array, at: number, end: number, apart: number): void {
    const frames = apart > this.#size ? this.#size : Math.min(this.#roomFrames, end - at);
    const from = Math.min(Math.max(0, at), samples.length);
    const to = Math.min(Math.max(from, at + frames), samples.length);
    const room = this.#room >> 2;
    if (to - from < frames) this.#floats.fill(0, room, room + frames);
    if (from < to) this.#floats.set(samples.subarray(from, to), room + from - at);
    this.#held.from = at;
    this.#held.to = at + frames;
  }

  #order(windows: number): void {
    this.#wasm.order(this.#accumulators, this.#powers, this.#length, this.#mean ? 1 / windows : 1);
  }

  /** Rows of `wide` codes, of which `used` are wanted, to rows of `stride`. */
  #copy(
    from: number,
    rows: number,
    wide: number,
    used: number,
    out: Uint16Array,
    offset: number,
    stride: number,
  ): void {
    const words = this.#words;
    const at = from >> 1;
    if (wide === used && wide === stride) {
      out.set(words.subarray(at, at + rows * wide), offset);
      return;
    }
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < used; i++) out[offset + row * stride + i] = words[at + row * wide + i]!;
    }
  }
}
