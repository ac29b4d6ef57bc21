import { basename } from 'node:path';
import type { ByteSource } from '../core/formats/byteSource.ts';
import { toLoops, toMarkers } from '../core/metadata/markers.ts';
import type { AudioInfo } from '../core/protocol/audio.ts';
import type { FileDetails } from '../core/protocol/details.ts';
import { readStructure } from '../core/structure/structure.ts';
import { openFile } from './fileSource.ts';
import { addLibraryTags } from './libraryTags.ts';

/** Tags, pictures, markers and structure of a file. */
export async function readDetails(path: string, info: AudioInfo): Promise<FileDetails> {
  const file = await openFile(path, basename(path));
  try {
    return await detailsOf(file, info);
  } finally {
    await file.close();
  }
}

/** What one looks for first; the others keep the file's order. */
const firstTags = ['Title', 'Artist', 'Album artist', 'Album', 'Track', 'Disc', 'Date', 'Year', 'Recorded', 'Genre'];

export async function detailsOf(source: ByteSource, info: AudioInfo): Promise<FileDetails> {
  const { structure, found } = await readStructure(source);
  await addLibraryTags(source, found);
  const markers = toMarkers(found, info);
  const loops = toLoops(found, info);
  const rank = ({ name }: { name: string }): number => (firstTags.indexOf(name) + 1 || Number.MAX_SAFE_INTEGER) - 1;
  const tags = found.tags.sort((a, b) => rank(a) - rank(b));
  const { pictures, warnings } = found;
  return { tags, pictures, markers, ...(loops && { loops }), structure, warnings: [...warnings] };
}
