import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AudioServerClient } from '../../src/node/client.ts';
import { fuzz } from '../fuzz/mutants.ts';
import { tempFolder } from '../support/cleanup.ts';
import { sampleNames } from '../support/sampleFiles.ts';
import { buildServer } from '../unit/node/support.ts';

const MUTANTS = 50;

/** Every format, a few mutants each; `node test/fuzz/run.mjs` opens thousands. */
describe('mutants end in a result or a named error', () => {
  const folder = tempFolder('fuzz');
  let server: Awaited<ReturnType<typeof buildServer>>;
  let client: AudioServerClient;

  beforeAll(async () => {
    server = await buildServer();
  });
  // A server for each format: what its memory rises to is the format's.
  beforeEach(() => {
    const { serverPath } = server;
    client = new AudioServerClient({ serverPath, cacheFolder: join(folder.path, 'cache'), log: () => undefined });
  });
  afterEach(() => client.dispose());
  afterAll(() => {
    server.remove();
    folder.remove();
  });

  it.each(sampleNames)('%s', async (format) => {
    const { faults, outcomes } = await fuzz(client, folder.path, format, { seed: 1, count: MUTANTS });
    expect(faults.map(({ name, outcome, faults }) => `${name} (${outcome}): ${faults.join('; ')}`)).toEqual([]);
    expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).toBe(MUTANTS);
  });
});
