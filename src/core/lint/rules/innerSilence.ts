import * as v from 'valibot';
import { defineRule, type Violation } from '../rule.ts';
import { found } from '../support/facts.ts';
import { outside } from '../support/limits.ts';
import { amount } from '../support/options.ts';

const LONGEST = 1;

export const innerSilence = defineRule({
  id: 'inner-silence',
  title: 'Inner silence',
  description:
    'How long all channels together are digital silence (exact zeros) between sounds, seconds. Runs shorter than 0.1 s are never ' +
    'counted. The twenty longest have their place.',
  severity: 'warning',
  options: v.strictObject({ maxSeconds: amount('Longest silence that is allowed, seconds; at least 0.1.', LONGEST) }),
  example: { maxSeconds: 2 },
  check({ report }, { maxSeconds = LONGEST }) {
    const rate = report.file.sampleRate;
    if (rate === null) return [];
    return found(report, 'inner-silence').flatMap(({ startFrame, endFrame, channel }): Violation[] => {
      if (startFrame === null || endFrame === null) return [];
      const shown = { title: 'Digital silence of', unit: 's', digits: 3 };
      const message = outside(shown, (endFrame - startFrame) / rate, { max: maxSeconds });
      return message === null ? [] : [{ message, startFrame, endFrame, channel }];
    });
  },
});
