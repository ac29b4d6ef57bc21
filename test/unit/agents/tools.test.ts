import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { jsonSchema } from '../../../src/core/protocol/jsonSchema.ts';
import { manifestTools } from '../../../src/core/agents/manifest.ts';
import { pathsIn, toolNames } from '../../../src/core/agents/names.ts';
import { bounded } from '../../../src/core/agents/places.ts';
import { parseInput, ToolError } from '../../../src/core/agents/tool.ts';
import { agentTools } from '../../../src/core/agents/tools.ts';

const ajv = new Ajv({ strict: true, allowUnionTypes: true });
const toolOf = (name: string) => agentTools.find((tool) => tool.name === name)!;

const inputs: Record<string, { good: unknown[]; bad: [unknown, string][] }> = {
  earshot_inspect: {
    good: [{ paths: ['a.wav'] }, { paths: ['a', 'b'], detail: 'full', select: '1..2', maxFiles: 500 }],
    bad: [
      [{}, 'paths'],
      [{ paths: [] }, 'paths'],
      [{ paths: 'a.wav' }, 'paths'],
      [{ paths: [''] }, 'paths.0'],
      [{ paths: Array.from({ length: 51 }, () => 'a') }, 'paths'],
      [{ paths: ['a'], maxFiles: 0 }, 'maxFiles'],
      [{ paths: ['a'], maxFiles: 501 }, 'maxFiles'],
      [{ paths: ['a'], maxFiles: 1.5 }, 'maxFiles'],
      [{ paths: ['a'], detail: 'all' }, 'detail'],
      [{ paths: ['a'], path: 'a' }, 'path'],
    ],
  },
  earshot_lint: {
    good: [
      { paths: ['a.wav'] },
      { paths: ['a'], preset: 'recommended' },
      { paths: ['a'], config: 'b.json', maxFiles: 2000 },
    ],
    bad: [
      [{ paths: ['a'], preset: 'none-such' }, 'preset'],
      [{ paths: ['a'], config: 3 }, 'config'],
      [{ paths: ['a'], maxFiles: 2001 }, 'maxFiles'],
    ],
  },
  earshot_image: {
    good: [
      { path: 'a.wav' },
      { path: 'a.wav', view: 'spectrogram', widthPixels: 100, heightPixels: 2000, windowFrames: 512 },
    ],
    bad: [
      [{ paths: ['a.wav'] }, 'path'],
      [{ path: 'a.wav', widthPixels: 99 }, 'widthPixels'],
      [{ path: 'a.wav', heightPixels: 2001 }, 'heightPixels'],
      [{ path: 'a.wav', windowFrames: 1000 }, 'windowFrames'],
      [{ path: 'a.wav', floorDbfs: -201 }, 'floorDbfs'],
      [{ path: 'a.wav', theme: 'pink' }, 'theme'],
    ],
  },
};

describe.each(Object.entries(inputs))('%s', (name, { good, bad }) => {
  const tool = toolOf(name);
  const valid = ajv.compile(jsonSchema(tool.input));

  it.each(good.map((input) => [JSON.stringify(input), input]))('takes %s', (_text, input) => {
    expect(valid(input)).toBe(true);
    expect(parseInput(tool, input)).toMatchObject(input as object);
  });

  it.each(bad.map(([input, fault]) => [JSON.stringify(input).slice(0, 60), input, fault] as const))(
    'refuses %s, by schema and by word',
    (_text, input, fault) => {
      expect(valid(input)).toBe(false);
      expect(() => parseInput(tool, input)).toThrow(ToolError);
      expect(() => parseInput(tool, input)).toThrow(`${name} was called wrongly. ${fault}: `);
    },
  );

  it('has the defaults that its schema says', () => {
    const { properties } = jsonSchema(tool.input) as { properties: Record<string, { default?: unknown }> };
    const defaults = Object.entries(properties).flatMap(([key, { default: value }]) =>
      value === undefined ? [] : [[key, value]],
    );
    expect(defaults.length).toBeGreaterThan(0);
    expect(parseInput(tool, good[0])).toEqual({ ...(good[0] as object), ...Object.fromEntries(defaults) });
  });

  it('describes every input and takes no other', () => {
    const { properties, additionalProperties } = jsonSchema(tool.input) as {
      properties: Record<string, { description?: string }>;
      additionalProperties: boolean;
    };
    expect(additionalProperties).toBe(false);
    for (const [key, { description }] of Object.entries(properties)) expect(description, key).toMatch(/\.$/);
  });
});

describe('the tools', () => {
  it('stand in package.json with the schemas of the code (node scripts/sync-manifest.mjs)', () => {
    const path = fileURLToPath(new URL('../../../package.json', import.meta.url));
    const { contributes } = JSON.parse(readFileSync(path, 'utf8')) as { contributes: Record<string, unknown> };
    expect(contributes['languageModelTools']).toEqual(manifestTools);
  });

  it('have names that VS Code takes, known without loading them', () => {
    expect(agentTools.map(({ name }) => name)).toEqual(toolNames);
    for (const { name, referenceName } of agentTools) {
      expect(name).toMatch(/^[\w-]+$/);
      expect(referenceName).toMatch(/^[\w-]+$/);
    }
  });

  it('have output schemas that are valid', () => {
    for (const tool of agentTools) expect(() => ajv.compile(jsonSchema(tool.output))).not.toThrow();
  });
});

it('paths are found in any input', () => {
  expect(pathsIn({ paths: ['a', 3, 'b'], path: 'c', config: 'd' })).toEqual(['a', 'b', 'c', 'd']);
  for (const nothing of [undefined, null, 3, 'a', [], { paths: 'a' }]) expect(pathsIn(nothing)).toEqual([]);
});

it('a long answer ends with a whole line, and how many are missing', () => {
  const lines = Array.from({ length: 10 }, (_, i) => `line ${i}`);
  expect(bounded(lines, 1000)).toBe(lines.join('\n'));
  expect(bounded(lines, 20)).toBe('line 0\nline 1\n… 8 more lines left out.');
});

it('no JSON Schema is made up for what has none', () => {
  expect(() => jsonSchema(v.date())).toThrow("valibot's date");
  expect(() => jsonSchema(v.pipe(v.string(), v.email()))).toThrow("valibot's email");
});
