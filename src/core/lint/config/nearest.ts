import { distance } from 'fastest-levenshtein';

/** Case, hyphens and the like are no difference: truePeak is near true-peak. */
const bare = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** The known name that was most likely meant; undefined where none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = bare(name).slice(0, 100);
  let best: { name: string; distance: number } | undefined;
  for (const each of known) {
    const other = bare(each);
    const begins = wanted.length >= 3 && other.startsWith(wanted);
    const far = begins ? 1 : distance(wanted, other);
    if (far > Math.max(2, Math.max(wanted.length, other.length) / 2)) continue;
    if (!best || far < best.distance) best = { name: each, distance: far };
  }
  return best?.name;
}

/** The words for it at the end of a sentence. */
export const didYouMean = (suggestion: string | undefined): string =>
  suggestion === undefined ? '' : ` Did you mean '${suggestion}'?`;
