import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { found } from '../support/facts.ts';

export const dropout = defineRule({
  id: 'dropout',
  title: 'Dropouts',
  description:
    'No runs of 1 ms to 1 s of exact zeros inside of sound: with a sample above −36 dBFS in the millisecond before and in the one ' +
    'behind. The first twenty of each channel have their place.',
  severity: 'error',
  options: v.strictObject({}),
  example: {},
  check: ({ report }) => found(report, 'dropout'),
});
