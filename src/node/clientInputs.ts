import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { counted } from '../core/agents/places.ts';
import { ToolError } from '../core/agents/tool.ts';
import { formats } from '../core/formats/registry.ts';
import type { AbortSignalLike } from '../core/util/abort.ts';
import { kindOf, type Roots } from './clientRoots.ts';

const extensions = new Set(formats.flatMap((format) => format.extensions));

/** A tree with more folders than this is not an agent's question. */
const MOST_FOLDERS = 10_000;

const isAudioName = (name: string): boolean => {
  const dot = name.lastIndexOf('.');
  return dot > 0 && !name.startsWith('.') && extensions.has(name.slice(dot + 1).toLowerCase());
};

/** Files to read, by their real paths, and what to say of what was left out. */
export interface Inputs {
  readonly files: string[];
  readonly notes: string[];
}

/** Files that paths of an agent stand for: no more than `most`, and none outside of the roots. */
export async function findAudio(
  paths: readonly string[],
  roots: Roots,
  most: number,
  signal: AbortSignalLike,
): Promise<Inputs> {
  const files = new Set<string>();
  const notes: string[] = [];
  for (const path of paths) {
    const real = await roots.resolve(path);
    const kind = await kindOf(real);
    if (kind === 'neither') throw new ToolError(`${path} is neither a file nor a folder.`);
    if (kind === 'file') {
      files.add(real);
      continue;
    }
    const before = files.size;
    const walk = { roots, most, signal, files, folders: 0, leftOut: 0, cut: false };
    await into(real, walk);
    if (walk.cut) notes.push(`${path} holds more than was read: the answer is about ${counted(files.size, 'file')}.`);
    else if (files.size === before && walk.leftOut === 0)
      notes.push(`${path} holds no file with the name of an audio file.`);
    if (walk.leftOut > 0)
      notes.push(`${path}: ${counted(walk.leftOut, 'link')} to outside of what may be read left out.`);
  }
  return { files: [...files], notes };
}

interface Walk {
  readonly roots: Roots;
  readonly most: number;
  readonly signal: AbortSignalLike;
  readonly files: Set<string>;
  folders: number;
  leftOut: number;
  cut: boolean;
}

/** In the order of code units, as the command line has it; links to folders are not followed. */
async function into(folder: string, walk: Walk): Promise<void> {
  if (++walk.folders > MOST_FOLDERS) walk.cut = true;
  // What may not be listed has nothing to tell.
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (walk.cut || walk.signal.aborted) return;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.')) await into(path, walk);
      continue;
    }
    if (!isAudioName(entry.name)) continue;
    const real = entry.isSymbolicLink() ? await realpath(path).catch(() => undefined) : path;
    if (real === undefined || (real !== path && !walk.roots.holds(real))) {
      walk.leftOut += real === undefined ? 0 : 1;
      continue;
    }
    if ((await kindOf(real)) !== 'file') continue;
    if (walk.files.size >= walk.most && !walk.files.has(real)) walk.cut = true;
    else walk.files.add(real);
  }
}
