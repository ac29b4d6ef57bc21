// Writes docs/report.schema.json from src/core/report/report.ts: node scripts/report-schema.mjs [--check]
//   --check   changes nothing; exit status 1 if the file is not up to date
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import { importTypeScript } from './lib/importTypeScript.mjs';

const file = fileURLToPath(new URL('../docs/report.schema.json', import.meta.url));
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const { jsonSchema } = await importTypeScript('src/core/protocol/jsonSchema.ts');
const { report } = await importTypeScript('src/core/report/report.ts');
const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Earshot report',
  description: 'All about one audio file, as `earshot inspect --json` prints it for each. New properties may join.',
  ...jsonSchema(report),
};
const wanted = await format(JSON.stringify(schema), { parser: 'json', printWidth: 120 });

if (!values.check) writeFileSync(file, wanted);
else if (wanted !== readFileSync(file, 'utf8')) {
  console.error('docs/report.schema.json is not up to date: node scripts/report-schema.mjs');
  process.exitCode = 1;
}
