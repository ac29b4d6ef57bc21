// Assembles src/core/dsp/scanKernel.wat into scanKernel.wasm.ts next to it. --check: only says whether that is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import prettier from 'prettier';
import wabtModule from 'wabt';

const source = new URL('../src/core/dsp/scanKernel.wat', import.meta.url);
const target = new URL('../src/core/dsp/scanKernel.wasm.ts', import.meta.url);
const wabt = await wabtModule();
const parsed = wabt.parseWat('scanKernel.wat', readFileSync(source, 'utf8'), { simd: true });
parsed.validate();
const hex = Buffer.from(parsed.toBinary({}).buffer).toString('hex');
const lines = hex.match(/.{1,100}/g).map((line) => `'${line}'`);
const code = `// Made of scanKernel.wat by scripts/build-wat.mjs: change that, then run it.\nexport const scanKernelHex =\n${lines.join(' +\n')};\n`;
const options = await prettier.resolveConfig(target);
const wanted = await prettier.format(code, { ...options, parser: 'typescript' });
if (!process.argv.includes('--check')) writeFileSync(target, wanted);
else if (readFileSync(target, 'utf8') !== wanted) {
  console.error('src/core/dsp/scanKernel.wasm.ts is not what scanKernel.wat gives: run node scripts/build-wat.mjs');
  process.exit(1);
}
