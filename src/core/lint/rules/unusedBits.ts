import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { ofFileOrNone } from '../support/facts.ts';
import { isLossless } from '../support/lossless.ts';
import { count } from '../support/options.ts';

const MOST = 3;

export const unusedBits = defineRule({
  id: 'unused-bits',
  title: 'Unused bits',
  description:
    'How many of the lowest bits of stored integers are zero in every sample: 16-bit audio in a 24-bit file leaves 8. Floats, lossy ' +
    'codecs and silence are not looked at.',
  severity: 'warning',
  options: v.strictObject({ maxBits: count('So many unused bits are allowed.', MOST) }),
  example: { maxBits: 3 },
  check({ report: { file, channels } }, { maxBits = MOST }) {
    const used = Math.max(0, ...channels.map(({ effectiveBits }) => effectiveBits ?? 0));
    const integers = file.codec !== null && isLossless(file.codec) && !/float|^DSD/.test(file.codec);
    if (file.bitDepth === null || used === 0 || !integers || file.bitDepth - used <= maxBits) return [];
    return ofFileOrNone(
      `Stored with ${file.bitDepth} bits, of which ${used} are in use: ${file.bitDepth - used} are not, at most ${maxBits} may.`,
    );
  },
});
