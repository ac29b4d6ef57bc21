import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleForNode } from './support/bundle.ts';

describe('process() allocates nothing', () => {
  let script: Awaited<ReturnType<typeof bundleForNode>>;
  beforeAll(async () => {
    script = await bundleForNode('quanta.child.ts');
  });
  afterAll(() => script?.remove());

  it.each([
    { transport: 'ring', channels: 2, contextRate: 48000, quanta: 1_000_000 },
    { transport: 'port', channels: 2, contextRate: 48000, quanta: 1_000_000 },
    { transport: 'ring', channels: 7, contextRate: 44100, quanta: 200_000 },
  ])('in $quanta quanta: $channels channels over $transport at $contextRate Hz', async (setup) => {
    const { transport, channels, contextRate, quanta } = setup;
    const args = ['--expose-gc', script.file, transport, `${channels}`, `${contextRate}`, `${quanta}`];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const result = JSON.parse(stdout) as Record<
      'collections' | 'allocated' | 'nanoseconds' | 'consumed' | 'xruns',
      number
    >;
    console.log(`${transport} ${channels} ch at ${contextRate} Hz: ${result.nanoseconds.toFixed(0)} ns a quantum`);
    expect(result.collections).toBe(0);
    // What is left is the compiler's own; one boxed number for each quantum would make 12 MB.
    expect(result.allocated).toBeLessThan(1_000_000);
    expect(result.consumed).toBeGreaterThan(quanta * 50);
    expect(result.xruns).toBeGreaterThan(10);
  });
});
