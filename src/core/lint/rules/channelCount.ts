import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { either, ofFileOrNone } from '../support/facts.ts';
import { outside, plain } from '../support/limits.ts';
import { count, listed, numbers } from '../support/options.ts';

export const channelCount = defineRule({
  id: 'channel-count',
  title: 'Channels',
  description: 'How many channels the file has: 1 is mono, 2 stereo.',
  severity: 'error',
  needs: ['allowed', 'min', 'max'],
  options: v.strictObject({
    allowed: numbers('Number of channels that is allowed, or a list of them.'),
    min: count('Fewest channels that are allowed.'),
    max: count('Most channels that are allowed.'),
  }),
  example: { allowed: [1, 2] },
  check({ report: { file } }, { allowed, min, max }) {
    const { channels } = file;
    if (channels === null) return [];
    if (allowed !== undefined && !listed(allowed).includes(channels)) {
      const wanted = either(listed(allowed).map(plain));
      return ofFileOrNone(`${channels === 1 ? '1 channel' : `${channels} channels`}, wanted ${wanted}.`);
    }
    return ofFileOrNone(outside({ title: 'Channels:', unit: '', digits: 0 }, channels, { min, max }));
  },
});
