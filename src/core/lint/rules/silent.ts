import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { found } from '../support/facts.ts';
import { yes } from '../support/options.ts';

export const silent = defineRule({
  id: 'silent',
  title: 'Silence',
  description: 'The file, or one of its channels, is not digital silence (all zeros).',
  severity: 'warning',
  options: v.strictObject({ channels: yes('A single silent channel is a violation as well.', true) }),
  example: { channels: true },
  check: ({ report }, { channels = true }) => found(report, 'silent', ...(channels ? ['silent-channel'] : [])),
});
