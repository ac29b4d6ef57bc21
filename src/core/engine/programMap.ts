import type { BlockHeader } from './blockQueue.ts';

/** More pieces than this within the memory of a reader, and the oldest are forgotten. A power of two. */
const PIECES = 256;

/**
 * Which frame of the file each program frame is: pieces of the program, each a run of the file in one direction with at
 * most one loop. Audio thread only; no allocation after the constructor. Numbers that may be fractions, or beyond 2^30,
 * come and go in arrays, since as arguments and results they would be boxed.
 */
export class ProgramMap {
  /** Set by locate(): the frame of the file; a fraction for a fraction. */
  readonly file = new Float64Array(1);
  /** Set by find(), of the piece found: first program frame, frame of the file there, loop. */
  readonly start = new Float64Array(1);
  readonly fileStart = new Float64Array(1);
  readonly loop = new Float64Array(2);
  /** Program frame that each piece starts with, frame of the file there, loop start, loop end. */
  #numbers = new Float64Array(PIECES * 4);
  #steps = new Int8Array(PIECES);
  #epochs = new Int32Array(PIECES);
  /** Pieces ever begun; the last PIECES of them are known, back to #first. */
  #count = 0;
  #first = 0;

  clear(): void {
    this.#first = this.#count;
  }

  /** The program goes on from program frame at[0] with that block. One that only continues the piece before adds none. */
  append(header: Readonly<BlockHeader>, at: Float64Array): void {
    if (this.#count > this.#first && this.#continues((this.#count - 1) & (PIECES - 1), header, at)) return;
    const place = this.#count & (PIECES - 1);
    this.#numbers[place * 4] = at[0]!;
    this.#numbers[place * 4 + 1] = header.startFrame;
    this.#numbers[place * 4 + 2] = header.loopStart;
    this.#numbers[place * 4 + 3] = header.loopEnd;
    this.#steps[place] = header.step;
    this.#epochs[place] = header.epoch;
    this.#count++;
    this.#first = Math.max(this.#first, this.#count - PIECES);
  }

  /** Pieces are empty from program frame at[0] on. Their numbers are not used again: one number, one piece. */
  truncate(at: Float64Array): void {
    for (let piece = this.#count - 1; piece >= this.#first; piece--) {
      const place = (piece & (PIECES - 1)) * 4;
      if (this.#numbers[place]! <= at[0]!) return;
      this.#numbers[place] = at[0]!;
    }
  }

  /** First program frame whose frame of the file is still known goes to start[0]; false when there is none. */
  oldest(): boolean {
    if (this.#count === this.#first) return false;
    this.start[0] = this.#numbers[(this.#first & (PIECES - 1)) * 4]!;
    return true;
  }

  /** Number of the piece that program frame at[0] lies in, the first known one if it is older; −1 when there is none. */
  find(at: Float64Array): number {
    const program = at[0]!;
    if (this.#count === this.#first) return -1;
    let piece = this.#count - 1;
    while (piece > this.#first && this.#numbers[(piece & (PIECES - 1)) * 4]! > program) piece--;
    const place = piece & (PIECES - 1);
    this.start[0] = this.#numbers[place * 4]!;
    this.fileStart[0] = this.#numbers[place * 4 + 1]!;
    this.loop[0] = this.#numbers[place * 4 + 2]!;
    this.loop[1] = this.#numbers[place * 4 + 3]!;
    return piece;
  }

  /** Direction and epoch of a piece that find() gave. */
  step(piece: number): number {
    return this.#steps[piece & (PIECES - 1)]!;
  }

  epoch(piece: number): number {
    return this.#epochs[piece & (PIECES - 1)]!;
  }

  /** The frame of the file that program frame at[0] is, to file[0]; false, and file[0] stays, while no piece is known. */
  locate(at: Float64Array): boolean {
    const piece = this.find(at);
    if (piece < 0) return false;
    this.#wrap(piece & (PIECES - 1), at);
    return true;
  }

  /** How many program frames after the first one of the oldest piece frame[0] of the file comes by; 0 when it does not. */
  distance(frame: Float64Array): number {
    const place = (this.#first & (PIECES - 1)) * 4;
    const start = this.#numbers[place + 1]!;
    const low = this.#numbers[place + 2]!;
    const high = this.#numbers[place + 3]!;
    const step = this.#steps[place >> 2]!;
    const ahead = (frame[0]! - start) * step;
    if (ahead >= 0) return ahead;
    if (frame[0]! < low || frame[0]! >= high || (step > 0 ? start >= high : start < low)) return 0;
    return step > 0 ? high - start + (frame[0]! - low) : start - low + (high - frame[0]!);
  }

  #wrap(place: number, at: Float64Array): void {
    const start = this.#numbers[place * 4 + 1]!;
    const low = this.#numbers[place * 4 + 2]!;
    const high = this.#numbers[place * 4 + 3]!;
    const passed = at[0]! - this.#numbers[place * 4]!;
    if (this.#steps[place] === 1) {
      const frame = start + passed;
      this.file[0] = start < high && frame >= high ? low + ((frame - low) % (high - low)) : frame;
    } else {
      const frame = start - passed;
      const wraps = high > low && start >= low && frame <= low - 1;
      this.file[0] = wraps ? high - 1 - ((low - 1 - frame) % (high - low)) : frame;
    }
  }

  #continues(place: number, header: Readonly<BlockHeader>, at: Float64Array): boolean {
    const numbers = this.#numbers;
    if (this.#epochs[place] !== header.epoch || this.#steps[place] !== header.step) return false;
    if (numbers[place * 4 + 2] !== header.loopStart || numbers[place * 4 + 3] !== header.loopEnd) return false;
    this.#wrap(place, at);
    return this.file[0] === header.startFrame;
  }
}
