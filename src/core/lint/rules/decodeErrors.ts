import * as v from 'valibot';
import { isHarmless } from '../../report/complete.ts';
import { defineRule, ofFile, type Violation } from '../rule.ts';
import { yes } from '../support/options.ts';

export const decodeErrors = defineRule({
  id: 'decode-errors',
  title: 'Damage',
  description:
    'All of the file can be decoded: nothing is missing at its end, no packet is broken. A file of which nothing can be read is no ' +
    'violation but an error of its own.',
  severity: 'error',
  options: v.strictObject({
    harmless: yes('Warnings that tell of no lost audio are violations as well.', false),
  }),
  example: { harmless: false },
  check({ report: { file, decode, error } }, { harmless = false }) {
    if (decode.framesDecoded === 0) return [];
    const told = decode.warnings.filter((warning) => harmless || !isHarmless([warning]));
    const violations: Violation[] = told.map(ofFile);
    if (error) violations.push(ofFile(error.message));
    if (violations.length > 0 || decode.complete) return violations;
    const missing = (file.frames ?? 0) - decode.framesDecoded;
    if (missing <= 0) return [ofFile('Not all of the file could be decoded.')];
    const of = `${decode.framesDecoded.toLocaleString('en')} of ${file.frames!.toLocaleString('en')} frames`;
    const message = `Only ${of} could be decoded.`;
    return [{ message, startFrame: decode.framesDecoded - 1, endFrame: decode.framesDecoded, channel: null }];
  },
});
