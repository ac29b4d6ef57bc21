import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { ofFileOrNone } from '../support/facts.ts';
import { outside } from '../support/limits.ts';
import { amount } from '../support/options.ts';

export const loudnessRange = defineRule({
  id: 'loudness-range',
  title: 'Loudness range',
  description:
    'How much the loudness varies (LRA), LU. Files shorter than 3 s and silence have none and are not looked at; of less than a ' +
    'minute it says little.',
  source: 'EBU Tech 3342; EBU R 128 note 2',
  severity: 'error',
  needs: ['minLu', 'maxLu'],
  options: v.strictObject({
    minLu: amount('Smallest range that is allowed, LU.'),
    maxLu: amount('Largest range that is allowed, LU.'),
  }),
  example: { maxLu: 20 },
  check({ report }, { minLu, maxLu }) {
    const { rangeLu } = report.loudness;
    if (rangeLu === null) return [];
    return ofFileOrNone(
      outside({ title: 'Loudness range', unit: 'LU', digits: 1 }, rangeLu, { min: minLu, max: maxLu }),
    );
  },
});
