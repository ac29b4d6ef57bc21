// Writes docs/config.schema.json from src/core/lint: node scripts/config-schema.mjs [--check]
//   --check   changes nothing; exit status 1 if the file is not up to date
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import { importTypeScript } from './lib/importTypeScript.mjs';

const file = fileURLToPath(new URL('../docs/config.schema.json', import.meta.url));
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const { jsonSchema } = await importTypeScript('src/core/protocol/jsonSchema.ts');
const { lintRules } = await importTypeScript('src/core/lint/rules/index.ts');
const { presets } = await importTypeScript('src/core/lint/presets/presets.ts');

/** Markdown for those who show it, and the same without its marks. */
const told = (markdown) => ({ description: markdown.replaceAll('`', ''), markdownDescription: markdown });

const levels = {
  off: 'The rule is not checked.',
  error: 'A violation fails the check.',
  warning: 'A violation is a warning.',
  info: 'A violation is told, and counts for nothing.',
};
const severity = { enum: Object.keys(levels), enumDescriptions: Object.values(levels) };

function ruleSchema({ id, title, description, severity: standard, options, example, needs }) {
  const { properties } = jsonSchema(options);
  const least = needs ? `\n\nIt asks for something only with ${needs.map((name) => `\`${name}\``).join(' or ')}.` : '';
  const described = Object.entries(properties).map(([name, { description: about, ...schema }]) => {
    const { default: otherwise } = schema;
    const end = otherwise === undefined ? '' : ` Default: \`${JSON.stringify(otherwise)}\`.`;
    return [name, { ...told(`${about}${end}`), ...schema }];
  });
  const snippets = [{ label: `${id}: ${standard}`, body: needs ? { severity: standard, ...example } : standard }];
  if (!needs && Object.keys(example).length > 0) {
    snippets.push({ label: `${id} with options`, body: { severity: standard, ...example } });
  }
  return {
    ...told(`**${title}.** ${description}${least}`),
    description: `${title}. ${description}`.replaceAll('`', ''),
    anyOf: [
      { $ref: '#/definitions/severity' },
      {
        type: 'object',
        properties: {
          severity: {
            ...told(`How grave a violation is. Default: \`"${standard}"\`.`),
            $ref: '#/definitions/severity',
          },
          ...Object.fromEntries(described),
        },
        additionalProperties: false,
      },
    ],
    defaultSnippets: snippets,
  };
}

const text = { type: 'string', minLength: 1 };
const extended = {
  anyOf: [
    {
      enum: presets.map(({ name }) => name),
      enumDescriptions: presets.map(({ title, description }) => `${title}. ${description}`.replaceAll('`', '')),
      markdownEnumDescriptions: presets.map(({ title, description }) => `**${title}.** ${description}`),
    },
    { type: 'string', pattern: '^(\\.|/|[A-Za-z]:[\\\\/])' },
  ],
};
const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Earshot lint configuration',
  description:
    'Rules that audio files must keep to: .earshot.json. Paths are relative to its folder. Comments are allowed.',
  allowComments: true,
  allowTrailingCommas: true,
  type: 'object',
  properties: {
    $schema: { ...told('This schema, for editors.'), type: 'string' },
    extends: {
      ...told(
        'Presets by name, and other configurations by a path that begins with `.` or `/`. Later ones win over earlier ones.',
      ),
      anyOf: [{ $ref: '#/definitions/extended' }, { type: 'array', items: { $ref: '#/definitions/extended' } }],
    },
    ignore: {
      ...told('Patterns of files that are not checked: `**/raw/**`.'),
      anyOf: [text, { type: 'array', items: text }],
    },
    rules: { ...told('What is asked of every file.'), $ref: '#/definitions/rules' },
    overrides: {
      ...told('What is asked of some files. Later entries win over earlier ones and over `rules`.'),
      type: 'array',
      items: {
        type: 'object',
        properties: {
          files: {
            ...told('Patterns of the files: `music/**/*.wav`.'),
            anyOf: [text, { type: 'array', items: text, minItems: 1 }],
          },
          rules: { ...told('What is asked of them.'), $ref: '#/definitions/rules' },
        },
        required: ['files', 'rules'],
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
  definitions: {
    severity,
    extended,
    rules: {
      type: 'object',
      properties: Object.fromEntries(lintRules.map((rule) => [rule.id, ruleSchema(rule)])),
      additionalProperties: false,
    },
  },
};
const wanted = await format(JSON.stringify(schema), { parser: 'json', printWidth: 120 });

if (!values.check) writeFileSync(file, wanted);
else if (wanted !== readFileSync(file, 'utf8')) {
  console.error('docs/config.schema.json is not up to date: node scripts/config-schema.mjs');
  process.exitCode = 1;
}
