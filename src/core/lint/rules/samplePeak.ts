import * as v from 'valibot';
import { defineRule, type Violation } from '../rule.ts';
import { at, isSilent, ofFileOrNone } from '../support/facts.ts';
import { outside } from '../support/limits.ts';
import { number } from '../support/options.ts';

const shown = { title: 'Sample peak', unit: 'dBFS', digits: 2 };

export const samplePeak = defineRule({
  id: 'sample-peak',
  title: 'Sample peak',
  description:
    'The largest magnitude of a sample, dB of full scale. The maximum holds for each channel, the minimum for the loudest; silence ' +
    'misses any minimum.',
  severity: 'error',
  needs: ['minDbfs', 'maxDbfs'],
  options: v.strictObject({
    minDbfs: number('Lowest peak that is allowed, dBFS.'),
    maxDbfs: number('Highest peak that is allowed, dBFS.'),
  }),
  example: { maxDbfs: -3 },
  check({ report }, { minDbfs, maxDbfs }) {
    const loud = report.channels.flatMap(({ samplePeakDbfs, samplePeakFrame }, channel): Violation[] => {
      if (samplePeakDbfs === null || samplePeakFrame === null) return [];
      const message = outside(shown, samplePeakDbfs, { max: maxDbfs });
      return message === null ? [] : [at(message, samplePeakFrame, samplePeakFrame + 1, report, channel)];
    });
    if (minDbfs === undefined) return loud;
    const peak = report.overall.samplePeakDbfs;
    if (peak !== null) return [...loud, ...ofFileOrNone(outside(shown, peak, { min: minDbfs }))];
    return ofFileOrNone(isSilent(report) ? 'The file is silent: it has no peak.' : null);
  },
});
