import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AudioServerClient } from '../../src/node/client.ts';
import { fuzz } from '../fuzz/mutants.ts';
import { tempFolder } from '../support/cleanup.ts';
import type { SampleName } from '../support/sampleFiles.ts';
import { buildServer } from '../unit/node/support.ts';
import { formatTable } from './formats.table.ts';

const MUTANTS = 20;

/** One of each format, and those whose structure is another; `node test/fuzz/run.mjs` opens thousands of all. */
const kinds: readonly SampleName[] = [
  ...formatTable.map((row) => row.samples[0]!),
  ...(['wav-ima', 'rf64', 'caf-alac', 'opus', 'flac-ogg', 'm4a-fragments', 'm4a-alac', 'mka-flac'] as const),
  ...(['wavpack-6ch', 'eac3', 'amr-wb', 'xm', 'dff'] as const),
];

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

  it.each(kinds)('%s', async (format) => {
    const { faults, outcomes } = await fuzz(client, folder.path, format, { seed: 1, count: MUTANTS });
    expect(faults.map(({ name, outcome, faults }) => `${name} (${outcome}): ${faults.join('; ')}`)).toEqual([]);
    expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).toBe(MUTANTS);
  });
});
