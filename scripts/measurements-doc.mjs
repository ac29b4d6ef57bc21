// Writes the definitions of docs/MEASUREMENTS.md from src/core/report/catalogue.ts: node scripts/measurements-doc.mjs [--check]
//   --check   changes nothing; exit status 1 if the file is not up to date
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import { importTypeScript } from './lib/importTypeScript.mjs';

const START = '<!-- figures -->';
const END = '<!-- /figures -->';
const file = fileURLToPath(new URL('../docs/MEASUREMENTS.md', import.meta.url));
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const { catalogue, figureGroups } = await importTypeScript('src/core/report/catalogue.ts');

const cell = (text) => text.replaceAll('|', '\\|');
const row = ({ title, path, unit, definition, source, checkedAgainst }) =>
  `| ${[title, `\`${path}\``, unit, definition, source, checkedAgainst].map(cell).join(' | ')} |`;

function section(group) {
  const rows = catalogue.filter((facts) => facts.group === group).map(row);
  const head = [
    '| figure | in the report | unit | definition | source | checked against |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
  return [`#### ${group[0].toUpperCase()}${group.slice(1)}`, '', ...head, ...rows].join('\n');
}

const text = readFileSync(file, 'utf8');
const [start, end] = [text.indexOf(START), text.indexOf(END)];
if (start < 0 || end < start) throw new Error(`docs/MEASUREMENTS.md has no ${START} … ${END}`);
const sections = figureGroups.map(section).join('\n\n');
const wanted = await format(`${text.slice(0, start + START.length)}\n\n${sections}\n\n${text.slice(end)}`, {
  parser: 'markdown',
  printWidth: 120,
  singleQuote: true,
});

if (!values.check) writeFileSync(file, wanted);
else if (wanted !== text) {
  console.error('docs/MEASUREMENTS.md is not up to date: node scripts/measurements-doc.mjs');
  process.exitCode = 1;
}
