import * as v from 'valibot';
import { defineRule, ofFile, type Violation } from '../rule.ts';
import { either } from '../support/facts.ts';
import { extensionsOf } from '../support/extensions.ts';
import { matches, pattern, yes } from '../support/options.ts';

const styles = {
  'kebab-case': /^[a-z0-9]+(-[a-z0-9]+)*$/,
  snake_case: /^[a-z0-9]+(_[a-z0-9]+)*$/,
  camelCase: /^[a-z][a-zA-Z0-9]*$/,
  PascalCase: /^[A-Z][a-zA-Z0-9]*$/,
  lowercase: /^[^\p{Lu}\p{Lt}]*$/u,
} as const;
const styleNames = Object.keys(styles) as (keyof typeof styles)[];

export const fileName = defineRule({
  id: 'file-name',
  title: 'File name',
  description:
    'The name of the file, without its folders and its extension, is written in a style or matches a pattern; and the extension is ' +
    'one that is usual for what is in the file.',
  severity: 'warning',
  options: v.strictObject({
    style: v.optional(v.pipe(v.picklist(styleNames), v.description('How the words of the name are joined.'))),
    pattern: pattern('Regular expression of JavaScript that the name matches; `^` and `$` make it match all of it.'),
    extension: yes('The extension fits the container: a WAV file is not called .mp3.', true),
  }),
  example: { style: 'kebab-case', pattern: '^sfx-' },
  check({ report: { file } }, { style, pattern: wanted, extension = true }, path) {
    const [, name = '', ending = ''] = /([^/\\]*?)(?:\.([^./\\]*))?$/.exec(path) ?? [];
    const violations: Violation[] = [];
    if (style !== undefined && !styles[style].test(name))
      violations.push(ofFile(`The name “${name}” is not ${style}.`));
    if (wanted !== undefined && !matches(name, wanted)) {
      violations.push(ofFile(`The name “${name}” does not match ${wanted}`));
    }
    const usual = extension && file.container !== null ? extensionsOf(file.container) : [];
    if (usual.length > 0 && !usual.includes(ending.toLowerCase())) {
      const is = ending === '' ? 'no extension' : `the extension .${ending}`;
      const names = either(usual.map((each) => `.${each}`));
      violations.push(ofFile(`The file has ${is}, but holds ${file.container}, which is ${names}.`));
    }
    return violations;
  },
});
