import { EarshotError } from '../../../core/protocol/errors.ts';
import { PcmHash } from '../../measures/pcmHash.ts';
import { framesOf } from '../frames.ts';
import type { OpenFile } from '../openFiles.ts';
import type { Breath } from '../pictures/breath.ts';
import { undecodable } from '../scan.ts';

/** MD5 of all frames, in order. */
export async function md5(
  file: OpenFile,
  { spill }: { spill: number | null },
  breath: Breath,
): Promise<{ md5: string }> {
  const { pcm, weights, name } = file.facts;
  if (!pcm) throw new EarshotError('internal', `${name} has no exact PCM.`);
  const hash = new PcmHash(pcm, weights.length);
  try {
    for await (const { planes, frames, bytes } of framesOf(file, spill, 0, Number.MAX_SAFE_INTEGER)) {
      if (hash.ofBytes && bytes) hash.bytes(bytes);
      else hash.planes(planes, frames);
      if (breath.due) await breath.take();
    }
  } catch (error) {
    throw undecodable(file, error);
  } finally {
    file.takeWarnings();
  }
  return { md5: hash.digest() };
}
