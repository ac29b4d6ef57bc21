// Writes machine code (.wat) into TypeScript beside its source. --check: only says whether what is there is up to date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import prettier from 'prettier';
import wabtModule from 'wabt';

const sources = ['src/core/dsp/scanKernel.wat', 'src/core/dsp/levelKernel.wat', 'src/core/dsp/truePeakKernel.wat'];
const wabt = await wabtModule();
for (const path of sources) {
  const source = new URL(`../${path}`, import.meta.url);
  const target = new URL(`../${path.replace(/\.wat$/, '.wasm.ts')}`, import.meta.url);
  const name = basename(path, '.wat');
  const parsed = wabt.parseWat(`${name}.wat`, readFileSync(source, 'utf8'), { simd: true });
  parsed.validate();
  const hex = Buffer.from(parsed.toBinary({}).buffer).toString('hex');
  const lines = hex.match(/.{1,100}/g).map((line) => `'${line}'`);
  const code = `// Made of ${name}.wat by scripts/build-wat.mjs: change that, then run it.\nexport const ${name}Hex =\n${lines.join(' +\n')};\n`;
  const options = await prettier.resolveConfig(target);
  const wanted = await prettier.format(code, { ...options, parser: 'typescript' });
  if (!process.argv.includes('--check')) writeFileSync(target, wanted);
  else if (!existsSync(target) || readFileSync(target, 'utf8') !== wanted) {
    console.error(`${path.replace(/\.wat$/, '.wasm.ts')} is not what its source gives: run node scripts/build-wat.mjs`);
    process.exitCode = 1;
  }
}
