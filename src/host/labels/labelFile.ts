import type { Dialect, LabelFormat, LabelTrack } from '../../core/labels/label.ts';
import { formatById, readLabels } from '../../core/labels/registry.ts';
import { isGuess, sidecarsOf } from '../../core/labels/sidecars.ts';
import { EarshotError, toErrorInfo } from '../../core/protocol/errors.ts';
import { type LabelFiles, nameOf } from './labelFiles.ts';

/** A file of labels as it was last read or written; or the one that is still to be made. */
export interface LabelFile {
  /** Null: to be made beside the audio. */
  readonly place: string | null;
  readonly format: LabelFormat;
  readonly dialect: Dialect;
  /** Size and time of change; null where it was not there. */
  readonly revision: string | null;
  /** Entries that saving would lose. */
  readonly leftOut: number;
  /** What could not be read, one sentence each. */
  readonly warnings: readonly string[];
}

export interface Loaded {
  readonly file: LabelFile;
  readonly tracks: readonly LabelTrack[];
}

/** More is not read just to find out what it is. */
const GUESS_BYTES = 64 * 2 ** 20;

export async function revisionOf(files: LabelFiles, place: string): Promise<string | null> {
  const stat = await files.stat(place);
  return stat && `${stat.size}-${stat.mtime}`;
}

export async function readLabelFile(files: LabelFiles, place: string): Promise<Loaded> {
  // Before the bytes: what is written meanwhile is a change.
  const revision = await revisionOf(files, place);
  const { format, tracks, dialect, leftOut, warnings } = readLabels(nameOf(place), await files.read(place));
  const file = { place, format, dialect, revision, leftOut, warnings };
  return { file, tracks: tracks.length > 0 ? tracks : noTracks };
}

export const noTracks: readonly LabelTrack[] = [{ name: '', labels: [] }];

export function newFile(id: LabelFormat['id'], warnings: readonly string[] = []): Loaded {
  const file = { place: null, format: formatById(id), dialect: {}, revision: null, leftOut: 0, warnings };
  return { file, tracks: noTracks };
}

/** The first file beside the audio that has labels. One that should have, but cannot be read, is warned of. */
export async function findLabels(audioName: string, files: LabelFiles, newFormat: LabelFormat['id']): Promise<Loaded> {
  const faults: string[] = [];
  for (const { name } of sidecarsOf(audioName, await files.list().catch(() => []))) {
    const guess = isGuess(audioName, name);
    const place = files.beside(name);
    try {
      if (guess && ((await files.stat(place))?.size ?? 0) > GUESS_BYTES) continue;
      const found = await readLabelFile(files, place);
      if (guess && !looksRight(found)) continue;
      return { ...found, file: { ...found.file, warnings: [...faults, ...found.file.warnings] } };
    } catch (error) {
      const { code, message } = toErrorInfo(error);
      if (!guess && code !== 'not-found') faults.push(`${name} is not shown: ${message}`);
    }
  }
  return newFile(newFormat, faults);
}

/** Prose may begin with a number: most lines of a file of labels are labels. */
function looksRight({ file, tracks }: Loaded): boolean {
  const count = tracks.reduce((sum, { labels }) => sum + labels.length, 0);
  return file.leftOut <= count && count > 0;
}

export const cancelled = (what: string): EarshotError => new EarshotError('cancelled', what);
