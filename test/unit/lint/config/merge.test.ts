import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LayerSetting, merged } from '../../../../src/core/lint/config/layers.ts';
import { nearest } from '../../../../src/core/lint/config/nearest.ts';
import { relativePath, resolvedPath } from '../../../../src/core/lint/config/paths.ts';
import { Places } from '../../../../src/core/lint/config/places.ts';
import { lintRules } from '../../../../src/core/lint/rules/index.ts';
import { asked, resolve } from './support.ts';

const levels = ['off', 'error', 'warning', 'info'] as const;
const setting = fc.record(
  {
    rule: fc.constantFrom(...lintRules.slice(0, 4)),
    severity: fc.constantFrom(...levels),
    options: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.integer()),
    from: fc.constant({ preset: 'p' }),
  },
  { requiredKeys: ['rule', 'options', 'from'] },
) as fc.Arbitrary<LayerSetting>;
const settings = fc.array(setting, { maxLength: 12 });

describe('settings of rules', () => {
  it('severity alone keeps the options, options alone the severity', async () => {
    const rules = async (...all: object[]): Promise<unknown> => {
      const files = Object.fromEntries(all.map((each, i) => [`/project/${i}.json`, { rules: { clipping: each } }]));
      return asked(await resolve({ extends: all.map((_, i) => `./${i}.json`) }, files))['clipping'];
    };
    expect(await rules({ severity: 'warning', runFrames: 9 }, 'info' as never)).toEqual({
      severity: 'info',
      runFrames: 9,
    });
    expect(await rules({ severity: 'warning', runFrames: 9 }, { runFrames: 2 })).toEqual({
      severity: 'warning',
      runFrames: 2,
    });
    expect(await rules({ runFrames: 9 }, 'off' as never)).toBeUndefined();
    expect(await rules({ severity: 'info', runFrames: 9 }, 'off' as never, {})).toEqual({
      severity: 'error',
      runFrames: 9,
    });
  });

  it('come to what going through them one by one comes to', () => {
    fc.assert(
      fc.property(settings, (all) => {
        const byRule = new Map<string, { severity: string; options: Record<string, unknown> }>();
        for (const { rule, severity, options } of all) {
          const before = byRule.get(rule.id) ?? { severity: 'off', options: {} };
          const kept = before.severity === 'off' ? rule.severity : before.severity;
          byRule.set(rule.id, { severity: severity ?? kept, options: { ...before.options, ...options } });
        }
        const expected = [...byRule].filter(([, { severity }]) => severity !== 'off');
        const found = merged(all);
        expect(new Map(found.map(({ rule, severity, options }) => [rule.id, { severity, options }]))).toEqual(
          new Map(expected),
        );
        // In the order of the docs, whatever the order of the settings.
        const order = found.map(({ rule }) => lintRules.indexOf(rule));
        expect(order).toEqual([...order].sort((a, b) => a - b));
      }),
    );
  });

  it('given twice are as given once', () => {
    fc.assert(fc.property(settings, (all) => void expect(merged([...all, ...merged(all)])).toEqual(merged(all))));
  });
});

describe('any text', () => {
  it('is a configuration or has problems whose places are in it', async () => {
    const json = fc.json({ maxDepth: 4 });
    const keys = fc.constantFrom('extends', 'rules', 'overrides', 'ignore', 'files', 'clipping', 'severity');
    const near = fc
      .letrec((tie) => ({
        value: fc.oneof(
          { maxDepth: 5 },
          fc.constantFrom('acx', './a.json', 'error', '*', 1, null),
          fc.array(tie('value'), { maxLength: 3 }),
          fc.dictionary(keys, tie('value'), { maxKeys: 4 }),
        ),
      }))
      .value.map((value) => JSON.stringify(value, null, 1));
    const cut = fc.tuple(near, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1)));
    await fc.assert(
      fc.asyncProperty(fc.oneof(json, near, cut, fc.string()), async (text) => {
        const config = await resolve(text, { '/project/a.json': {} });
        const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
        for (const { line, column, offset, length } of config.problems) {
          expect(offset + length).toBeLessThanOrEqual(text.length);
          expect(column - 1).toBeLessThanOrEqual(lines[line - 1]!.length);
        }
        for (const file of ['/project/a.wav', '/b.wav']) {
          config.ignores(file);
          config.rulesFor(file);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('helpers', () => {
  it('a place is found again by its line and column', () => {
    const text = fc.array(fc.constantFrom('a', '\n', '\r', '\r\n', '😀')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, fc.nat(), (all, n) => {
        const offset = n % (all.length + 1);
        const { line, column } = new Places(all).at(offset);
        const ends = [...all.matchAll(/\r\n|\r|\n/g)].map(({ index, 0: end }) => index + end.length);
        expect([0, ...ends][line - 1]! + column - 1).toBe(offset);
        expect(column).toBeGreaterThan(0);
      }),
    );
  });

  it('a relative path leads back to the path', () => {
    const part = fc.constantFrom('a', 'b', 'c.wav');
    const path = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => `/${parts.join('/')}`);
    fc.assert(fc.property(path, path, (from, to) => void expect(resolvedPath(from, relativePath(from, to))).toBe(to)));
  });

  it('a name with one slip is still the nearest to itself', () => {
    const names = lintRules.map(({ id }) => id);
    for (const name of names) {
      expect(nearest(name.toUpperCase(), names)).toBe(name);
      for (let at = 0; at < name.length; at++) {
        const slip = `${name.slice(0, at)}${name.slice(at + 1)}`;
        if (!names.includes(slip)) expect(nearest(slip, names), slip).toBe(name);
      }
    }
    expect(nearest('zzzzzzzzzzzz', names)).toBeUndefined();
  });
});
