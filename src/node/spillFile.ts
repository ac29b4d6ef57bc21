import type { FileHandle } from 'node:fs/promises';
import { bytesPerSample } from '../core/dsp/pcm.ts';
import type { CodedStream } from '../core/formats/format.ts';
import type { AudioInfo } from '../core/protocol/audio.ts';
import { EarshotError } from '../core/protocol/errors.ts';
import type { DiskCache } from './diskCache.ts';

export const SPILL_LIMIT_BYTES = 16 * 2 ** 30;

export interface SpillFile {
  handle: FileHandle;
  /** Keeps it in the cache. */
  keep(): Promise<void>;
  close(): Promise<void>;
}

/** Where the decoded PCM of a file goes, or is already: complete is true if an earlier decoding can be read. */
export async function spillFor(
  cache: DiskCache,
  key: string,
  name: string,
  stream: CodedStream,
  info: AudioInfo,
  limitBytes: number,
  reuse: boolean,
): Promise<{ file: SpillFile; limitBytes: number; complete: boolean }> {
  const kept = reuse ? await cache.open(key, 'pcm') : undefined;
  if (kept) {
    const file = { handle: kept, keep: () => Promise.resolve(), close: () => kept.close() };
    return { file, limitBytes: 0, complete: true };
  }
  const limit = await cache.room(limitBytes);
  const frameBytes = bytesPerSample.f32 * stream.channels;
  if (info.framesExact && (info.frames ?? 0) * frameBytes > limit) {
    throw new EarshotError(
      'too-large',
      `${name} is too large: decoded it takes more temporary space than there is (${(limit / 2 ** 30).toFixed(1)} GB).`,
    );
  }
  return { file: await cache.create(key, 'pcm'), limitBytes: limit, complete: false };
}
