// Builds and packs earshot.vsix: `node scripts/package.mjs [--out FILE]`. Prints its size.
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'earshot.vsix') } } });
const run = (args) => execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });

run(['esbuild.mjs']);
const vsce = createRequire(import.meta.url).resolve('@vscode/vsce/vsce');
run([
  vsce,
  'package',
  '--no-dependencies',
  '--allow-missing-repository',
  '--no-rewrite-relative-links',
  '--out',
  values.out,
]);
console.log(`${values.out}: ${statSync(values.out).size} bytes`);
