// Writes the rules and presets of docs/LINT.md from src/core/lint: node scripts/lint-doc.mjs [--check]
//   --check   changes nothing; exit status 1 if the file is not up to date
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import { importTypeScript } from './lib/importTypeScript.mjs';

const START = '<!-- reference -->';
const END = '<!-- /reference -->';
const file = fileURLToPath(new URL('../docs/LINT.md', import.meta.url));
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const { jsonSchema } = await importTypeScript('src/core/protocol/jsonSchema.ts');
const { lintRules } = await importTypeScript('src/core/lint/rules/index.ts');
const { presets } = await importTypeScript('src/core/lint/presets/presets.ts');

const cell = (text) => text.replaceAll('|', '\\|');
const code = (value) => `\`${cell(JSON.stringify(value))}\``;

/** 'number', 'text or list of texts' */
function kindOf({ type, anyOf, items, additionalProperties, enum: names }) {
  if (names) return names.map((name) => code(name)).join(', ');
  if (anyOf) return [...new Set(anyOf.map(kindOf))].join(' or ');
  if (type === 'array') return `list of ${kindOf(items)}s`;
  if (type === 'object') return `object of ${kindOf(additionalProperties)}s`;
  return { string: 'text', integer: 'whole number', boolean: 'true or false' }[type] ?? type;
}

function options({ options: schema }) {
  const entries = Object.entries(jsonSchema(schema).properties);
  if (entries.length === 0) return 'It has no options.';
  const rows = entries.map(([name, { description, default: standard, ...kind }]) => {
    const value = standard === undefined ? '' : code(standard);
    return `| \`${name}\` | ${kindOf(kind)} | ${value} | ${cell(description)} |`;
  });
  return ['| option | type | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function ruleSection(rule) {
  const { id, title, description, severity, example, needs, source } = rule;
  const asked = `Severity if none is given: ${severity}.`;
  const least = needs ? ` It asks for something only with ${needs.map((name) => `\`${name}\``).join(' or ')}.` : '';
  const setting = Object.keys(example).length > 0 ? { severity, ...example } : severity;
  return [
    `### ${id}`,
    `**${title}.** ${description}`,
    `${asked}${least}`,
    options(rule),
    `\`\`\`json\n${JSON.stringify({ rules: { [id]: setting } })}\n\`\`\``,
    ...(source ? [`Source: ${source}.`] : []),
  ].join('\n\n');
}

const link = (text) => text.replace(/(?<=\. )(https?:\S+)$/, '<$1>');

function presetSection({ name, title, description, sources, rules }) {
  const rows = Object.entries(rules).map(([id, setting]) => {
    const { severity, ...wanted } = typeof setting === 'string' ? { severity: setting } : setting;
    const asks = Object.entries(wanted).map(([option, value]) => `\`${option}\` ${code(value)}`);
    return `| [${id}](#${id}) | ${severity} | ${asks.join(', ')} |`;
  });
  return [
    `### ${name}`,
    `**${title}.** ${description}`,
    ['| rule | severity | options |', '| --- | --- | --- |', ...rows].join('\n'),
    `Sources:\n\n${sources.map((each) => `- ${link(each)}`).join('\n')}`,
  ].join('\n\n');
}

const list = lintRules.map(({ id, title }) => `| [${id}](#${id}) | ${title} |`).join('\n');
const text = readFileSync(file, 'utf8');
const [start, end] = [text.indexOf(START), text.indexOf(END)];
if (start < 0 || end < start) throw new Error(`docs/LINT.md has no ${START} … ${END}`);
const reference = [
  '## Presets',
  ...presets.map(presetSection),
  '## Rules',
  `| rule | about |\n| --- | --- |\n${list}`,
  ...lintRules.map(ruleSection),
].join('\n\n');
const wanted = await format(`${text.slice(0, start + START.length)}\n\n${reference}\n\n${text.slice(end)}`, {
  parser: 'markdown',
  printWidth: 120,
  singleQuote: true,
});

if (!values.check) writeFileSync(file, wanted);
else if (wanted !== text) {
  console.error('docs/LINT.md is not up to date: node scripts/lint-doc.mjs');
  process.exitCode = 1;
}
