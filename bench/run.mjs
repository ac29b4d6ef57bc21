// Runs the benchmarks: node bench/run.mjs [--case GLOB] [--json FILE] [--quick]
// Each bench/*.bench.ts is one case; it is bundled, run alone, and its figures are checked against bench/budgets.json.
// Exit status 1 when a case fails or a budget is broken.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { importTypeScript } from '../scripts/lib/importTypeScript.mjs';

const bench = dirname(fileURLToPath(import.meta.url));
const root = dirname(bench);
const { values } = parseArgs({
  options: {
    case: { type: 'string', default: '*' },
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});

const escaped = values.case.replace(/[.+^${}()|[\]\\]/g, '\\$&');
const pattern = new RegExp(`^${escaped.replace(/\*/g, '.*').replace(/\?/g, '.')}$`);

const names = readdirSync(bench)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length))
  .filter((name) => pattern.test(name))
  .sort();
if (names.length === 0) throw new Error(`no case matches ${values.case}`);

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const report = {
  commit: git('rev-parse', '--short', 'HEAD'),
  changed: git('status', '--porcelain') !== '',
  date: new Date().toISOString(),
  machine: {
    cpu: os.cpus()[0]?.model,
    cores: os.cpus().length,
    memoryGB: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
  },
  quick: values.quick,
  cases: {},
};

let failures = 0;
for (const name of names) {
  console.log(`\n# ${name}`);
  try {
    const { default: run } = await importTypeScript(`bench/${name}.bench.ts`);
    const metrics = await run({ root, quick: values.quick });
    report.cases[name] = metrics;
    for (const [metric, { value, unit, note }] of Object.entries(metrics)) {
      console.log(
        `${`${name}.${metric}`.padEnd(44)} ${format(value).padStart(12)} ${unit}${note ? `   (${note})` : ''}`,
      );
    }
  } catch (error) {
    failures++;
    console.error(`${name} failed:`, error);
  }
}

console.log('\n# budgets');
for (const { metric, max, min, unit, source } of JSON.parse(readFileSync(join(bench, 'budgets.json'), 'utf8'))) {
  const [name, key] = metric.split('.');
  const value = report.cases[name]?.[key]?.value;
  if (value === undefined) continue;
  const kept = (max === undefined || value <= max) && (min === undefined || value >= min);
  if (!kept) failures++;
  const limit = max === undefined ? `≥ ${format(min)}` : `≤ ${format(max)}`;
  console.log(
    `${kept ? 'ok    ' : 'BROKEN'} ${metric.padEnd(40)} ${format(value).padStart(12)} ${limit} ${unit}   ${source}`,
  );
}

if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 1)}\n`);
process.exit(failures ? 1 : 0);

function format(value) {
  return Number.isInteger(value) ? value.toLocaleString('en') : value.toPrecision(4);
}
