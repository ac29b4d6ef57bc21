import type { SeekIndex } from '../../core/demux/demuxer.ts';
import { EarshotError } from '../../core/protocol/errors.ts';
import { openDemuxer } from '../packets/openDemuxer.ts';
import type { OpenFile } from './openFiles.ts';
import type { JobHooks } from './scan.ts';

/** Walks the headers of a part; null if its packets are found without an index. */
export async function buildIndex(
  file: OpenFile,
  part: number,
  hooks: Pick<JobHooks, 'breathe'>,
): Promise<{ index: SeekIndex | null; warnings: string[] }> {
  const { stream, name } = file.facts;
  if (stream.kind !== 'packets') throw new EarshotError('internal', `${name} has no packets.`);
  const building = openDemuxer(stream.parts[part]!, file.input).buildIndex?.();
  if (!building) return { index: null, warnings: [] };
  let breath = performance.now();
  for (;;) {
    const step = building.next();
    if (step.done) return { index: step.value, warnings: file.takeWarnings() };
    if (performance.now() - breath < 20) continue;
    await hooks.breathe();
    breath = performance.now();
  }
}
