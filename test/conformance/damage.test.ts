import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AudioServerClient } from '../../src/node/client.ts';
import { type BadFile, damaged, lying, notAudio } from '../support/badFiles.ts';
import { tempFolder } from '../support/cleanup.ts';
import { judge, type Limits } from '../support/judge.ts';
import { makeSample, type SampleName, sampleFiles, sampleNames } from '../support/sampleFiles.ts';
import { startClient } from '../unit/node/support.ts';

const limits: Limits = { ms: 5000, rssBytes: 250 * 2 ** 20 };
/** The nightly run takes all of the matrix; `npm test` every n-th file of it, another one of each format. */
const STEP = process.env['EARSHOT_WHOLE_MATRIX'] ? 1 : 4;

describe('bad files', () => {
  const folder = tempFolder('matrix');
  const good = new Map<SampleName, Buffer>();
  let client: AudioServerClient;
  let stop: () => void;

  beforeAll(async () => {
    ({ client, stop } = await startClient());
    for (const name of sampleNames) good.set(name, readFileSync(makeSample(folder.path, name, 1)));
  }, 120_000);
  afterAll(() => {
    stop();
    folder.remove();
  });

  async function check(files: BadFile[]): Promise<void> {
    const pid = client.pid;
    const verdicts = await judge(client, folder.path, files, limits);
    const faults = verdicts.filter((each) => each.faults.length > 0);
    expect(faults.map(({ name, outcome, faults }) => `${name} (${outcome}): ${faults.join('; ')}`)).toEqual([]);
    expect(verdicts.length).toBe(files.length);
    if (pid !== undefined) expect(client.pid).toBe(pid);
  }

  it('that hold no audio', () => check(notAudio()));

  it('that are cut off or damaged', async () => {
    const files = sampleNames.flatMap((name, i) =>
      damaged(name, `.${sampleFiles[name].extension}`, good.get(name)!).filter((_, k) => (k + i) % STEP === 0),
    );
    await check(files);
  });

  it('whose headers lie', () =>
    check(
      lying(
        (name) => good.get(name)!,
        (name) => sampleFiles[name].extension,
      ),
    ));
});
