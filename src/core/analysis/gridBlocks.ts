/** What a range has of the blocks that its ends cut. */
export interface GridState {
  start: number;
  frames: number;
  /** Frames before the first block that begins in the range; all, where none begins and ends in it. */
  head: Float32Array;
  headFrames: number;
  /** Frames of the last block, which is not whole. */
  tail: Float32Array;
  tailFrames: number;
}

/** A measure that takes blocks of `size` frames on a grid that begins with the file. */
export abstract class GridBlocks {
  readonly grid: GridState;
  readonly #size: number;

  constructor(size: number, grid: GridState | number) {
    this.#size = size;
    this.grid =
      typeof grid === 'number'
        ? {
            ...{ start: grid, frames: 0, headFrames: 0, tailFrames: 0 },
            ...{ head: new Float32Array(grid % size === 0 ? 0 : size), tail: new Float32Array(size) },
          }
        : grid;
  }

  /** A whole block that begins with frame `at`; samples lies in memory that is used again. */
  protected abstract block(samples: Float32Array, at: number): void;

  /** Whether the block that begins with frame `at` is wanted. */
  protected wanted(_at: number): boolean {
    return true;
  }

  /** Whether none of the next frames is looked at: their samples need not be known. */
  skips(frames: number): boolean {
    const { grid } = this;
    const at = grid.start + grid.frames;
    const first = at - (at % this.#size);
    return first >= grid.start && at + frames <= first + this.#size && !this.wanted(first);
  }

  add(plane: Float32Array, from: number, frames: number): void {
    const { grid } = this;
    const size = this.#size;
    for (let done = 0; done < frames;) {
      const at = grid.start + grid.frames;
      const inBlock = at % size;
      const now = Math.min(size - inBlock, frames - done);
      const first = at - inBlock;
      if (first < grid.start) {
        grid.head.set(plane.subarray(from + done, from + done + now), grid.headFrames);
        grid.headFrames += now;
      } else if (this.wanted(first)) {
        grid.tail.set(plane.subarray(from + done, from + done + now), inBlock);
        if (inBlock + now === size) this.block(grid.tail, first);
      }
      grid.frames += now;
      grid.tailFrames = first < grid.start || inBlock + now === size ? 0 : inBlock + now;
      done += now;
    }
  }

  /** later begins where this ends. */
  protected mergeGrid(later: GridState): void {
    this.add(later.head, 0, later.headFrames);
    const { grid } = this;
    grid.frames += later.frames - later.headFrames;
    if (later.tailFrames > 0) grid.tail.set(later.tail.subarray(0, later.tailFrames));
    grid.tailFrames = later.frames > later.headFrames ? later.tailFrames : grid.tailFrames;
  }

  /** What there is of a file that is shorter than a block, with silence behind. */
  protected get short(): Float32Array | null {
    const { grid } = this;
    if (grid.start !== 0 || grid.frames === 0 || grid.frames >= this.#size) return null;
    return grid.tail.map((x, i) => (i < grid.frames ? x : 0));
  }
}
