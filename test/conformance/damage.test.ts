import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AudioServerClient } from '../../src/node/client.ts';
import { type BadFile, damaged, lying, notAudio } from '../support/badFiles.ts';
import { tempFolder } from '../support/cleanup.ts';
import { judge, type Limits } from '../support/judge.ts';
import { makeSample, type SampleName, sampleFiles, sampleNames } from '../support/sampleFiles.ts';
import { buildServer } from '../unit/node/support.ts';

const limits: Limits = { ms: 5000, rssBytes: 250 * 2 ** 20 };
/** The nightly run takes all of the matrix; `npm test` every n-th file of it, another one of each format. */
const WHOLE = Boolean(process.env['EARSHOT_WHOLE_MATRIX']);
const STEP = WHOLE ? 1 : 10;

/** A server opens files of so many formats, then another one does: every codec that it has loaded takes memory. */
const FORMATS_EACH = 12;

describe('bad files', () => {
  const folder = tempFolder('matrix');
  const good = new Map<SampleName, Buffer>();
  let server: Awaited<ReturnType<typeof buildServer>>;

  beforeAll(async () => {
    server = await buildServer();
    for (const name of sampleNames) good.set(name, readFileSync(makeSample(folder.path, name, 1)));
  }, 120_000);
  afterAll(() => {
    server.remove();
    folder.remove();
  });

  async function check(files: BadFile[]): Promise<void> {
    const { serverPath } = server;
    const cacheFolder = join(folder.path, 'cache');
    const client = new AudioServerClient({ serverPath, cacheFolder, log: () => undefined });
    try {
      const { pid } = await client.usage();
      const verdicts = await judge(client, folder.path, files, limits);
      const faults = verdicts.filter((each) => each.faults.length > 0);
      expect(faults.map(({ name, outcome, faults }) => `${name} (${outcome}): ${faults.join('; ')}`)).toEqual([]);
      expect(verdicts.length).toBe(files.length);
      expect(client.pid).toBe(pid);
    } finally {
      client.dispose();
    }
  }

  /** By groups of formats. */
  async function checkAll(filesOf: (name: SampleName, number: number) => BadFile[]): Promise<void> {
    for (let from = 0; from < sampleNames.length; from += FORMATS_EACH) {
      await check(sampleNames.slice(from, from + FORMATS_EACH).flatMap((name, i) => filesOf(name, from + i)));
    }
  }

  it('that hold no audio', () => check(notAudio()));

  it('that are cut off or damaged', () =>
    checkAll((name, number) =>
      damaged(name, `.${sampleFiles[name].extension}`, good.get(name)!).filter((_, k) => (k + number) % STEP === 0),
    ));

  it('whose headers lie', async () => {
    const files = lying(
      (name) => good.get(name)!,
      (name) => sampleFiles[name].extension,
    ).filter((_, k) => WHOLE || k % 2 === 0);
    await checkAll((name) => files.filter((file) => file.name.startsWith(`${name}-lie-`)));
  });
});
