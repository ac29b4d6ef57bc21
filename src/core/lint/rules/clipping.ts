import * as v from 'valibot';
import { defineRule, type Violation } from '../rule.ts';
import { found } from '../support/facts.ts';

const CUT_OFF = 3;

export const clipping = defineRule({
  id: 'clipping',
  title: 'Clipping',
  description:
    'No runs of samples at full scale: a run of `runFrames` or more is a top that was cut off. Full scale is the highest code of ' +
    'stored integers, and 1.0 of floats and lossy codecs. The first twenty of each channel have their place.',
  severity: 'error',
  options: v.strictObject({
    runFrames: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.description('Shorter runs are allowed, frames.'),
        v.metadata({ default: CUT_OFF }),
      ),
    ),
  }),
  example: { runFrames: 3 },
  check({ report }, { runFrames = CUT_OFF }) {
    const runs = found(report, 'clipping');
    return report.channels.flatMap(({ longestClippedFrames: longest, clippedFrame }, channel): Violation[] => {
      if (longest === null || longest < runFrames || clippedFrame === null) return [];
      const long = runs.filter(
        // What sums up all runs of a channel reaches from the first to the last of them.
        ({ channel: of, startFrame, endFrame }) =>
          of === channel &&
          endFrame! - startFrame! >= runFrames &&
          (runFrames <= CUT_OFF || endFrame! - startFrame! <= longest),
      );
      if (long.length > 0) return long;
      const message = `Clipped: the longest run of samples at full scale has ${longest}, the first run begins here.`;
      return [{ message, startFrame: clippedFrame, endFrame: clippedFrame + 1, channel }];
    });
  },
});
