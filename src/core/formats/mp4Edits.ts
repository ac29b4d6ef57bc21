import { body, findBox } from './mp4Boxes.ts';
import type { Movie, Track } from './mp4Movie.ts';
import type { Steps } from './steps.ts';

/** Each is a part with a decoder of its own. */
const MAX_EDITS = 64;

/** A stretch of what is heard, in frames; skip is null in an empty edit. */
export interface Stretch {
  skip: number | null;
  /** null: to the end of the media. */
  frames: number | null;
}

interface Edit {
  /** On the movie's clock. */
  duration: number;
  /** On the media clock; −1 is an empty edit. */
  mediaTime: number;
}

/** The edit list (ISO 14496-12 section 8.6.6). */
export function* readEdits(track: Track): Steps<Edit[]> {
  const view = yield* body(yield* findBox(track.box, 'edts', 'elst'), 8 + MAX_EDITS * 20);
  if (!view || view.byteLength < 8) return [];
  const wide = view.getUint8(0) === 1;
  const step = wide ? 20 : 12;
  const count = Math.min(view.getUint32(4), Math.floor((view.byteLength - 8) / step));
  return Array.from({ length: count }, (_, i) => {
    const at = 8 + i * step;
    return wide
      ? { duration: Number(view.getBigUint64(at)), mediaTime: Number(view.getBigInt64(at + 8)) }
      : { duration: view.getUint32(at), mediaTime: view.getInt32(at + 4) };
  });
}

/**
 * What the edits show of the media. total: frames of the media, null where nobody knows yet. Edges of edits are
 * rounded, not their lengths, so that nothing adds up.
 */
export function stretches(
  edits: readonly Edit[],
  movie: Pick<Movie, 'scale'>,
  track: Pick<Track, 'scale'>,
  sampleRate: number,
  total: number | null,
): Stretch[] {
  if (movie.scale === 0 || track.scale === 0) return [{ skip: 0, frames: total }];
  const edge = (ticks: number): number => Math.round((ticks * sampleRate) / movie.scale);
  const found: Stretch[] = [];
  let at = 0;
  edits.forEach(({ duration, mediaTime }, number) => {
    const [from, to] = [edge(at), edge(at + duration)];
    at += duration;
    const skip = mediaTime < 0 ? null : Math.round((mediaTime * sampleRate) / track.scale);
    const isLast = number === edits.length - 1;
    if (skip === null) {
      // An empty edit at the end shows nothing.
      if (to > from && !isLast) found.push({ skip, frames: to - from });
    } else if (!isLast) {
      if (to > from) found.push({ skip, frames: to - from });
    } else found.push({ skip, frames: lastFrames(duration, to - from, skip) });
  });
  return found;

  /** The last edit may not reach beyond the media; its coarser clock rounded down, so it is allowed one tick. */
  function lastFrames(duration: number, frames: number, skip: number): number | null {
    const rest = total === null ? null : Math.max(0, total - skip);
    if (duration === 0) return rest;
    const shown = movie.scale < track.scale ? edge(at + 1) - edge(at - duration) : frames;
    return rest === null ? shown : Math.min(rest, shown);
  }
}
