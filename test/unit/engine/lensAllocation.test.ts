import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleForNode } from './support/bundle.ts';

const QUANTA = 200_000;

describe('what lies between file and ear allocates nothing', () => {
  let script: Awaited<ReturnType<typeof bundleForNode>>;
  beforeAll(async () => {
    script = await bundleForNode('lens.child.ts');
  });
  afterAll(() => script?.remove());

  it.each(['mixer', 'filters', 'limiter', 'meters', 'all'])('%s', async (unit) => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script.file, unit, `${QUANTA}`]);
    const result = JSON.parse(stdout) as { collections: number; allocated: number };
    expect(result.collections).toBe(0);
    // What is left is the compiler's own; one boxed number for each quantum would make 3.2 MB.
    expect(result.allocated).toBeLessThan(1_500_000);
  });
});
