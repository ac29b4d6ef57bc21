import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { at } from '../support/facts.ts';
import { outside } from '../support/limits.ts';
import { number } from '../support/options.ts';

export const momentaryLoudness = defineRule({
  id: 'momentary-loudness',
  title: 'Momentary loudness',
  description: 'The largest loudness of 400 ms, LUFS. Files shorter than that are not looked at.',
  source: 'EBU Tech 3341',
  severity: 'error',
  needs: ['maxLufs'],
  options: v.strictObject({ maxLufs: number('Highest loudness of 400 ms that is allowed, LUFS.') }),
  example: { maxLufs: -15 },
  check({ report }, { maxLufs }) {
    const { momentaryMaxLufs: lufs, momentaryMaxFrame: frame } = report.loudness;
    if (lufs === null || frame === null) return [];
    const message = outside({ title: 'Momentary loudness', unit: 'LUFS', digits: 1 }, lufs, { max: maxLufs });
    return message === null ? [] : [at(message, frame, frame + 0.4 * report.file.sampleRate!, report, null)];
  },
});
