import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { severities } from '../../../../src/core/lint/rule.ts';
import { findRule, lintRules } from '../../../../src/core/lint/rules/index.ts';

const ids = lintRules.map(({ id }) => id);

describe('rules', () => {
  it('have names of their own, in kebab case', () => {
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(findRule('true-peak')?.title).toBe('True peak');
    expect(findRule('no-such-rule')).toBeUndefined();
  });

  it.each(ids)('%s says what it asks for', (id) => {
    const { title, description, severity, options, needs = [], example } = findRule(id)!;
    expect(title).toMatch(/^[A-Z]/);
    expect(description).toMatch(/^[A-Z].{30,}\.$/s);
    expect(severities).toContain(severity);
    const names = Object.keys(options.entries);
    expect(names).toEqual(expect.arrayContaining([...needs]));
    for (const [name, option] of Object.entries(options.entries)) {
      expect(option.type, name).toBe('optional');
      const { wrapped } = option as v.OptionalSchema<v.GenericSchema, undefined>;
      expect(v.getDescription(wrapped), name).toMatch(/^[A-Z].{15,}\.$/s);
    }
    expect(v.is(options, example)).toBe(true);
    if (needs.length > 0) expect(needs.some((name) => name in example)).toBe(true);
    expect(v.is(options, { ...example, noSuchOption: 1 })).toBe(false);
    expect(v.is(options, {})).toBe(true);
  });

  it('take no expression that is none', () => {
    const { options } = findRule('file-name')!;
    expect(v.is(options, { pattern: '^a(b|c)$' })).toBe(true);
    expect(v.is(options, { pattern: '(' })).toBe(false);
    expect(v.is(findRule('tags')!.options, { patterns: { Date: '[' } })).toBe(false);
  });
});
