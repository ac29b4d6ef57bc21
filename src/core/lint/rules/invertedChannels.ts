import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { found } from '../support/facts.ts';

export const invertedChannels = defineRule({
  id: 'inverted-channels',
  title: 'Inverted channels',
  description: 'No channel is another with its sign turned, sample for sample: in mono nothing would be left.',
  severity: 'error',
  options: v.strictObject({}),
  example: {},
  check: ({ report }) => found(report, 'inverted-channels'),
});
