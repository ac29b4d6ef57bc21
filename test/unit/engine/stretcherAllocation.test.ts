import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { readStretchWasm } from '../../../scripts/stretch-wasm.mjs';
import { tempFolder } from '../../support/cleanup.ts';
import { bundleForNode } from './support/bundle.ts';

const QUANTA = 100_000;

describe('the speed stages', () => {
  const folder = tempFolder('stretch');
  afterAll(() => folder.remove());

  it(`allocate nothing in ${QUANTA} quanta`, async () => {
    const wasm = join(folder.path, 'stretch.wasm');
    writeFileSync(wasm, readStretchWasm());
    const script = await bundleForNode('speedQuanta.child.ts');
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script.file, wasm, `${QUANTA}`]);
    script.remove();
    const result = JSON.parse(stdout) as Record<'collections' | 'allocated' | 'heard' | 'microseconds', number>;
    console.log(`both stages, stereo: ${result.microseconds.toFixed(0)} µs a quantum`);
    expect(result.collections).toBe(0);
    // One boxed number for each quantum would make 1.6 MB.
    expect(result.allocated).toBeLessThan(1_000_000);
    expect(result.heard).toBeGreaterThan(2 * QUANTA * 125);
  });
});
