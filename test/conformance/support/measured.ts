import { kCoefficients } from '../../../src/core/analysis/kWeighting.ts';
import { channelWeights, LoudnessMeter, settlingFrames, sliceStart } from '../../../src/core/analysis/loudness.ts';
import { LiveLoudness } from '../../../src/core/analysis/liveLoudness.ts';
import { type LoudnessFigures, LoudnessSeries } from '../../../src/core/analysis/loudnessSeries.ts';
import { Measures, type MeasuresResult } from '../../../src/core/analysis/measures.ts';
import { LevelKernel } from '../../../src/core/dsp/levelKernel.ts';
import { ScanKernel } from '../../../src/core/dsp/scanKernel.ts';
import { TruePeakKernel } from '../../../src/core/dsp/truePeakKernel.ts';

const kernels = { finder: new TruePeakKernel(), levels: new LevelKernel() };

/** What is measured of frames from `start` on, in one range. */
export function rangeOf(planes: readonly Float32Array[], sampleRate: number, start: number, end: number): Measures {
  const measures = new Measures(planes.length, { sampleRate, clipLevel: 1, ...kernels }, start);
  for (let at = start; at < end; at += 5000) measures.add(planes, at, Math.min(5000, end - at));
  return measures;
}

/** All figures of a file, measured as a scan does it: in ranges that are put together. */
export function measured(planes: readonly Float32Array[], sampleRate: number, range = 1 << 18): MeasuresResult {
  const frames = planes[0]!.length;
  const first = rangeOf(planes, sampleRate, 0, Math.min(range, frames));
  for (let at = range; at < frames; at += range) {
    first.merge(structuredClone(rangeOf(planes, sampleRate, at, Math.min(at + range, frames)).state));
  }
  return first.result();
}

export interface Loudness extends LoudnessFigures {
  momentary: Float32Array;
  shortTerm: Float32Array;
}

/** Loudness, block by block. */
export function loudnessOf(
  planes: readonly Float32Array[],
  sampleRate: number,
  { layout, block = 1024 }: { layout?: readonly string[] | undefined; block?: number } = {},
): Loudness {
  const live = new LiveLoudness(sampleRate, channelWeights(planes.length, layout));
  const frames = planes[0]!.length;
  for (let at = 0; at < frames; at += block) live.push(planes, at, Math.min(block, frames - at));
  return { ...live.result(), ...live.curves() };
}

/** Loudness as a scan measures it: in ranges, each of which settles its filters first. */
export function scannedLoudness(
  planes: readonly Float32Array[],
  sampleRate: number,
  { layout, range = 1 << 18 }: { layout?: readonly string[] | undefined; range?: number } = {},
): Loudness {
  const frames = planes[0]!.length;
  const weights = channelWeights(planes.length, layout);
  const energies = new Float64Array(Math.ceil((frames * 100) / sampleRate) + 1);
  for (let from = 0; from < frames; from += range) {
    const kernel = new ScanKernel(planes.length, 4096, 1, kCoefficients(sampleRate));
    const meter = new LoudnessMeter(sampleRate, weights, kernel);
    const at = Math.max(0, from - settlingFrames(sampleRate));
    const to = Math.min(frames, from + range);
    meter.start(at, from);
    for (let done = at; done < to; done += 4096) {
      const now = Math.min(4096, to - done);
      kernel.planes.forEach((room, c) => room.set(planes[c]!.subarray(done, done + now)));
      meter.push(now);
    }
    const taken = meter.take();
    taken.energies.forEach((energy, i) => (energies[taken.first + i]! += energy));
  }
  const series = new LoudnessSeries(sampleRate);
  for (let slice = 0; sliceStart(slice + 1, sampleRate) <= frames; slice++) series.slice(energies[slice]!);
  return { ...series.result(), ...series.curves() };
}
