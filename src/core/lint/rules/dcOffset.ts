import * as v from 'valibot';
import { amplitudeDb } from '../../analysis/decibels.ts';
import { defineRule, type Violation } from '../rule.ts';
import { outside, signed } from '../support/limits.ts';
import { number } from '../support/options.ts';

const MOST = -50;

export const dcOffset = defineRule({
  id: 'dc-offset',
  title: 'DC offset',
  description:
    'The mean of all samples of each channel, as a level, dB of full scale: −50 dBFS is 0.32 % of full scale.',
  severity: 'warning',
  options: v.strictObject({ maxDbfs: number('Largest offset that is allowed, dBFS.', MOST) }),
  example: { maxDbfs: -50 },
  check: ({ report }, { maxDbfs = MOST }) =>
    report.channels.flatMap(({ dcOffset: offset }, channel): Violation[] => {
      if (offset === null || offset === 0) return [];
      const percent = `${offset > 0 ? '+' : ''}${signed((offset * 100).toPrecision(3))} %`;
      const shown = { title: `DC offset of ${percent} of full scale:`, unit: 'dBFS', digits: 1 };
      const message = outside(shown, amplitudeDb(Math.abs(offset)), { max: maxDbfs });
      return message === null ? [] : [{ message, startFrame: null, endFrame: null, channel }];
    }),
});
