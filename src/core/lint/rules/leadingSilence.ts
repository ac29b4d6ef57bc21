import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { silentEnd } from '../support/silentEnd.ts';
import { amount } from '../support/options.ts';

export const leadingSilence = defineRule({
  id: 'leading-silence',
  title: 'Leading silence',
  description:
    'How long it takes until the first sample above −60 dBFS in any channel, seconds. Files that have none are not looked at: see ' +
    '`silent`.',
  severity: 'warning',
  needs: ['minSeconds', 'maxSeconds'],
  options: v.strictObject({
    minSeconds: amount('Shortest silence that is allowed at the start, seconds.'),
    maxSeconds: amount('Longest silence that is allowed at the start, seconds.'),
  }),
  example: { minSeconds: 0.5, maxSeconds: 1 },
  check({ report }, { minSeconds, maxSeconds }) {
    return silentEnd(report, 'leading', { min: minSeconds, max: maxSeconds });
  },
});
