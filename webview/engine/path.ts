import { contains, entry, type Program } from './program.ts';
import type { FrameRange } from './types.ts';

/**
 * Where playing stands and which way it goes from there. Positions are boundaries between frames: backwards, the frame
 * before the position is heard first. Main thread.
 */
export class Path {
  position = 0;
  step: 1 | -1 = 1;
  /** Played once; wins over the loop. */
  range: FrameRange | null = null;
  #loop: FrameRange | null = null;

  program(): Program {
    const { position, step, range } = this;
    const start = Math.max(0, step > 0 ? position : position - 1);
    return { start, step, range, loop: range ? null : this.#loop };
  }

  /** The position at which a frame is the next one to be heard; a fraction between two frames is rounded. */
  positionAt(frame: number): number {
    return Math.max(0, this.step > 0 ? Math.floor(frame) : Math.ceil(frame) + 1);
  }

  setRange(range: FrameRange): void {
    this.range = range;
    this.position = this.step > 0 ? range.startFrame : range.endFrame;
  }

  /** Ends a range. leastFrames: nothing shorter repeats. */
  setLoop(loop: FrameRange | null, leastFrames: number): void {
    this.#loop = loop && { ...loop, endFrame: Math.max(loop.endFrame, loop.startFrame + Math.max(1, leastFrames)) };
    this.range = null;
  }

  /** Nothing is left in this direction: from the other end. */
  restart(length: number | null): void {
    if (length === null) return;
    if (this.step > 0 && this.position >= length) this.position = 0;
    if (this.step < 0 && this.position <= 0) this.position = length;
  }

  /** From outside of the range or loop to where it begins. */
  enter(): void {
    const program = this.program();
    if (!contains(program, program.start)) this.position = entry(program) + (this.step > 0 ? 0 : 1);
  }
}
