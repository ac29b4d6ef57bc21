import * as v from 'valibot';
import { defineRule } from '../rule.ts';
import { either, ofFileOrNone } from '../support/facts.ts';
import { listed, words } from '../support/options.ts';

export const container = defineRule({
  id: 'container',
  title: 'Container',
  description:
    'The file is in one of these containers, as the Info panel names them: `WAV`, `AIFF`, `FLAC`, `MP3`, `Ogg`, `M4A` … ' +
    'A name means its kinds as well: `WAV` also `WAV (RF64)`. What counts is what is in the file, not its extension.',
  severity: 'error',
  needs: ['allowed'],
  options: v.strictObject({ allowed: words('Name of the container that is allowed, or a list of them.') }),
  example: { allowed: ['WAV', 'FLAC'] },
  check({ report: { file } }, { allowed }) {
    if (file.container === null || allowed === undefined) return [];
    const is = file.container.toLowerCase();
    const fits = listed(allowed).some((name) => is === name.toLowerCase() || is.startsWith(`${name.toLowerCase()} (`));
    return ofFileOrNone(fits ? null : `Container ${file.container}, wanted ${either(listed(allowed))}.`);
  },
});
