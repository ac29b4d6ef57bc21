import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { presets } from '../../../../src/core/lint/presets/presets.ts';
import { lintRules } from '../../../../src/core/lint/rules/index.ts';
import { repository } from '../../../support/vscodeServer.ts';

it.each(['lint-doc', 'config-schema'])('what scripts/%s.mjs writes is up to date', (name) => {
  const script = join(repository, 'scripts', `${name}.mjs`);
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

describe('the schema of a configuration', () => {
  const schema = JSON.parse(readFileSync(join(repository, 'docs/config.schema.json'), 'utf8')) as {
    definitions: { rules: { properties: Record<string, Described> } };
  };
  interface Described {
    description: string;
    markdownDescription: string;
    anyOf: [unknown, { properties: Record<string, Described> }];
  }
  const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
  // Of VS Code: hover and completion.
  ajv.addVocabulary(['markdownDescription', 'enumDescriptions', 'markdownEnumDescriptions', 'defaultSnippets']);
  ajv.addVocabulary(['allowComments', 'allowTrailingCommas']);
  const validate = ajv.compile(schema);
  const accepts = (config: unknown): boolean => validate(config);

  it.each(lintRules.map((rule) => [rule.id, rule] as const))(
    'takes the example of %s, and no wrong type',
    (id, rule) => {
      for (const severity of ['off', 'error', 'warning', 'info']) {
        expect(accepts({ rules: { [id]: severity } })).toBe(true);
        expect(accepts({ rules: { [id]: { severity, ...rule.example } } })).toBe(true);
      }
      expect(accepts({ overrides: [{ files: '*.wav', rules: { [id]: rule.example } }] })).toBe(true);
      expect(accepts({ rules: { [id]: 'fatal' } })).toBe(false);
      expect(accepts({ rules: { [id]: true } })).toBe(false);
      expect(accepts({ rules: { [id]: { noSuchOption: 1 } } })).toBe(false);
      for (const name of Object.keys(rule.options.entries)) {
        for (const wrong of [null, [], { a: [] }])
          expect(accepts({ rules: { [id]: { [name]: wrong } } }), name).toBe(false);
      }
    },
  );

  it.each(lintRules.map(({ id }) => id))('describes %s and its options for a hover', (id) => {
    const { description, markdownDescription, anyOf } = schema.definitions.rules.properties[id]!;
    for (const text of [description, ...Object.values(anyOf[1].properties).map((each) => each.description)]) {
      expect(text).toMatch(/\S{3}.*\.$/s);
      expect(text).not.toContain('`');
    }
    expect(markdownDescription).toContain('**');
  });

  it('takes presets, paths, patterns, and nothing else', () => {
    for (const { name, rules } of presets) {
      expect(accepts({ extends: name })).toBe(true);
      expect(accepts({ extends: ['recommended', name], rules })).toBe(true);
    }
    expect(accepts({ $schema: './x.json', extends: ['./base.json', '/etc/lint.json'], ignore: ['**/raw/**'] })).toBe(
      true,
    );
    for (const wrong of [
      ...[{ extends: 'no-such-preset' }, { extends: 5 }, { ignore: 5 }, { rules: { 'no-such-rule': 'error' } }],
      ...[{ overrides: [{ files: '*.wav' }] }, { overrides: [{ rules: {} }] }, { overrides: {} }, { rule: {} }, []],
      ...[{ overrides: [{ files: [], rules: {} }] }],
    ]) {
      expect(accepts(wrong), JSON.stringify(wrong)).toBe(false);
    }
  });
});
