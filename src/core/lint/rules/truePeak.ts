import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { at } from '../support/facts.ts';
import { outside } from '../support/limits.ts';
import { number } from '../support/options.ts';

const MOST = -1;

export const truePeak = defineRule({
  id: 'true-peak',
  title: 'True peak',
  description:
    'The highest level of each channel between the samples as well as on them, dBTP: what a converter or a lossy encoder meets. ' +
    'Silence has none, and is content.',
  source: 'ITU-R BS.1770-5, annex 2; EBU R 128 (m): at most −1 dBTP',
  severity: 'error',
  options: v.strictObject({ maxDbtp: number('Highest true peak that is allowed, dBTP.', MOST) }),
  example: { maxDbtp: -1 },
  check: ({ report }, { maxDbtp = MOST }) =>
    report.channels.flatMap(({ truePeakDbtp, truePeakFrame }, channel) => {
      if (truePeakDbtp === null || truePeakFrame === null) return [];
      const message = outside({ title: 'True peak', unit: 'dBTP', digits: 2 }, truePeakDbtp, { max: maxDbtp });
      return message === null ? [] : [at(message, truePeakFrame, truePeakFrame + 1, report, channel)];
    }),
});
