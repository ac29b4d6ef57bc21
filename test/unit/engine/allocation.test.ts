import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readStretchWasm } from '../../../scripts/stretch-wasm.mjs';
import { tempFolder } from '../../support/cleanup.ts';
import { bundleForNode } from './support/bundle.ts';

describe('process() allocates nothing, with all it can do', () => {
  let script: Awaited<ReturnType<typeof bundleForNode>>;
  const folder = tempFolder('engine-wasm');
  const wasm = join(folder.path, 'stretch.wasm');
  beforeAll(async () => {
    writeFileSync(wasm, readStretchWasm());
    script = await bundleForNode('quanta.child.ts');
  });
  afterAll(() => {
    script?.remove();
    folder.remove();
  });

  it.each([
    { transport: 'ring', channels: 2, contextRate: 48000, quanta: 1_000_000 },
    { transport: 'port', channels: 2, contextRate: 48000, quanta: 300_000 },
    { transport: 'ring', channels: 7, contextRate: 44100, quanta: 100_000 },
  ])(
    'in $quanta quanta: $channels channels over $transport at $contextRate Hz',
    async ({ transport, channels, contextRate, quanta }) => {
      const args = ['--expose-gc', script.file, transport, `${channels}`, `${contextRate}`, `${quanta}`];
      const { stdout } = await promisify(execFile)(process.execPath, channels > 2 ? args : [...args, wasm]);
      const result = JSON.parse(stdout) as Record<string, number>;
      console.log(
        `${transport} ${channels} ch at ${contextRate} Hz: ${result['nanoseconds']!.toFixed(0)} ns a quantum`,
      );
      expect(result['collections']).toBe(0);
      // What is left is the compiler's own; one boxed number for each quantum would make 12 MB.
      expect(result['allocated']).toBeLessThan(2_000_000);
      expect(result['consumed']).toBeGreaterThan(quanta * 50);
      expect(result['xruns']).toBeGreaterThan(0);
      expect(result['commands']).toBeGreaterThan(quanta / 4000);
      expect(result['measured']).toBe(quanta);
      expect(result['sound']).toBe(true);
    },
    400_000,
  );
});
