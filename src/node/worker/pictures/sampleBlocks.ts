import type { Breath } from './breath.ts';
import { Planes, type TrackReader } from './trackReader.ts';

/** Frames that are held at a time, of two tracks. */
const BLOCK_FRAMES = 160 << 10;

/** Pieces of equal length, each of which needs some more frames than it has. */
export interface Pieces {
  /** Frame that the first begins at; may be negative. */
  readonly first: number;
  readonly length: number;
  readonly more: number;
  readonly count: number;
}

/** use: pieces at … at+count−1 begin at the first frame of the planes. What is needed again is not read again. */
export async function sampleBlocks(
  reader: TrackReader,
  { first, length, more, count }: Pieces,
  breath: Breath,
  use: (planes: readonly Float32Array[], at: number, count: number) => void | Promise<void>,
): Promise<void> {
  if (count <= 0) return;
  const room = Math.max(BLOCK_FRAMES / Math.max(1, reader.tracks / 2), 2 * more);
  const held = Math.min(count, Math.max(1, Math.floor((room - more) / length)));
  const planes = new Planes(reader.tracks, held * length + more);
  const until = first + count * length + more;
  for (let at = 0; at < count; at += held) {
    const now = Math.min(held, count - at);
    const kept = at > 0 ? more : 0;
    if (kept > 0) for (const plane of planes.each) plane.copyWithin(0, held * length, held * length + kept);
    await reader.read(first + at * length + kept, now * length + more - kept, planes, kept, until);
    await use(planes.each, at, now);
    if (breath.due) await breath.take();
  }
}

/** Whether pieces of that length are read as a whole. */
export const fitsBlock = (frames: number, tracks: number): boolean => frames <= BLOCK_FRAMES / Math.max(1, tracks / 2);
