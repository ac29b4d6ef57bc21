// Writes machine code into TypeScript, so that no bundle has to find a file: what is hand-written (.wat) beside its source,
// and PFFFT as its package holds it. --check: only says whether what is there is up to date.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import wabtModule from 'wabt';

const sources = ['dsp/scanKernel', 'dsp/levelKernel', 'dsp/truePeakKernel', 'spectrogram/spectrumKernel'].map(
  (name) => `src/core/${name}.wat`,
);
const pffft = {
  // Its package exports the script beside it only.
  path: new URL('pffft.wasm', `file://${createRequire(import.meta.url).resolve('@echogarden/pffft-wasm/simd')}`),
  target: 'src/node/spectrogram/pffft.wasm.ts',
  /** Of 0.4.2. The names that src/node/spectrogram/loadKernel.ts calls are those of this very build. */
  sha256: 'e3129daaecc3fd755ac129fd898b0f92ea2644c11447f6d046ec2d9c585a0303',
};

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
let stale = 0;

const wabt = await wabtModule();
for (const source of sources) {
  const name = basename(source, '.wat');
  const parsed = wabt.parseWat(`${name}.wat`, readFileSync(at(source), 'utf8'), { simd: true, bulk_memory: true });
  parsed.validate();
  const hex = Buffer.from(parsed.toBinary({}).buffer).toString('hex');
  const why = `Made of ${name}.wat by scripts/build-wat.mjs: change that, then run it.`;
  await put(source.replace(/\.wat$/, '.wasm.ts'), `// ${why}\nexport const ${name}Hex =\n${quoted(hex)};\n`);
}

const machineCode = readFileSync(pffft.path);
const hash = createHash('sha256').update(machineCode).digest('hex');
if (hash !== pffft.sha256) throw new Error(`PFFFT's package holds another module than the one known: SHA-256 ${hash}`);
const why = 'Made of @echogarden/pffft-wasm by scripts/build-wat.mjs: change the package, then run it. BSD-3-Clause.';
await put(pffft.target, `// ${why}\nexport const pffftBase64 =\n${quoted(machineCode.toString('base64'))};\n`);

if (stale > 0) process.exit(1);

function quoted(text) {
  return text
    .match(/.{1,100}/g)
    .map((line) => `'${line}'`)
    .join(' +\n');
}

async function put(target, code) {
  const options = await prettier.resolveConfig(at(target));
  const wanted = await prettier.format(code, { ...options, parser: 'typescript' });
  if (!process.argv.includes('--check')) return writeFileSync(at(target), wanted);
  let found = '';
  try {
    found = readFileSync(at(target), 'utf8');
  } catch {
    // Not made yet.
  }
  if (found === wanted) return;
  console.error(`${target} is not what its source gives: run node scripts/build-wat.mjs`);
  stale++;
}
