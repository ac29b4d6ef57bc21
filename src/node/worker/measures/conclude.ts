import { tempo } from '../../../core/analysis/tempo.ts';
import { toneDistortion } from '../../../core/analysis/toneDistortion.ts';
import type { Conclusion, ExcerptPlace } from '../../measures/measureApi.ts';
import { framesOf } from '../frames.ts';
import type { OpenFile } from '../openFiles.ts';
import type { Breath } from '../pictures/breath.ts';
import { undecodable } from '../scan.ts';

export interface ConcludeParams {
  spill: number | null;
  energies: Float64Array;
  samples: Float32Array[] | null;
  excerpt: ExcerptPlace;
}

/** Tempo, and distortion of the tone of each channel. */
export async function conclude(
  file: OpenFile,
  { spill, energies, samples, excerpt }: ConcludeParams,
  breath: Breath,
): Promise<Conclusion> {
  const planes = samples ?? (await read(file, spill, excerpt, breath));
  const tones: Conclusion['tones'] = [];
  for (const plane of planes) {
    tones.push(toneDistortion(plane, file.facts.sampleRate));
    if (breath.due) await breath.take();
  }
  return { tempo: tempo(energies), tones };
}

async function read(
  file: OpenFile,
  spill: number | null,
  { at, length }: ExcerptPlace,
  breath: Breath,
): Promise<Float32Array[]> {
  const out = file.facts.weights.map(() => new Float32Array(length));
  let done = 0;
  try {
    for await (const { planes, frames } of framesOf(file, spill, at, at + length)) {
      for (const [c, plane] of out.entries()) plane.set(planes[c]!.subarray(0, frames), done);
      done += frames;
      if (breath.due) await breath.take();
    }
  } catch (error) {
    throw undecodable(file, error);
  } finally {
    file.takeWarnings();
  }
  return out.map((plane) => plane.subarray(0, done));
}
