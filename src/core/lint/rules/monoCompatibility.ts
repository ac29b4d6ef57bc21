import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { ofFileOrNone } from '../support/facts.ts';
import { outside } from '../support/limits.ts';
import { ratio } from '../support/options.ts';

const LEAST = 0;

export const monoCompatibility = defineRule({
  id: 'mono-compatibility',
  title: 'Mono compatibility',
  description:
    'Correlation of left and right over the whole file: 1 is mono, 0 two unlike channels, −1 one channel inverted. Below 0 mono loses ' +
    'more than it keeps. Files of other than two channels, and with a constant channel, have none and are not looked at.',
  severity: 'warning',
  options: v.strictObject({ minCorrelation: ratio('Lowest correlation that is allowed, −1 to 1.', LEAST) }),
  example: { minCorrelation: 0 },
  check({ report }, { minCorrelation = LEAST }) {
    const { correlation } = report.stereo;
    if (correlation === null) return [];
    const shown = { title: 'Correlation of left and right', unit: '', digits: 2 };
    return ofFileOrNone(outside(shown, correlation, { min: minCorrelation }));
  },
});
