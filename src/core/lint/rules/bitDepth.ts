import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { either, ofFileOrNone } from '../support/facts.ts';
import { outside, plain } from '../support/limits.ts';
import { count, listed, numbers } from '../support/options.ts';

export const bitDepth = defineRule({
  id: 'bit-depth',
  title: 'Bit depth',
  description:
    'Bits of a stored sample. Codecs that have no such thing (MP3, AAC, Opus, Vorbis …) are not looked at: ask for a `codec`.',
  severity: 'error',
  needs: ['allowedBits', 'minBits', 'maxBits'],
  options: v.strictObject({
    allowedBits: numbers('Bit depth that is allowed, or a list of them, bits.'),
    minBits: count('Smallest bit depth that is allowed, bits.'),
    maxBits: count('Largest bit depth that is allowed, bits.'),
  }),
  example: { minBits: 16 },
  check({ report: { file } }, { allowedBits, minBits, maxBits }) {
    const bits = file.bitDepth;
    if (bits === null) return [];
    if (allowedBits !== undefined && !listed(allowedBits).includes(bits)) {
      return ofFileOrNone(`Bit depth ${bits} bits, wanted ${either(listed(allowedBits).map(plain))} bits.`);
    }
    return ofFileOrNone(outside({ title: 'Bit depth', unit: 'bits', digits: 0 }, bits, { min: minBits, max: maxBits }));
  },
});
