/** Frames kept; power of two. */
export const TAP_FRAMES = 65536;
const MASK = TAP_FRAMES - 1;
const HEADER_BYTES = 16;
/** Places in the header: frames that are being written, frames that have been (both wrap), frames that there are. */
const CLAIMED = 0;
const WRITTEN = 1;
const THERE = 2;

/**
 * The newest frames that left for the device, for pictures. One writer (audio thread: wait-free, no allocation), any
 * number of readers on any thread. The writer never waits for a reader: it says which frames it is about to replace, then
 * replaces them; a reader that finds its frames among those afterwards tries again. In memory that is not shared the
 * two are on one thread, with the same result.
 */
export class Tap {
  readonly #outputs: number;
  readonly #header: Int32Array;
  readonly #samples: Float32Array;

  static bytes(outputs: number): number {
    return HEADER_BYTES + TAP_FRAMES * outputs * Float32Array.BYTES_PER_ELEMENT;
  }

  constructor(memory: SharedArrayBuffer | ArrayBuffer, outputs: number) {
    this.#outputs = outputs;
    this.#header = new Int32Array(memory, 0, HEADER_BYTES / Int32Array.BYTES_PER_ELEMENT);
    this.#samples = new Float32Array(memory, HEADER_BYTES, TAP_FRAMES * outputs);
  }

  /** The writer's only. */
  write(buffers: readonly Float32Array[], offset: number, frames: number): void {
    const header = this.#header;
    const start = header[WRITTEN]!;
    Atomics.store(header, CLAIMED, (start + frames) | 0);
    for (let output = 0; output < this.#outputs; output++) {
      const from = buffers[output]!;
      const at = output * TAP_FRAMES;
      for (let i = 0; i < frames; i++) this.#samples[at + ((start + i) & MASK)] = from[offset + i]!;
    }
    Atomics.store(header, WRITTEN, (start + frames) | 0);
    // Last, and read first: a reader that knows of these frames also knows where they end.
    Atomics.store(header, THERE, Math.min(TAP_FRAMES, header[THERE]! + frames));
  }

  /** Frames written in all, modulo 2³²: tells whether there is anything new. */
  written(): number {
    return Atomics.load(this.#header, WRITTEN) >>> 0;
  }

  /**
   * The newest frames, oldest first, to into[output][0 …); returns how many: fewer than wanted where fewer have been
   * written, 0 when the writer was faster four times in a row.
   */
  read(into: readonly Float32Array[], wantedFrames: number): number {
    for (let tries = 0; tries < 4; tries++) {
      const count = this.#available(wantedFrames);
      const end = Atomics.load(this.#header, WRITTEN);
      for (let output = 0; output < this.#outputs && output < into.length; output++) {
        this.#copy(output, end - count, count, into[output]!, 0);
      }
      if (this.#whole(end, count)) return count;
    }
    return 0;
  }

  /** The same to one array: into[output · stride + i] with stride = into.length / outputs, which is also what is wanted. */
  readPlanar(into: Float32Array): number {
    const stride = Math.floor(into.length / this.#outputs);
    for (let tries = 0; tries < 4; tries++) {
      const count = this.#available(stride);
      const end = Atomics.load(this.#header, WRITTEN);
      for (let output = 0; output < this.#outputs; output++) {
        this.#copy(output, end - count, count, into, output * stride);
      }
      if (this.#whole(end, count)) return count;
    }
    return 0;
  }

  #available(wantedFrames: number): number {
    return Math.max(0, Math.min(wantedFrames, Atomics.load(this.#header, THERE)));
  }

  #copy(output: number, start: number, frames: number, into: Float32Array, at: number): void {
    const from = output * TAP_FRAMES;
    for (let i = 0; i < frames; i++) into[at + i] = this.#samples[from + ((start + i) & MASK)]!;
  }

  /** Nothing of the frames before `end` has been replaced meanwhile. */
  #whole(end: number, count: number): boolean {
    const since = (Atomics.load(this.#header, CLAIMED) - end) | 0;
    return since + count <= TAP_FRAMES;
  }
}
