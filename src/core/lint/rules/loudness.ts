import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { isSilent, ofFileOrNone } from '../support/facts.ts';
import { asksForMore, outside } from '../support/limits.ts';
import { amount, number } from '../support/options.ts';

export const loudness = defineRule({
  id: 'loudness',
  title: 'Loudness',
  description:
    'Integrated loudness of the whole file, LUFS, gated. Silence, and what never comes above −70 LUFS, has none: that misses a ' +
    'target and a minimum. Files shorter than 400 ms cannot be measured and are not looked at.',
  source: 'ITU-R BS.1770-5, annex 1; EBU R 128',
  severity: 'error',
  needs: ['targetLufs', 'minLufs', 'maxLufs'],
  options: v.strictObject({
    targetLufs: number('Loudness that is wanted, LUFS.'),
    toleranceLu: amount('How far from the target it may be, LU.', 0.5),
    minLufs: number('Lowest loudness that is allowed, LUFS.'),
    maxLufs: number('Highest loudness that is allowed, LUFS.'),
  }),
  example: { targetLufs: -23, toleranceLu: 0.5 },
  check({ report }, { targetLufs, toleranceLu = 0.5, minLufs, maxLufs }) {
    const { integratedLufs, momentaryMaxLufs } = report.loudness;
    const limits = { target: targetLufs, tolerance: toleranceLu, min: minLufs, max: maxLufs };
    if (integratedLufs !== null) {
      return ofFileOrNone(outside({ title: 'Integrated loudness', unit: 'LUFS', digits: 1 }, integratedLufs, limits));
    }
    if (!asksForMore(limits)) return [];
    if (isSilent(report)) return ofFileOrNone('The file is silent: it has no loudness.');
    return ofFileOrNone(momentaryMaxLufs === null ? null : 'Never above −70 LUFS: too quiet to have a loudness.');
  },
});
