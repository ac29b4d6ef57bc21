import * as v from 'valibot';
import { defineRule } from '../rule.ts';

export const clipping = defineRule({
  id: 'clipping',
  title: 'Clipping',
  description: 'No runs of samples at full scale: a run of `runFrames` or more is a top that was cut off.',
  severity: 'error',
  options: v.strictObject({
    runFrames: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(1), v.description('Shorter runs are allowed, frames. Default: 3.')),
    ),
  }),
  example: { runFrames: 3 },
  check: ({ report }, { runFrames = 3 }) =>
    report.findings.filter(
      ({ rule, startFrame, endFrame }) =>
        rule === 'clipping' && (startFrame === null || endFrame! - startFrame >= runFrames),
    ),
});
