import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { found } from '../support/facts.ts';
import { count } from '../support/options.ts';

export const click = defineRule({
  id: 'click',
  title: 'Clicks',
  description:
    'No jumps and spikes of single samples. A waveform of corners (a square, a chip tune) has so many that they must be meant: more ' +
    'than ten a second are not looked at. The first twenty of each channel have their place.',
  severity: 'warning',
  options: v.strictObject({ maxCount: count('So many of a channel are allowed.', 0) }),
  example: { maxCount: 0 },
  check: ({ report }, { maxCount = 0 }) =>
    found(report, 'click').filter(({ channel }) => (report.channels[channel ?? 0]?.clicks ?? 0) > maxCount),
});
