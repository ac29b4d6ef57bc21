import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { bundleForNode } from '../engine/support/bundle.ts';

const COLUMNS = 100_000;

/** In a bundle, in a folder of its own: the machine code is found without a file beside it. */
it(`the quick kernel allocates nothing for ${COLUMNS} columns of tiles`, async () => {
  const script = await bundleForNode('../../spectrogram/support/columns.child.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script.file, `${COLUMNS}`]);
  script.remove();
  const result = JSON.parse(stdout) as { quick: boolean } & Record<'tiles' | 'rest' | 'each' | 'microseconds', number>;
  console.log(`a column of 512: ${result.microseconds.toFixed(1)} µs`);
  expect(result.quick).toBe(true);
  // A few views a tile, and what the compiler keeps; a boxed number for each column would make 1.6 MB.
  expect(result.tiles).toBeLessThan(1_000_000);
  expect(result.rest).toBeLessThan(400_000);
  // A column by itself: one view of its samples.
  expect(result.each).toBeLessThan(400);
});
