import * as v from 'valibot';

const frame = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Frames startFrame … endFrame−1. */
export const levelsRequest = v.object({ startFrame: frame, endFrame: frame });

/** For each channel over the range; samples that are not finite are left out of both, and counted. */
export const levelsResult = v.object({
  channels: v.array(
    v.object({
      /** Largest magnitude of a sample, full scale. */
      peak: v.number(),
      /** √(mean of the squares), full scale; a full-scale sine has √½. */
      rms: v.number(),
      notFinite: frame,
    }),
  ),
});
export type LevelsResult = v.InferOutput<typeof levelsResult>;
