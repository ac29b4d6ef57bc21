/** What is to be heard of a file, told in the simplest way: frame by frame. */
export interface Walk {
  start: number;
  step?: 1 | -1;
  /** [first, end) */
  loop?: readonly [number, number] | undefined;
  /** Frame at which it stops, not heard; that of the loop never comes. */
  end?: number;
}

/** The frame of the file after `frame`. */
export function after({ step = 1, loop }: Walk, frame: number): number {
  if (loop && step > 0 && frame === loop[1] - 1) return loop[0];
  if (loop && step < 0 && frame === loop[0]) return loop[1] - 1;
  return frame + step;
}

/** The first `count` frames. */
export function framesOf(walk: Walk, count: number): number[] {
  const frames: number[] = [];
  for (let frame = walk.start; frames.length < count && frame !== walk.end && frame >= 0; frame = after(walk, frame)) {
    frames.push(frame);
  }
  return frames;
}
