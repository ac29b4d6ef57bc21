import type { FrameRange } from '../engine/types.ts';

/** Seconds; the engine repeats nothing shorter. */
const SHORTEST = 0.001;

/** What repeats: the selection, made long enough inside the file, else the whole file; null while that has no length. */
export function loopRange(selection: FrameRange | null, totalFrames: number, sampleRate: number): FrameRange | null {
  if (totalFrames <= 0 || sampleRate <= 0) return null;
  const least = Math.min(Math.ceil(sampleRate * SHORTEST), totalFrames);
  const { startFrame, endFrame } = selection ?? { startFrame: 0, endFrame: totalFrames };
  const end = Math.min(Math.max(endFrame, startFrame + least), totalFrames);
  return { startFrame: Math.max(0, Math.min(startFrame, end - least)), endFrame: end };
}
