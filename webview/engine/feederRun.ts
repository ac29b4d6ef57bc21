import { type BlockPlan, frameAfter, type Program } from './program.ts';

/** Blocks remembered: more than a queue holds. */
const REMEMBERED = 64;

/** What has been written of one epoch. Main thread. */
export class FeederRun {
  readonly epoch: number;
  readonly program: Program;
  /** Frame of the file that the next block starts with. */
  next: number;
  /** Frames written, in playing order, and of these, what the audio thread has read as far as is known. */
  written = 0;
  read = 0;
  /** The last block has been written. */
  ended = false;
  #blocks: { index: number; plan: BlockPlan }[] = [];

  constructor(epoch: number, program: Program, first: number) {
    this.epoch = epoch;
    this.program = program;
    this.next = first;
  }

  get ahead(): number {
    return this.written - this.read;
  }

  wrote(plan: BlockPlan): void {
    if (plan.frames > 0) this.#blocks.push({ index: this.written, plan });
    if (this.#blocks.length > REMEMBERED) this.#blocks.shift();
    this.written += plan.frames;
    this.next = plan.next;
    this.ended = plan.last;
  }

  /** The frame of the file with that number in the epoch; null for one that is not written or long gone. */
  frameAt(index: number): number | null {
    if (index === this.written) return this.next;
    const block = this.#blocks.find((each) => each.index <= index && index < each.index + each.plan.frames);
    return block ? frameAfter(block.plan, index - block.index) : null;
  }
}
