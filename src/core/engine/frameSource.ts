/**
 * Gives the frames of a file in playing order, one after the other: the exact reader, or a stage that converts rate or
 * speed over it. Audio thread only: nothing here locks, waits, throws or allocates after the constructor.
 *
 * A *program frame* counts frames in playing order: loops, reverse and splices lie behind it.
 */
export interface FrameSource {
  /** Copies up to `frames` frames to out[channel][offset…]; fewer where the queue has run dry or the file ends. */
  read(out: readonly Float32Array[], offset: number, frames: number): number;
  /** at[0]: the program frame that read() gives next; a fraction where the speed or rate is converted. Not to be written. */
  readonly at: Float64Array;
  /** Everything up to the last frame has been read and given out. */
  ended(): boolean;
  /**
   * Goes back (or forth again) to a program frame among the last read; returns the nearest one still there. Forgets inner
   * state (filters, stretch): the next read() starts there afresh, primed with what lies before it so that the first
   * frame given is that frame.
   */
  rewindTo(frame: number): number;
  /** Program frames for each output frame; glides or takes effect at the next read. */
  setRate?(rate: number): void;
  /**
   * Where a start costs more than a quantum bears: does a bounded part of the work that the first read() after rewindTo()
   * would do, reading ahead for it. True once read() gives frames at once, or there are none left. Once a quantum, in silence.
   */
  prepare?(): boolean;
}
