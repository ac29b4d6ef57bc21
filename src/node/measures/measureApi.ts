import * as v from 'valibot';
import type { ExcerptState } from '../../core/analysis/excerpt.ts';
import type { MeasuresState } from '../../core/analysis/measures.ts';
import type { TempoEstimate } from '../../core/analysis/tempo.ts';
import type { ToneDistortion } from '../../core/analysis/toneDistortion.ts';
import type { PcmLayout } from './storedSamples.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** What a thread has measured of consecutive frames: at most 2^20 of them. */
export interface Stretch {
  measures: MeasuresState;
  /** Of each channel. */
  excerpts: ExcerptState[];
}
export const stretch = v.custom<Stretch>((value) => isObject(value) && 'measures' in value && 'excerpts' in value);

/** Frames at … at + length − 1, which the distortion of a tone is measured in. */
export const excerptPlace = v.object({ at: count, length: count });
export type ExcerptPlace = v.InferOutput<typeof excerptPlace>;

export const pcmLayout = v.custom<PcmLayout>((value) => isObject(value) && 'kind' in value);

/** Descriptor of the decoded audio, or null: the thread reads the file itself. */
const source = { id: count, spill: v.nullable(count) };

/** Jobs that measure, beside the scan. */
export const measureRequests = {
  /**
   * Frames from … to−1, counted from `start`, where the audio is cut: all positions of the result count from there, those
   * of the excerpt too. Fewer frames: the audio ends.
   */
  measure: {
    params: v.object({ ...source, start: count, from: count, to: count, excerpt: excerptPlace }),
    result: v.object({ frames: count, stretch: v.nullable(stretch), slice: count, energies: v.instance(Float64Array) }),
  },
  /** What needs the whole of a range: energies of its slices; samples of each channel, or where they are. */
  conclude: {
    params: v.object({
      ...source,
      energies: v.instance(Float64Array),
      samples: v.nullable(v.array(v.instance(Float32Array))),
      excerpt: excerptPlace,
    }),
    result: v.object({
      tempo: v.nullable(v.custom<TempoEstimate>(isObject)),
      tones: v.array(v.nullable(v.custom<ToneDistortion>(isObject))),
    }),
  },
  /** MD5 of the decoded PCM, in hexadecimal. */
  md5: { params: v.object(source), result: v.object({ md5: v.string() }) },
} as const;

export type MeasureJob = keyof typeof measureRequests;
export type Stretched = v.InferOutput<typeof measureRequests.measure.result>;
export type Conclusion = v.InferOutput<typeof measureRequests.conclude.result>;
