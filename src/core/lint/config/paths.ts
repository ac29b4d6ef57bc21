/** Absolute paths with slashes, of POSIX or Windows, as text: nothing is looked up. */
const rootOf = (path: string): string => /^(?:[A-Za-z]:)?\/+/.exec(path)?.[0] ?? '';

export const isAbsolute = (path: string): boolean => rootOf(path) !== '';

/** With slashes, on Windows too. */
export const slashed = (path: string): string =>
  /^(?:[A-Za-z]:\\|\\\\)/.test(path) ? path.replaceAll('\\', '/') : path;

/** Windows knows no case of names. */
export const ignoresCase = (path: string): boolean => /^[A-Za-z]:/.test(path);

export function folderOf(path: string): string {
  const root = rootOf(path);
  const end = path.lastIndexOf('/');
  return end < root.length ? root : path.slice(0, end);
}

export const nameIn = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** A path as it is meant from a folder, without . and .. */
export function resolvedPath(folder: string, path: string): string {
  const whole = isAbsolute(path) ? path : `${folder}/${path}`;
  const root = rootOf(whole);
  const parts: string[] = [];
  for (const part of whole.slice(root.length).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return root + parts.join('/');
}

/** A path as seen from a folder; the path itself where they have nothing in common. */
export function relativePath(folder: string, path: string): string {
  const fold = (text: string): string => (ignoresCase(folder) ? text.toLowerCase() : text);
  if (fold(rootOf(folder)) !== fold(rootOf(path))) return path;
  const segments = (text: string): string[] => text.slice(rootOf(text).length).split('/').filter(Boolean);
  const [from, to] = [segments(folder), segments(path)];
  let same = 0;
  while (same < from.length && same < to.length && fold(from[same]!) === fold(to[same]!)) same++;
  return [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/');
}
