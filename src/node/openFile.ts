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

/** The first and the last bytes of linear PCM as it is now. */
export async function fingerprint({ stream, identity, file }: OpenedFile): Promise<Uint8Array[]> {
  if (stream.kind !== 'pcm') return [];
  const last = Math.max(stream.dataOffset, identity.size - SAMPLE_BYTES);
  return Promise.all([stream.dataOffset, last].map(async (at) => (await sample(file, at, identity.size)).slice()));
}

const sample = (file: FileSource, at: number, end: number): Promise<Uint8Array> =>
  file.read(at, Math.min(SAMPLE_BYTES, end - at));

/**
 * Whether linear PCM with that fingerprint has only become longer. What stands in the header may have changed: recorders
 * fill it in.
 */
export async function hasGrown(before: OpenedFile, print: readonly Uint8Array[], now: OpenedFile): Promise<boolean> {
  const [a, b] = [before.stream, now.stream];
  if (a.kind !== 'pcm' || b.kind !== 'pcm' || b.frames < a.frames) return false;
  if (a.encoding !== b.encoding || a.channels !== b.channels || a.dataOffset !== b.dataOffset) return false;
  if (before.info.sampleRate !== now.info.sampleRate || print.length === 0) return false;
  const end = before.identity.size;
  const places = [a.dataOffset, Math.max(a.dataOffset, end - SAMPLE_BYTES)];
  const fresh = await Promise.all(places.map((at) => sample(now.file, at, end)));
  return fresh.every((bytes, i) => Buffer.compare(bytes, print[i]!) === 0);
}
