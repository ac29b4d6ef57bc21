import { expandBraces, segmentMatcher } from '../glob.ts';

/** undefined: no pattern speaks of the path; false: the last one that does begins with an exclamation mark. */
export type PathMatcher = (path: string) => boolean | undefined;

type Segment = '**' | ((name: string) => boolean);

/**
 * Of relative paths against patterns: without a slash of a name in any folder, else of the path. What fits a folder fits
 * all beneath it. `!` in front takes out what patterns before have let in.
 */
export function pathMatcher(patterns: readonly string[], ignoreCase = false): PathMatcher {
  const all = patterns.map((pattern) => {
    const negated = pattern.startsWith('!');
    const each = expandBraces(negated ? pattern.slice(1) : pattern).map((one) => compile(one, ignoreCase));
    return { fits: (names: readonly string[]) => each.some((one) => one(names)), verdict: !negated };
  });
  return (path) => {
    const names = path.split('/');
    for (let i = all.length - 1; i >= 0; i--) if (all[i]!.fits(names)) return all[i]!.verdict;
    return undefined;
  };
}

function compile(pattern: string, ignoreCase: boolean): (names: readonly string[]) => boolean {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  const folderOnly = pattern.endsWith('/') || parts.at(-1) === '**';
  while (parts.at(-1) === '**') parts.pop();
  const anywhere = parts.length === 1 && !/^(\.?\/)|\/\*\*/.test(pattern);
  const segments = (anywhere ? ['**', ...parts] : parts).map((part): Segment =>
    part === '**' ? '**' : segmentMatcher(part, ignoreCase),
  );
  return (names) => fits(segments, names, folderOnly);
}

/** As a machine of many states: linear in the path, whatever the pattern. */
function fits(segments: readonly Segment[], names: readonly string[], folderOnly: boolean): boolean {
  let states = reach(segments, new Set([0]));
  for (let i = 0; i < names.length; i++) {
    // What is left of the path is beneath a folder that fits.
    if (states.has(segments.length)) return true;
    const next = new Set<number>();
    for (const state of states) {
      const segment = segments[state];
      if (segment === '**') next.add(state);
      else if (segment?.(names[i]!)) next.add(state + 1);
    }
    states = reach(segments, next);
  }
  return !folderOnly && states.has(segments.length);
}

/** `**` stands for no folder too. */
function reach(segments: readonly Segment[], states: Set<number>): Set<number> {
  for (const state of states) if (segments[state] === '**') states.add(state + 1);
  return states;
}
