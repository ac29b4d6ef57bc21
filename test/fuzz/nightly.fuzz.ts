import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AudioServerClient } from '../../src/node/client.ts';
import { tempFolder } from '../support/cleanup.ts';
import { type SampleName, sampleFiles, sampleNames } from '../support/sampleFiles.ts';
import { buildServer } from '../unit/node/support.ts';
import { fuzz, mutantBytes } from './mutants.ts';

/** As run.mjs gives them. */
const options = JSON.parse(process.env['EARSHOT_FUZZ'] ?? '{}') as {
  mutants: number;
  formats: string[];
  seed: number;
  from: number;
  keep: string;
};
const unknown = options.formats.filter((name) => !(name in sampleFiles));
if (unknown.length > 0) throw new Error(`no format ${unknown.join(', ')}; there are ${sampleNames.join(', ')}`);
const formats = options.formats.length > 0 ? (options.formats as SampleName[]) : sampleNames;

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

  it.each(formats)('%s', async (format) => {
    const { seed, from, mutants: count, keep } = options;
    const { faults, outcomes } = await fuzz(client, folder.path, format, { seed, from, count });
    const summary = [...outcomes].map(([outcome, n]) => `${n} ${outcome}`).join(', ');
    console.log(`${format}: ${summary}`);
    for (const { name } of keep ? faults : []) {
      const number = Number(/-(\d+)\.\w+$/.exec(name)?.[1]);
      if (!Number.isInteger(number)) continue;
      mkdirSync(keep, { recursive: true });
      writeFileSync(join(keep, name), mutantBytes(folder.path, format, seed, number));
    }
    expect(faults.map(({ name, outcome, faults }) => `${name} (${outcome}): ${faults.join('; ')}`)).toEqual([]);
  });
});
