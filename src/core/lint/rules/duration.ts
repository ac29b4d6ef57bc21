import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { ofFileOrNone } from '../support/facts.ts';
import { outside } from '../support/limits.ts';
import { amount } from '../support/options.ts';

export const duration = defineRule({
  id: 'duration',
  title: 'Duration',
  description: 'How long the audio is, seconds: frames over the sample rate, without what an encoder has padded.',
  severity: 'error',
  needs: ['minSeconds', 'maxSeconds'],
  options: v.strictObject({
    minSeconds: amount('Shortest duration that is allowed, seconds.'),
    maxSeconds: amount('Longest duration that is allowed, seconds.'),
  }),
  example: { minSeconds: 0.5, maxSeconds: 30 },
  check({ report: { file } }, { minSeconds, maxSeconds }) {
    if (file.durationSeconds === null) return [];
    const shown = { title: 'Duration', unit: 's', digits: 3 };
    return ofFileOrNone(outside(shown, file.durationSeconds, { min: minSeconds, max: maxSeconds }));
  },
});
