import { realpath } from 'node:fs/promises';
import type { OpenedAudio } from '../core/formats/format.ts';
import { openAudio } from '../core/formats/registry.ts';
import type { RawLayout } from '../core/protocol/audio.ts';
import { type FileSource, openFile } from './fileSource.ts';
import type { FileIdentity } from './scanStore.ts';

/** A file with its header read. */
export interface OpenedFile extends OpenedAudio {
  name: string;
  file: FileSource;
  identity: FileIdentity;
  /** Without links: the same file has one name in the cache. */
  realPath: string;
}

export async function openForReading(path: string, name: string, layout: RawLayout | undefined): Promise<OpenedFile> {
  const file = await openFile(path, name);
  try {
    const opened = await openAudio(file, name, layout);
    const realPath = await realpath(path).catch(() => path);
    return { ...opened, name, file, identity: { size: file.size, mtimeMs: file.mtimeMs }, realPath };
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
}

/** Bytes compared at each end of the audio: a file that was written anew differs in them. */
const SAMPLE_BYTES = 4096;

/** Whether linear PCM has only become longer. What stands in the header may have changed: recorders fill it in. */
export async function sameContent(before: OpenedFile, now: OpenedFile): Promise<boolean> {
  const [a, b] = [before.stream, now.stream];
  if (a.kind !== 'pcm' || b.kind !== 'pcm' || b.frames < a.frames) return false;
  if (a.encoding !== b.encoding || a.channels !== b.channels || a.dataOffset !== b.dataOffset) return false;
  if (before.info.sampleRate !== now.info.sampleRate) return false;
  // Through the handle of before: a file that was replaced is another one.
  const end = before.identity.size;
  for (const at of [a.dataOffset, Math.max(a.dataOffset, end - SAMPLE_BYTES)]) {
    const length = Math.min(SAMPLE_BYTES, end - at);
    const [old, fresh] = await Promise.all([before.file.read(at, length), now.file.read(at, length)]);
    if (Buffer.compare(Buffer.from(old), Buffer.from(fresh)) !== 0) return false;
  }
  return true;
}
