import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { isSilent, ofFileOrNone } from '../support/facts.ts';
import { asksForMore, outside } from '../support/limits.ts';
import { number } from '../support/options.ts';

export const rmsLevel = defineRule({
  id: 'rms-level',
  title: 'RMS level',
  description:
    'RMS of the samples of all channels, dB of full scale, neither weighted nor gated; a sine of full scale has −3.01 dBFS. Silence ' +
    'misses any minimum.',
  severity: 'error',
  needs: ['minDbfs', 'maxDbfs'],
  options: v.strictObject({
    minDbfs: number('Lowest RMS that is allowed, dBFS.'),
    maxDbfs: number('Highest RMS that is allowed, dBFS.'),
  }),
  example: { minDbfs: -23, maxDbfs: -18 },
  check({ report }, { minDbfs, maxDbfs }) {
    const { rmsDbfs } = report.overall;
    const limits = { min: minDbfs, max: maxDbfs };
    if (rmsDbfs !== null) return ofFileOrNone(outside({ title: 'RMS', unit: 'dBFS', digits: 1 }, rmsDbfs, limits));
    return ofFileOrNone(asksForMore(limits) && isSilent(report) ? 'The file is silent: it has no level.' : null);
  },
});
