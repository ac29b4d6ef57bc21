import { expandBraces, isGlob, segmentMatcher } from '../lint/glob.ts';

type Segment = '**' | ((name: string) => boolean);

/**
 * Whether a path below a root is left out, as VS Code's files.exclude means its patterns: from the root, of files and of
 * folders, hidden ones like any others. path: with '/' between.
 */
export function excludedBy(patterns: readonly string[]): (path: string) => boolean {
  const all = patterns.flatMap(compiled);
  return (path) => {
    const names = path.split('/');
    return all.some((segments) => fits(segments, names));
  };
}

function compiled(pattern: string): Segment[][] {
  if (pattern === '') return [];
  try {
    return expandBraces(pattern).map((one) =>
      one
        .replace(/^\.?\/|\/$/g, '')
        .split('/')
        .map(segmentOf),
    );
  } catch {
    // What stands for too much excludes nothing.
    return [];
  }
}

function segmentOf(segment: string): Segment {
  if (segment === '**') return '**';
  return isGlob(segment) ? segmentMatcher(segment, false, true) : (name) => name === segment;
}

/** By all the places that a pattern can have come to at once: no pattern takes longer than its length times the path's. */
function fits(segments: readonly Segment[], names: readonly string[]): boolean {
  let places: readonly number[] = [0];
  for (const segment of segments) {
    if (segment === '**') {
      const first = places[0]!;
      places = Array.from({ length: names.length - first + 1 }, (_, i) => first + i);
    } else {
      places = places.flatMap((place) => (place < names.length && segment(names[place]!) ? place + 1 : []));
    }
    if (places.length === 0) return false;
  }
  return places.at(-1) === names.length;
}
