import { LoudnessMeter, settlingFrames } from '../../../core/analysis/loudness.ts';
import { measureOptions } from '../../measures/kernels.ts';
import type { ExcerptPlace, Stretch, Stretched } from '../../measures/measureApi.ts';
import { HELD_FRAMES, kernelOf } from '../collector.ts';
import { framesOf } from '../frames.ts';
import type { OpenFile } from '../openFiles.ts';
import type { Breath } from '../pictures/breath.ts';
import { undecodable } from '../scan.ts';
import { Stretches } from './stretches.ts';

export interface MeasureParams {
  spill: number | null;
  start: number;
  from: number;
  to: number;
  excerpt: ExcerptPlace;
}

/** Frames from … to−1 of audio that begins with frame `start`: at most a stretch. */
export async function measure(
  file: OpenFile,
  { spill, start, from, to, excerpt }: MeasureParams,
  breath: Breath,
): Promise<Stretched> {
  const { sampleRate, weights, bits } = file.facts;
  const channels = weights.length;
  const at = Math.max(start, from - settlingFrames(sampleRate));
  const kernel = kernelOf(channels, sampleRate);
  const meter = new LoudnessMeter(sampleRate, weights, kernel);
  meter.start(at - start, from - start);
  let found: Stretch | undefined;
  const stretches = new Stretches(from - start, channels, measureOptions(sampleRate, bits), excerpt, (stretch) => {
    found = stretch;
  });
  let settling = from - at;
  let counted = 0;
  try {
    for await (const { planes, frames } of framesOf(file, spill, at, to)) {
      for (let done = 0; done < frames;) {
        const now = Math.min(frames - done, settling > 0 ? settling : HELD_FRAMES, HELD_FRAMES);
        for (let c = 0; c < channels; c++) kernel.planes[c]!.set(planes[c]!.subarray(done, done + now));
        if (settling > 0) settling -= now;
        else {
          // Before loudness, which takes samples that are not numbers for zero.
          stretches.add(kernel.planes, 0, now);
          counted += now;
        }
        meter.push(now);
        done += now;
      }
      if (breath.due) await breath.take();
    }
  } catch (error) {
    throw undecodable(file, error);
  } finally {
    file.takeWarnings();
  }
  stretches.finish();
  const { first, energies } = meter.take();
  return { frames: counted, stretch: found ?? null, slice: first, energies };
}
