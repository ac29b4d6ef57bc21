import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { at } from '../support/facts.ts';
import { outside } from '../support/limits.ts';
import { number } from '../support/options.ts';

export const shortTermLoudness = defineRule({
  id: 'short-term-loudness',
  title: 'Short-term loudness',
  description: 'The largest loudness of 3 s, LUFS. Files shorter than that are not looked at.',
  source: 'EBU Tech 3341; the limit of short-form content is in EBU R 128 s1',
  severity: 'error',
  needs: ['maxLufs'],
  options: v.strictObject({ maxLufs: number('Highest loudness of 3 s that is allowed, LUFS.') }),
  example: { maxLufs: -18 },
  check({ report }, { maxLufs }) {
    const { shortTermMaxLufs: lufs, shortTermMaxFrame: frame } = report.loudness;
    if (lufs === null || frame === null) return [];
    const message = outside({ title: 'Short-term loudness', unit: 'LUFS', digits: 1 }, lufs, { max: maxLufs });
    return message === null ? [] : [at(message, frame, frame + 3 * report.file.sampleRate!, report, null)];
  },
});
