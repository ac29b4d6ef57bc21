import { basename } from 'node:path';
import { openAudio } from '../../core/formats/registry.ts';
import { toErrorInfo } from '../../core/protocol/errors.ts';
import type { HeaderResult } from '../../core/protocol/walk.ts';
import type { AbortSignalLike } from '../../core/util/abort.ts';
import { type FileSource, openFile } from '../fileSource.ts';

/** Files that are open at a time. */
const AT_ONCE = 8;

/** Facts of files out of their headers, in the order of the paths. Rejects nothing: a file that cannot be read says why. */
export async function readHeaders(paths: readonly string[], signal: AbortSignalLike): Promise<HeaderResult[]> {
  const results = new Array<HeaderResult>(paths.length);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < paths.length && !signal.aborted) {
      const i = next++;
      results[i] = await readHeader(paths[i]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, paths.length) }, work));
  return results.map((result) => result ?? { facts: null, failure: null, bytes: null, modified: null });
}

async function readHeader(path: string): Promise<HeaderResult> {
  const name = basename(path);
  let file: FileSource | undefined;
  try {
    file = await openFile(path, name);
    const there = { bytes: file.size, modified: Math.round(file.mtimeMs) };
    try {
      const { info } = await openAudio(file, name, undefined);
      const { container, codec, sampleRate, channels, bitsPerSample, frames } = info;
      const seconds = frames === null ? null : frames / sampleRate;
      return { ...there, facts: { container, codec, sampleRate, channels, bitsPerSample, seconds }, failure: null };
    } catch (error) {
      return { ...there, facts: null, failure: toErrorInfo(error).message };
    }
  } catch (error) {
    return { facts: null, failure: toErrorInfo(error).message, bytes: null, modified: null };
  } finally {
    await file?.close().catch(() => undefined);
  }
}
