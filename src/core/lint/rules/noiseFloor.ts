import * as v from 'valibot';
import { defineRule, type Violation } from '../rule.ts';
import { outside } from '../support/limits.ts';
import { number } from '../support/options.ts';

export const noiseFloor = defineRule({
  id: 'noise-floor',
  title: 'Noise floor',
  description:
    'RMS below which the quietest twentieth of windows of 50 ms lies, dB of full scale, digital silence left out, of each channel. ' +
    'It is an estimate: of files shorter than 1 s, and of sound without pauses (levels within 6 dB), there is none, and they are ' +
    'not looked at.',
  severity: 'error',
  needs: ['maxDbfs'],
  options: v.strictObject({ maxDbfs: number('Highest noise floor that is allowed, dBFS.') }),
  example: { maxDbfs: -60 },
  check: ({ report }, { maxDbfs }) =>
    report.channels.flatMap(({ noiseFloorDbfs }, channel): Violation[] => {
      if (noiseFloorDbfs === null) return [];
      const message = outside({ title: 'Noise floor', unit: 'dBFS', digits: 1 }, noiseFloorDbfs, { max: maxDbfs });
      return message === null ? [] : [{ message, startFrame: null, endFrame: null, channel }];
    }),
});
