// Fails when a tracked file holds what only one machine can use, or a test that does not run.
//   --root DIR   the git checkout to check; default: this repository
import { fileURLToPath } from 'node:url';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const { values } = parseArgs({
  options: { root: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) } },
});
const root = resolve(values.root);
const here = [root, homedir()].filter((path) => path.length > 1).map((path) => `${escape(path)}(?![\\w-])`);

const everywhere = [
  [
    'a registry host',
    /\bregistry\.(npmjs|yarnpkg|npmmirror)\.|\b(deb|ftp|security|snapshot)\.debian\.org|\b(archive|security|ports)\.ubuntu\.com/,
  ],
  [
    'a path of one machine',
    new RegExp(`(?<![\\w.~}/-])(/home/[\\w.-]+/|/Users/[\\w.-]+/|[A-Z]:\\\\Users\\\\|${here.join('|')})`),
  ],
];
const inTests = [
  [
    'a test that is focused or does not run',
    /\b(it|test|describe|suite|bench)(\.\w+)*\.(only|skip|todo|fails|skipIf|runIf)\b|\bx(it|test|describe)\(|\b(context|ctx)\.skip\(/,
  ],
];

let faults = 0;
const report = (file, line, what, text) => {
  console.error(`${file}:${line}: ${what}: ${text.trim().slice(0, 120)}`);
  faults++;
};

const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
});
const files = tracked.split('\0').filter(Boolean);
for (const file of files) {
  let bytes;
  try {
    bytes = readFileSync(join(root, file));
  } catch {
    continue; // deleted in the work tree
  }
  if (bytes.subarray(0, 8000).includes(0)) continue;
  const rules = [...everywhere];
  if (/^(test|bench)\/.*\.[cm]?[jt]s$/.test(file)) rules.push(...inTests);
  if (/(^|\/)(package-lock|npm-shrinkwrap)\.json$/.test(file)) rules.push(['an address in a lock file', /"resolved":/]);
  bytes
    .toString('utf8')
    .split('\n')
    .forEach((text, index) => {
      for (const [what, pattern] of rules) if (pattern.test(text)) report(file, index + 1, what, text);
    });
}
console.log(`${files.length} files, ${faults} faults`);
process.exitCode = faults > 0 || files.length === 0 ? 1 : 0;
