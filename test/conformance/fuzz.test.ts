import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AudioServerClient } from '../../src/node/client.ts';
import { fuzz } from '../fuzz/mutants.ts';
import { tempFolder } from '../support/cleanup.ts';
import { sampleNames } from '../support/sampleFiles.ts';
import { startClient } from '../unit/node/support.ts';

const MUTANTS = 50;

/** Every format, a few mutants each; `node test/fuzz/run.mjs` opens thousands. */
describe('mutants end in a result or a named error', () => {
  const folder = tempFolder('fuzz');
  let client: AudioServerClient;
  let stop: () => void;

  beforeAll(async () => {
    ({ client, stop } = await startClient());
  });
  afterAll(() => {
    stop();
    folder.remove();
  });

  it.each(sampleNames)('%s', async (format) => {
    const { faults, outcomes } = await fuzz(client, folder.path, format, { seed: 1, count: MUTANTS });
    expect(faults.map(({ name, outcome, faults }) => `${name} (${outcome}): ${faults.join('; ')}`)).toEqual([]);
    expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).toBe(MUTANTS);
  });
});
