import * as v from 'valibot';
import { defineRule, ofFile, type Violation } from '../rule.ts';
import { either } from '../support/facts.ts';
import { isLossless } from '../support/lossless.ts';
import { listed, words, yes } from '../support/options.ts';

export const codec = defineRule({
  id: 'codec',
  title: 'Codec',
  description:
    'The audio is coded in one of these ways, as the Info panel names them: `PCM 16-bit`, `FLAC`, `Opus`, `AAC` … The start of a ' +
    'name up to a blank or a hyphen will do: `PCM` means any depth of it, `MPEG` all layers.',
  severity: 'error',
  needs: ['allowed', 'lossless'],
  options: v.strictObject({
    allowed: words('Name of the codec that is allowed, or a list of them.'),
    lossless: yes(
      'Only codecs that keep every sample: PCM, FLAC, ALAC, WavPack, True Audio. A-law and µ-law do not.',
      false,
    ),
  }),
  example: { allowed: ['PCM', 'FLAC'], lossless: true },
  check({ report: { file } }, { allowed, lossless = false }) {
    const name = file.codec;
    if (name === null) return [];
    const violations: Violation[] = [];
    if (allowed !== undefined && !listed(allowed).some((each) => isCodec(name, each))) {
      violations.push(ofFile(`Codec ${name}, wanted ${either(listed(allowed))}.`));
    }
    if (lossless && !isLossless(name)) violations.push(ofFile(`Codec ${name} is lossy, wanted a lossless one.`));
    return violations;
  },
});

function isCodec(name: string, wanted: string): boolean {
  const start = name.slice(0, wanted.length).toLowerCase();
  return start === wanted.toLowerCase() && !/^[\p{L}\p{N}]/u.test(name.slice(wanted.length));
}
