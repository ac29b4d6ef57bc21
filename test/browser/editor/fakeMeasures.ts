// Figures of the made-up file, by the scan's code but for the machine code, which the page's policy forbids.
import { findings } from '../../../src/core/analysis/findings/rules.ts';
import { kWeighting } from '../../../src/core/analysis/kWeighting.ts';
import { channelWeights, sliceStart } from '../../../src/core/analysis/loudness.ts';
import { LoudnessSeries } from '../../../src/core/analysis/loudnessSeries.ts';
import { Measures } from '../../../src/core/analysis/measures.ts';
import { toneDistortion } from '../../../src/core/analysis/toneDistortion.ts';
import { PlainPeakFinder } from '../../../src/core/dsp/truePeakFilter.ts';
import type { FileMeasures } from '../../../src/core/protocol/measures.ts';
import { nothing } from '../../../src/core/report/measured.ts';
import { measuredOf } from '../../../src/core/report/measuredOf.ts';

/** More would hold the page up for seconds. */
const MOST_SAMPLES = 8e6;

type Biquad = { b0: number; b1: number; b2: number; a1: number; a2: number };

function filtered(samples: Float64Array, { b0, b1, b2, a1, a2 }: Biquad): Float64Array {
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  return samples.map((x) => {
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    return y;
  });
}

function seriesOf(
  signal: readonly Float32Array[],
  sampleRate: number,
  start: number,
  end: number,
  layout: readonly string[] | undefined,
): LoudnessSeries {
  const weights = channelWeights(signal.length, layout);
  const { shelf, highPass } = kWeighting(sampleRate);
  const weighted = signal.map((plane) => {
    const samples = Float64Array.from(plane.subarray(start, end), (sample) => (Number.isFinite(sample) ? sample : 0));
    return filtered(filtered(samples, shelf), { b0: 1, b1: -2, b2: 1, ...highPass });
  });
  const series = new LoudnessSeries(sampleRate);
  for (let slice = 0; sliceStart(slice + 1, sampleRate) <= end - start; slice++) {
    let energy = 0;
    for (let i = sliceStart(slice, sampleRate); i < sliceStart(slice + 1, sampleRate); i++) {
      weighted.forEach((plane, c) => (energy += weights[c]! * plane[i]! ** 2));
    }
    series.slice(energy);
  }
  return series;
}

const known = new WeakMap<readonly Float32Array[], Map<string, Omit<FileMeasures, 'final'>>>();

export function fakeMeasures(
  signal: readonly Float32Array[],
  sampleRate: number,
  startFrame: number,
  endFrame: number,
  layout: readonly string[] | undefined,
): Omit<FileMeasures, 'final'> {
  // The page asks for the same more than once, and the plain code is slow.
  const ofSignal = known.get(signal) ?? new Map<string, Omit<FileMeasures, 'final'>>();
  known.set(signal, ofSignal);
  const key = `${startFrame} ${endFrame}`;
  let found = ofSignal.get(key);
  if (!found) ofSignal.set(key, (found = measuresOf(signal, sampleRate, startFrame, endFrame, layout)));
  return found;
}

function measuresOf(
  signal: readonly Float32Array[],
  sampleRate: number,
  startFrame: number,
  endFrame: number,
  layout: readonly string[] | undefined,
): Omit<FileMeasures, 'final'> {
  const frames = endFrame - startFrame;
  if (frames * signal.length > MOST_SAMPLES) {
    const measured = nothing({ reason: 'too long for the plain code' });
    return { startFrame, endFrame, measured, pcmMd5: null, storedMd5: null };
  }
  const options = { sampleRate, clipLevel: 1, finder: new PlainPeakFinder(), levels: null };
  const range = new Measures(signal.length, options, 0);
  range.add(signal, startFrame, frames);
  const measures = range.result();
  const loudness = seriesOf(signal, sampleRate, startFrame, endFrame, layout).result();
  const measured = measuredOf({
    ...{ sampleRate, startFrame, frames, measures, loudness, tempo: null },
    tones: signal.map((plane) => toneDistortion(plane.subarray(startFrame, endFrame), sampleRate)),
    findings: findings({ sampleRate, frames, bitDepth: 24, lossy: false, measures, loudness }),
  });
  return { startFrame, endFrame, measured, pcmMd5: null, storedMd5: null };
}

export const fakeLoudness = (
  signal: readonly Float32Array[],
  sampleRate: number,
  frames: number,
  layout: readonly string[] | undefined,
): { momentary: Float32Array; shortTerm: Float32Array } => seriesOf(signal, sampleRate, 0, frames, layout).curves();
