import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { silentEnd } from '../support/silentEnd.ts';
import { amount } from '../support/options.ts';

export const trailingSilence = defineRule({
  id: 'trailing-silence',
  title: 'Trailing silence',
  description:
    'How long the file goes on behind the last sample above −60 dBFS in any channel, seconds. Files that have none are not looked ' +
    'at: see `silent`.',
  severity: 'warning',
  needs: ['minSeconds', 'maxSeconds'],
  options: v.strictObject({
    minSeconds: amount('Shortest silence that is allowed at the end, seconds.'),
    maxSeconds: amount('Longest silence that is allowed at the end, seconds.'),
  }),
  example: { minSeconds: 1, maxSeconds: 5 },
  check({ report }, { minSeconds, maxSeconds }) {
    return silentEnd(report, 'trailing', { min: minSeconds, max: maxSeconds });
  },
});
