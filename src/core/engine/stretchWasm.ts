import { compileWasm, instanceOf, WASM_PAGE, type WasmMemory, type WasmModule } from '../util/webAssembly.ts';

export type StretchModule = WasmModule;

/** Signalsmith Stretch as its build names the functions. */
interface Exports {
  e: WasmMemory;
  /** constructors */
  f(): void;
  /** buffers for `length` frames: where the input channels lie, one after the other, then the outputs */
  h(channels: number, length: number): number;
  /** latency of the input, of the output */
  k(): number;
  l(): number;
  m(): void;
  /** block, interval, whether the work for a block is spread over an interval */
  p(channels: number, block: number, interval: number, split: number): void;
  v(inputFrames: number, rate: number): void;
  w(inputFrames: number, outputFrames: number): void;
  y(argc: number, argv: number): void;
}

/** Seconds between two spectra: with four to a block this is the library's own default. */
const INTERVAL_SECONDS = 0.03;
const INTERVALS_PER_BLOCK = 4;
/** After a thousand calls V8 compiles a faster bridge to a function, which takes 0.2 ms. */
const WARM_CALLS = 1100;

/** Any thread that may take some milliseconds; not inside an audio callback. Throws when these bytes are no module. */
export function compileStretch(bytes: ArrayBuffer | Uint8Array): StretchModule {
  return compileWasm(bytes);
}

/**
 * One instance of the time-stretcher with its buffers. The constructor allocates and may throw where memory is short; the
 * rest runs on the audio thread, allocates nothing and costs about the same for every quantum.
 */
export class StretchCore {
  /** A channel each: what seek() and process() take, and what process() gives. Made anew only if the memory moves. */
  inputs: Float32Array[] = [];
  outputs: Float32Array[] = [];
  /** Frames between two spectra. */
  readonly interval: number;
  /** Frames of input that a spectrum looks at, and how many of them follow its middle. */
  readonly span: number;
  readonly inputLatency: number;
  /** Frames from the beginning of the work for a spectrum to the moment its middle is heard. */
  readonly outputLatency: number;
  #exports: Exports;
  #bytes = new Uint8Array();
  #place: number;
  #channels: number;
  #length: number;

  /** maxRate: room is left in the inputs for that many intervals more. */
  constructor(module: StretchModule, channels: number, sampleRate: number, maxRate: number) {
    this.interval = Math.max(32, Math.round(INTERVAL_SECONDS * sampleRate));
    const block = this.interval * INTERVALS_PER_BLOCK;
    this.span = block + this.interval;
    this.#channels = channels;
    this.#length = this.span + Math.ceil(this.interval * maxRate) + 2;
    const imports = {
      // Seeds the phases of very slow playback: always alike, so that the same file sounds the same.
      a: (at: number, bytes: number) => {
        new Uint8Array(this.#exports.e.buffer, at, bytes).fill(0x5a);
        return 0;
      },
      b: (bytes: number) => {
        const memory = this.#exports.e;
        return memory.grow(Math.ceil((bytes - memory.buffer.byteLength) / WASM_PAGE)) < 0 ? 0 : 1;
      },
      c: (to: number, from: number, bytes: number) => {
        if (this.#moved()) this.#bytes = new Uint8Array(this.#exports.e.buffer);
        this.#bytes.copyWithin(to, from, from + bytes);
      },
      d: () => {
        throw new Error('The time-stretcher found no memory.');
      },
    };
    this.#exports = instanceOf(module, { a: imports }) as Exports;
    this.#exports.f();
    this.#exports.y(0, 0);
    this.#exports.p(channels, block, this.interval, 1);
    this.#exports.m();
    this.#place = this.#exports.h(channels, this.#length);
    this.inputLatency = this.#exports.k();
    this.outputLatency = this.#exports.l();
    this.#view();
    this.#warmUp();
  }

  reset(): void {
    this.#exports.m();
    if (this.#moved()) this.#view();
  }

  /** The next spectrum is that of the first `span` frames of the inputs. rate: what transients are placed for. */
  seek(rate: number): void {
    this.#exports.v(this.span, rate);
    if (this.#moved()) this.#view();
  }

  /** A spectrum begins with the first frame after reset(), and after each interval. */
  process(frames: number): void {
    this.#exports.w(0, frames);
    if (this.#moved()) this.#view();
  }

  /** What is compiled at its first use, or after a number of uses, is so before the first callback. */
  #warmUp(): void {
    this.seek(1);
    this.process(this.interval);
    for (let i = 0; i < WARM_CALLS; i++) this.process(0);
    this.reset();
  }

  #moved(): boolean {
    return this.#bytes.buffer !== this.#exports.e.buffer;
  }

  #view(): void {
    const { buffer } = this.#exports.e;
    const length = this.#length;
    this.#bytes = new Uint8Array(buffer);
    const plane = (i: number): Float32Array => new Float32Array(buffer, this.#place + i * length * 4, length);
    this.inputs = Array.from({ length: this.#channels }, (_, c) => plane(c));
    this.outputs = Array.from({ length: this.#channels }, (_, c) => plane(this.#channels + c));
  }
}
