// Writes the table of formats in the README from what the tests prove: node scripts/format-table.mjs [--check]
//   --check   changes nothing; exit status 1 if the README is not up to date
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import { importTypeScript } from './lib/importTypeScript.mjs';

const START = '<!-- formats -->';
const END = '<!-- /formats -->';
const readme = fileURLToPath(new URL('../README.md', import.meta.url));
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const { formatTable, seeking, exactness } = await importTypeScript('test/conformance/formats.table.ts');
const { formats } = await importTypeScript('src/core/formats/registry.ts');

function row({ name, formats: ids, read, seek, exact, note }) {
  const own = formats.filter(({ id }) => ids.includes(id));
  const extensions = own.flatMap((each) => [...each.extensions, ...(each.optionalExtensions ?? [])]);
  const shown = ids.includes('raw') ? 'any' : extensions.map((extension) => `\`${extension}\``).join(' ');
  const samples = [exactness[exact].words, ...(note ? [note] : [])].join('; ');
  return `| ${name} | ${shown} | ${read} | ${seek.map((each) => seeking[each]).join(', ')} | ${samples} |`;
}

const text = readFileSync(readme, 'utf8');
const [start, end] = [text.indexOf(START), text.indexOf(END)];
if (start < 0 || end < start) throw new Error(`README.md has no ${START} … ${END}`);
const table = [
  '| format | extensions | what is read | any frame | as the reference |',
  '| --- | --- | --- | --- | --- |',
  ...formatTable.map(row),
].join('\n');
const wanted = await format(`${text.slice(0, start + START.length)}\n\n${table}\n\n${text.slice(end)}`, {
  parser: 'markdown',
  printWidth: 128,
});

if (!values.check) writeFileSync(readme, wanted);
else if (wanted !== text) {
  console.error('The table of formats in README.md is not up to date: node scripts/format-table.mjs');
  process.exitCode = 1;
}
