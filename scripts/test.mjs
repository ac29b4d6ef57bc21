// npm test: installs what is missing, then runs every check and every test, and counts them.
//   --only NAME[,NAME…]   just these steps (names as in the table), without the ones they build on
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { countReport } from './lib/countReport.mjs';
import { run, signalRunning } from './lib/run.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'earshot-test-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    interrupted = true;
    signalRunning(signal);
  });
}

const module = (path) => join(root, 'node_modules', path);

/** A check without numbers of its own is one test. Checks that follow each other run at the same time. */
function check(name, ...args) {
  return {
    name,
    check: true,
    async start() {
      const code = await run(process.execPath, args, { cwd: root });
      return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
    },
  };
}

function vitest(project, ...needs) {
  return {
    name: project,
    needs,
    async start() {
      const report = join(folder, `${project}.json`);
      const args = [
        'run',
        '--project',
        project,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ];
      const code = await run(process.execPath, [module('vitest/vitest.mjs'), ...args], { cwd: root });
      return countReport(report, code);
    },
  };
}

const checks = readdirSync(join(root, 'scripts')).filter((name) => /^check-.*\.mjs$/.test(name));

const steps = [
  check('setup', 'scripts/setup.mjs'),
  check('types', module('typescript/bin/tsc'), '-b'),
  check('lint', module('eslint/bin/eslint.js'), '.'),
  check('format', module('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'),
  ...checks.map((name) => check(name.slice('check-'.length, -'.mjs'.length), `scripts/${name}`)),
  check('build', 'esbuild.mjs'),
  vitest('unit'),
  vitest('conformance', 'build'),
  vitest('browser', 'build'),
  vitest('sound', 'build'),
  vitest('vscode', 'setup', 'build'),
  vitest('playback', 'setup', 'build'),
];

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const only = values.only?.split(',');
const unknown = only?.filter((name) => !steps.some((step) => step.name === name)) ?? [];
if (unknown.length > 0) {
  console.error(`No step ${unknown.join(', ')}. Steps: ${steps.map((step) => step.name).join(', ')}`);
  process.exit(2);
}

const results = new Map();
async function take(step) {
  const broken = step.needs?.find((name) => results.get(name)?.failed > 0);
  if (broken || interrupted) {
    const remark = broken ? `not run: ${broken} failed` : 'interrupted';
    return results.set(step.name, { passed: 0, failed: 1, seconds: 0, remark });
  }
  console.log(`\n── ${step.name} ──`);
  const started = performance.now();
  const counts = await step.start();
  results.set(step.name, { ...counts, seconds: (performance.now() - started) / 1000 });
}

const chosen = steps.filter((each) => only?.includes(each.name) ?? true);
// Set-up first: the others want what it installs.
const first = chosen.filter((each) => each.name === 'setup');
for (const step of first) await take(step);
await Promise.all(chosen.filter((each) => each.check && !first.includes(each)).map(take));
for (const step of chosen.filter((each) => !each.check)) await take(step);

console.log();
for (const [name, { passed, failed, seconds, remark }] of results) {
  const cells = [
    name.padEnd(14),
    `${passed}`.padStart(6),
    `${failed}`.padStart(6),
    `${seconds.toFixed(1)} s`.padStart(9),
  ];
  console.log(cells.join(' '), remark ? `  ${remark}` : '');
}
// What failed stands once more at the end, where it is found in a long log.
for (const { failures = [], repeated = [] } of results.values()) {
  for (const line of repeated) console.log(`↻ at its second go: ${relative(root, line)}`);
  for (const line of failures) console.log(`✗ ${relative(root, line)}`);
}
const sum = (key) => [...results.values()].reduce((total, each) => total + each[key], 0);
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') > 0 ? 1 : 0;
