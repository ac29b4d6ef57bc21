import type { FrameReader } from './frameReader.ts';
import type { PlayHead } from './playHead.ts';

const NONE = -1;

/** A seek and a splice that wait for silence; the newest of each kind. Audio thread only; no allocation. */
export class PendingMoves {
  /** Epoch and frame; epoch and index. */
  #seek = Float64Array.of(NONE, 0);
  #splice = Float64Array.of(NONE, 0);
  #frame = new Float64Array(1);

  get seeks(): boolean {
    return this.#seek[0] !== NONE;
  }

  /** Wins over a splice. */
  putSeek(values: Float64Array, from: number): void {
    this.#seek[0] = values[from]!;
    this.#seek[1] = values[from + 1]!;
    this.#splice[0] = NONE;
  }

  putSplice(values: Float64Array, from: number): void {
    this.#splice[0] = values[from]!;
    this.#splice[1] = values[from + 1]!;
  }

  /** True when there was one. */
  seek(head: PlayHead): boolean {
    if (this.#seek[0] === NONE) return false;
    this.#frame[0] = this.#seek[1]!;
    head.jump(this.#seek[0]! | 0, this.#frame);
    this.#seek[0] = NONE;
    return true;
  }

  /** Where the old epoch was left, if its place has been passed; true then. The reader does not stand behind the head. */
  splice(reader: FrameReader, head: PlayHead): boolean {
    if (this.#splice[0] === NONE) return false;
    const earliest = Math.ceil(head.place[0]!) - reader.epochStart[0]!;
    const late = this.#splice[1]! < earliest;
    if (late) this.#splice[1] = earliest;
    reader.splice(this.#splice, 0);
    this.#splice[0] = NONE;
    return late;
  }
}
