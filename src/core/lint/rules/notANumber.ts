import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { found } from '../support/facts.ts';

export const notANumber = defineRule({
  id: 'not-a-number',
  title: 'Not a number',
  description: 'No sample is NaN or infinite. Such samples cannot be played, and spoil what is computed from them.',
  severity: 'error',
  options: v.strictObject({}),
  example: {},
  check: ({ report }) => found(report, 'not-a-number'),
});
