import type { AudioInfo } from '../core/protocol/audio.ts';
import type { FileDetails } from '../core/protocol/details.ts';

/** What a file says about itself besides its samples. */
export async function readDetails(_path: string, _info: AudioInfo): Promise<FileDetails> {
  return Promise.resolve({ tags: [], pictures: [], markers: [], structure: [], warnings: [] });
}
