import type { Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { formats } from '../core/formats/registry.ts';
import { EarshotError, type ErrorInfo, toErrorInfo } from '../core/protocol/errors.ts';
import { asFileError } from '../node/fileSource.ts';
import { expandBraces, isGlob, segmentMatcher } from '../core/lint/glob.ts';

/** A file to read, or what stood in the way of finding files. */
export interface Input {
  path: string;
  error?: ErrorInfo;
}

const windows = process.platform === 'win32';
const insensitive = windows || process.platform === 'darwin';
const extensions = new Set(formats.flatMap((format) => format.extensions));

/** In folders, files count that an editor would claim by their names; others must be named or matched. */
const isAudioName = (name: string): boolean => {
  const dot = name.lastIndexOf('.');
  return dot > 0 && !name.startsWith('.') && extensions.has(name.slice(dot + 1).toLowerCase());
};

/**
 * Files, folders and patterns as the files that they stand for, found as they are asked for. A file of the very name
 * comes before a pattern. Folders are read to any depth, in the order of code units; what is hidden and links to folders
 * are left out.
 */
export async function* findInputs(args: readonly string[]): AsyncGenerator<Input> {
  for (const arg of args) {
    const there = await kindOf(arg);
    if (there === 'folder') yield* orNone(walk(arg), () => noAudio(arg));
    else if (there === 'none' && isGlob(arg)) yield* orNone(expand(arg), () => noMatch(arg));
    // What cannot be opened says so when it is.
    else yield { path: arg };
  }
}

const noAudio = (path: string): Input => ({
  path,
  error: { code: 'no-audio', message: `${basename(path) || path} holds no file with the name of an audio file.` },
});
const noMatch = (path: string): Input => ({ path, error: { code: 'not-found', message: `No file matches ${path}.` } });

async function* orNone(found: AsyncGenerator<Input>, none: () => Input): AsyncGenerator<Input> {
  let any = false;
  for await (const input of found) {
    any = true;
    yield input;
  }
  if (!any) yield none();
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'none'> {
  const there = await stat(path).catch(() => undefined);
  return there ? (there.isDirectory() ? 'folder' : 'file') : 'none';
}

/** Audio files below a folder. */
async function* walk(folder: string): AsyncGenerator<Input> {
  const listed = await list(folder);
  if ('error' in listed) {
    yield listed;
    return;
  }
  for (const entry of listed.entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.')) yield* walk(path);
    } else if (isAudioName(entry.name) && (await kindOfEntry(entry, path)) !== 'folder') yield { path };
  }
}

/** Files and folders that match a pattern, the folders read as any other. */
async function* expand(pattern: string): AsyncGenerator<Input> {
  const slashed = windows ? pattern.replaceAll('\\', '/') : pattern;
  let patterns: string[];
  try {
    patterns = expandBraces(slashed);
  } catch (error) {
    yield { path: pattern, error: toErrorInfo(error) };
    return;
  }
  for (const one of patterns) {
    const root = /^(?:[A-Za-z]:)?\/+/.exec(one)?.[0] ?? '';
    const segments = one
      .slice(root.length)
      .split('/')
      .filter((each, i, all) => each !== '' && !(each === '**' && all[i - 1] === '**'));
    const deep = segments.filter((each) => each === '**').length;
    yield* deep > 1 ? once(match(root, segments)) : match(root, segments);
  }
}

/** A path may be found by more than one way through two '**'. */
async function* once(found: AsyncGenerator<Input>): AsyncGenerator<Input> {
  const seen = new Set<string>();
  for await (const input of found) {
    if (seen.has(input.path)) continue;
    seen.add(input.path);
    yield input;
  }
}

async function* match(folder: string, [segment, ...rest]: readonly string[]): AsyncGenerator<Input> {
  if (segment === undefined) return;
  if (segment !== '**' && !isGlob(segment)) {
    const path = join(folder, segment);
    const kind = await kindOf(path);
    if (rest.length > 0) {
      if (kind === 'folder') yield* match(path, rest);
    } else if (kind === 'folder') yield* walk(path);
    else if (kind === 'file') yield { path };
    return;
  }
  const listed = await list(folder || '.');
  if ('error' in listed) {
    yield listed;
    return;
  }
  if (segment === '**' && rest.length > 0) yield* match(folder, rest);
  const fits = segment === '**' ? (name: string) => !name.startsWith('.') : segmentMatcher(segment, insensitive);
  for (const entry of listed.entries) {
    if (!fits(entry.name)) continue;
    const path = join(folder, entry.name);
    if (segment === '**') {
      if (entry.isDirectory()) yield* match(path, ['**', ...rest]);
      else if (rest.length === 0 && (await kindOfEntry(entry, path)) === 'file') yield { path };
      continue;
    }
    const kind = await kindOfEntry(entry, path);
    if (rest.length > 0) {
      if (kind === 'folder') yield* match(path, rest);
    } else if (kind === 'folder') yield* walk(path);
    else yield { path };
  }
}

/** Of what a link leads to. */
async function kindOfEntry(entry: Dirent, path: string): Promise<'file' | 'folder' | 'none'> {
  if (entry.isSymbolicLink()) return kindOf(path);
  return entry.isDirectory() ? 'folder' : 'file';
}

async function list(folder: string): Promise<{ entries: Dirent[] } | Required<Input>> {
  try {
    const entries: Dirent[] = [];
    for await (const entry of await opendir(folder)) entries.push(entry);
    return { entries: entries.sort((a, b) => (a.name < b.name ? -1 : 1)) };
  } catch (error) {
    const name = basename(folder) || folder;
    const known = asFileError(error, `The folder ${name}`);
    return { path: folder, error: toErrorInfo(known instanceof EarshotError ? known : error) };
  }
}
