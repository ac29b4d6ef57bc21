import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { either, ofFileOrNone } from '../support/facts.ts';
import { outside, plain } from '../support/limits.ts';
import { amount, listed, numbers } from '../support/options.ts';

export const sampleRate = defineRule({
  id: 'sample-rate',
  title: 'Sample rate',
  description: 'Frames a second, Hz. Of Opus it is 48,000, whatever was put in.',
  severity: 'error',
  needs: ['allowedHz', 'minHz', 'maxHz'],
  options: v.strictObject({
    allowedHz: numbers('Rate that is allowed, or a list of them, Hz.'),
    minHz: amount('Lowest rate that is allowed, Hz.'),
    maxHz: amount('Highest rate that is allowed, Hz.'),
  }),
  example: { allowedHz: [44100, 48000] },
  check({ report: { file } }, { allowedHz, minHz, maxHz }) {
    const hertz = file.sampleRate;
    if (hertz === null) return [];
    if (allowedHz !== undefined && !listed(allowedHz).includes(hertz)) {
      return ofFileOrNone(`Sample rate ${plain(hertz)} Hz, wanted ${either(listed(allowedHz).map(plain))} Hz.`);
    }
    return ofFileOrNone(outside({ title: 'Sample rate', unit: 'Hz', digits: 0 }, hertz, { min: minHz, max: maxHz }));
  },
});
