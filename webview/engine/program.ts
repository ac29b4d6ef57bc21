import type { BlockHeader } from '../../src/core/engine/blockQueue.ts';
import type { FrameRange } from './types.ts';

/** What is to be heard: pure descriptions of where playing goes in the file, one block after the other. Any thread. */
export interface Program {
  /** The frame heard first. */
  readonly start: number;
  readonly step: 1 | -1;
  /** Nothing outside it is heard; null: to the end of the file, or its start. */
  readonly range: FrameRange | null;
  /** Repeats as soon as playing gets there; wins over the range. */
  readonly loop: FrameRange | null;
}

/** One block to be written: its header, and the ranges of the file that it is made of. */
export interface BlockPlan extends Omit<BlockHeader, 'epoch'> {
  /** Frame of the file that the block after it starts with. */
  next: number;
  needs: FrameRange[];
}

/** Where a run of neighbouring frames ends, exclusive, in the direction it goes. */
interface Edge {
  frame: number;
  /** The loop that the edge belongs to, no longer than the file. */
  loop: FrameRange | null;
}

/** length: of the file as far as it is known, else Infinity. */
function edgeAfter(program: Program, frame: number, length: number): Edge {
  const { range } = program;
  const loop = program.loop && clip(program.loop, length);
  if (program.step > 0) {
    if (loop && frame < loop.endFrame) return { frame: loop.endFrame, loop };
    return { frame: Math.min(length, program.loop ? length : (range?.endFrame ?? length)), loop: null };
  }
  if (loop && frame >= loop.startFrame) return { frame: loop.startFrame - 1, loop };
  return { frame: (program.loop ? 0 : (range?.startFrame ?? 0)) - 1, loop: null };
}

function clip(range: FrameRange, length: number): FrameRange | null {
  const endFrame = Math.min(range.endFrame, length);
  return endFrame > range.startFrame ? { startFrame: range.startFrame, endFrame } : null;
}

/** The block of at most `size` frames that starts with `frame`: cut by the end of the program only, however often it wraps. */
export function planBlock(program: Program, frame: number, size: number, length: number): BlockPlan {
  const { step } = program;
  const first = step < 0 ? Math.min(frame, length - 1) : frame;
  const edge = edgeAfter(program, first, length);
  const { loop } = edge;
  const run = Math.max(0, (edge.frame - first) * step);
  const frames = loop ? size : Math.min(size, run);
  const loopFields = { loopStart: loop?.startFrame ?? 0, loopEnd: loop?.endFrame ?? 0 };
  const plan = { startFrame: Math.max(0, first), frames, step, ...loopFields };
  const next = frameAfter(plan, frames);
  const last = !loop && frames === run;
  return { ...plan, next, last, needs: needsOf(plan, Math.min(frames, run)) };
}

/** Ranges of the file, ascending: what comes before the first wrap, and what comes after. */
function needsOf(plan: Omit<BlockPlan, 'next' | 'last' | 'needs'>, run: number): FrameRange[] {
  const { startFrame, frames, step, loopStart, loopEnd } = plan;
  if (frames === 0) return [];
  const first = rangeFrom(startFrame, run, step);
  const rest = Math.min(frames - run, loopEnd - loopStart);
  if (rest <= 0) return [first];
  const second = rangeFrom(step > 0 ? loopStart : loopEnd - 1, rest, step);
  if (first.endFrame < second.startFrame || second.endFrame < first.startFrame) return [first, second];
  const startOf = Math.min(first.startFrame, second.startFrame);
  return [{ startFrame: startOf, endFrame: Math.max(first.endFrame, second.endFrame) }];
}

const rangeFrom = (frame: number, frames: number, step: 1 | -1): FrameRange =>
  step > 0 ? { startFrame: frame, endFrame: frame + frames } : { startFrame: frame - frames + 1, endFrame: frame + 1 };

type Path = Pick<BlockHeader, 'startFrame' | 'step' | 'loopStart' | 'loopEnd'>;

/** The frame of the file that stands `count` frames after the first of a block. */
export function frameAfter({ startFrame, step, loopStart, loopEnd }: Path, count: number): number {
  const length = loopEnd - loopStart;
  if (length > 0 && step > 0 && startFrame < loopEnd) {
    const run = loopEnd - startFrame;
    return count < run ? startFrame + count : loopStart + ((count - run) % length);
  }
  if (length > 0 && step < 0 && startFrame >= loopStart) {
    const run = startFrame - loopStart + 1;
    return count < run ? startFrame - count : loopEnd - 1 - ((count - run) % length);
  }
  return startFrame + count * step;
}

/** The neighbouring frames that a block is made of, in playing order: lowest frame and count of each. */
export function* piecesOf(block: Path & { frames: number }): Generator<{ lowest: number; frames: number }> {
  const { step, loopStart, loopEnd } = block;
  for (let done = 0, frame = block.startFrame; done < block.frames;) {
    const loops = step > 0 ? frame < loopEnd : frame >= loopStart && loopEnd > 0;
    const run = step > 0 ? loopEnd - frame : frame - loopStart + 1;
    const frames = Math.min(block.frames - done, loops ? run : Infinity);
    yield { lowest: step > 0 ? frame : frame - frames + 1, frames };
    done += frames;
    frame = step > 0 ? loopStart : loopEnd - 1;
  }
}

/** Playing on from that frame is part of the program, or leads into its loop. */
export function contains(program: Program, frame: number): boolean {
  const { step, loop, range } = program;
  if (loop) return step > 0 ? frame < loop.endFrame : frame >= loop.startFrame;
  return !range || (frame >= range.startFrame && frame < range.endFrame);
}

/** Where the program starts that is asked for at a frame outside of it. */
export function entry(program: Omit<Program, 'start'>): number {
  const { loop, range, step } = program;
  const bounds = loop ?? range;
  if (!bounds) return 0;
  return step > 0 ? bounds.startFrame : bounds.endFrame - 1;
}

/** So many frames before the start, in the file's own order and on the same side of the loop: to swell in over. */
export function leadIn({ start, step, loop }: Program, frames: number, length: number): number {
  if (step > 0) return Math.max(loop && start >= loop.endFrame ? loop.endFrame : 0, start - frames);
  const highest = Math.max(start, Math.min(length - 1, start + frames));
  return loop && start < loop.startFrame ? Math.min(highest, loop.startFrame - 1) : highest;
}
