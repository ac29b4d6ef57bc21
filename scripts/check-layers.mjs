// Fails when a file imports what its folder may not: imports point one way only (docs/ARCHITECTURE.md).
//   --root DIR   the tree to check; default: this repository
import { fileURLToPath } from 'node:url';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';

const node = /^node:/;
const core = /^src\/core\//;
const pkg = (name) => new RegExp(`^${name}(/|$)`);
const valibot = pkg('valibot');
const ring = pkg('ringbuf\\.js');
const fft = pkg('fft\\.js');
const fflate = pkg('fflate');

/** The first folder that fits decides. Patterns are of paths in the repository, or of package names. */
const rules = [
  ['src/core/util/', [/^src\/core\/util\//]],
  // The shape of the pyramid is part of what crosses between the processes.
  ['src/core/dsp/', [/^src\/core\/(util|dsp)\//, /^src\/core\/protocol\/audio\.ts$/, fft]],
  ['src/core/protocol/', [/^src\/core\/(util|model|protocol)\//, valibot]],
  ['src/core/lint/', [core, valibot, pkg('jsonc-parser'), pkg('fastest-levenshtein')]],
  ['src/core/', [core, valibot, ring, fft, fflate]],
  [
    'src/node/',
    [
      node,
      core,
      /^src\/node\//,
      /^@audio\//,
      // A part that its package does not export.
      /^node_modules\/@audio\/decode-mod\//,
      /^@wasm-audio-decoders\//,
      /^@echogarden\/pffft-wasm\//,
      pkg('mpg123-decoder'),
      pkg('music-metadata'),
      pkg('fast-png'),
      valibot,
    ],
  ],
  [
    'src/cli/',
    [node, core, /^src\/(node|cli)\//, valibot, pkg('@modelcontextprotocol/sdk'), pkg('zod'), pkg('fast-png')],
  ],
  [
    'src/host/',
    [pkg('vscode'), node, core, pkg('jsonc-parser'), /^src\/host\//, /^src\/node\/(.*\/)?client[^/]*$/, valibot],
  ],
  ['webview/engine/worklet/', [core, /^webview\/engine\/worklet\//, ring]],
  ['webview/engine/', [core, /^webview\/engine\//, valibot, ring]],
  ['webview/render/', [core, /^webview\/render\//]],
  ['webview/layers/', [core, /^webview\/(render|store|ui|layers)\b/]],
  ['webview/', [core, /^webview\//, valibot, ring, pkg('@vscode/codicons')]],
];

const { values } = parseArgs({
  options: { root: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) } },
});

function sources(top) {
  const folder = join(values.root, top);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true }).map((name) => posix.join(top, name.split(sep).join('/')));
  return names.filter((name) => /\.[cm]?[jt]sx?$/.test(name));
}

let faults = 0;
const files = ['src', 'webview'].flatMap(sources);
for (const file of files) {
  const allowed = rules.find(([folder]) => file.startsWith(folder))?.[1] ?? [];
  const { importedFiles } = ts.preProcessFile(readFileSync(join(values.root, file), 'utf8'), true, true);
  for (const { fileName } of importedFiles) {
    const target = fileName.startsWith('.') ? posix.join(posix.dirname(file), fileName) : fileName;
    if (allowed.some((pattern) => pattern.test(target))) continue;
    console.error(`${file}: may not import ${target}`);
    faults++;
  }
}
if (files.length === 0) console.error(`no sources under ${values.root}`);
else console.log(`${files.length} files, ${faults} forbidden imports`);
process.exitCode = faults > 0 || files.length === 0 ? 1 : 0;
