import type { RowFacts } from '../../core/protocol/audioRow.ts';
import { toErrorInfo } from '../../core/protocol/errors.ts';
import { t } from '../../core/util/l10n.ts';
import type { AudioNames } from '../audioNames.ts';
import type { LibraryRoot } from './roots.ts';
import { walkFolders } from './walkFolders.ts';

/** An audio file that a walk has come to. */
export interface FoundFile {
  /** Index among the roots of the walk. */
  root: number;
  /** Below the root, with '/' between. */
  path: string;
  bytes: number;
  /** Unix time in ms. */
  modified: number;
}

/** What a header says, or why it says nothing. */
export interface HeaderResult {
  facts: RowFacts | null;
  failure: string | null;
}

/** Which files of which folders a walk lists. */
export interface DiskWalkRequest {
  /** exclude: patterns as in files.exclude. */
  roots: { path: string; exclude: string[] }[];
  /** Without the dot, in small letters. */
  extensions: string[];
}

/** The audio server's part: files of this machine's disk. */
export interface AudioDisk {
  walk(
    request: DiskWalkRequest,
    onFiles: (files: FoundFile[]) => void,
    signal: AbortSignal,
  ): Promise<{ problems: string[] }>;
  /** In the order of the paths. */
  headers(paths: string[], signal: AbortSignal): Promise<HeaderResult[]>;
}

export interface Walk {
  readonly roots: readonly LibraryRoot[];
  readonly names: AudioNames;
  /** null: there is none; all folders are read through VS Code. */
  readonly disk: AudioDisk | null;
  readonly onFiles: (files: FoundFile[]) => void;
  readonly signal: AbortSignal;
}

/** Of a server that is lost in the middle of it, a walk is asked for again so many times. */
const TRIES = 3;

/** complete: all has been seen that can be seen. problems: one sentence each. */
export interface Walked {
  complete: boolean;
  problems: string[];
}

/** Lists the audio of all roots: on disk by the audio server, elsewhere folder by folder through VS Code. */
export async function walkRoots(walk: Walk): Promise<Walked> {
  const indexed = walk.roots.map((root, index) => ({ root, index }));
  const onDisk = ({ root }: { root: LibraryRoot }): boolean => walk.disk !== null && root.uri.scheme === 'file';
  const local = indexed.filter(onDisk);
  const others = indexed.filter((each) => !onDisk(each));
  const works: Promise<Walked>[] = [];
  if (walk.disk && local.length > 0) works.push(walkDisk(walk, walk.disk, local));
  for (const { root, index } of others) {
    const onFiles = (files: Omit<FoundFile, 'root'>[]): void =>
      walk.onFiles(files.map((file) => ({ ...file, root: index })));
    works.push(walkFolders(root, walk.names, onFiles, walk.signal).then((problems) => ({ complete: true, problems })));
  }
  const ends = await Promise.all(works);
  return { complete: ends.every(({ complete }) => complete), problems: ends.flatMap(({ problems }) => problems) };
}

async function walkDisk(
  { names, onFiles, signal }: Walk,
  disk: AudioDisk,
  local: readonly { root: LibraryRoot; index: number }[],
): Promise<Walked> {
  const roots = local.map(({ root }) => ({ path: root.uri.fsPath, exclude: [...root.exclude] }));
  const request = { roots, extensions: [...names.extensions] };
  const found = (files: FoundFile[]): void =>
    onFiles(files.map((file) => ({ ...file, root: local[file.root]!.index })));
  for (let left = TRIES; ; left--) {
    try {
      const { problems } = await disk.walk(request, found, signal);
      return { complete: true, problems };
    } catch (error) {
      const { code, message } = toErrorInfo(error);
      if (code === 'server-lost' && left > 1 && !signal.aborted) continue;
      return { complete: false, problems: [t('The search for audio files was given up: {0}', message)] };
    }
  }
}
