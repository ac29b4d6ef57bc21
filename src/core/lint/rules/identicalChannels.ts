import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { found } from '../support/facts.ts';

export const identicalChannels = defineRule({
  id: 'identical-channels',
  title: 'Identical channels',
  description: 'No two channels are the same, sample for sample: one would do. Silent channels do not count.',
  severity: 'warning',
  options: v.strictObject({}),
  example: {},
  check: ({ report }) => found(report, 'identical-channels'),
});
