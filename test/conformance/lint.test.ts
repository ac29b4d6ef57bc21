import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LintFacts } from '../../src/core/lint/facts.ts';
import { lint } from '../../src/core/lint/lint.ts';
import { failedReport } from '../../src/core/report/buildReport.ts';
import type { LintRule } from '../../src/core/lint/rule.ts';
import { findRule, lintRules } from '../../src/core/lint/rules/index.ts';
import { AudioFiles } from '../../src/node/clientFiles.ts';
import { failedFacts, lintFacts } from '../../src/node/clientLint.ts';
import { tempFolder } from '../support/cleanup.ts';
import { startClient } from '../unit/node/support.ts';
import { fileFixtures } from './lint/fileFixtures.ts';
import type { Fixture } from './lint/fixture.ts';
import { soundFixtures } from './lint/soundFixtures.ts';
import { verdicts } from './lint/verdicts.ts';
import { realFiles } from './support/realFiles.ts';

const fixtures: Readonly<Record<string, readonly Fixture[]>> = { ...fileFixtures, ...soundFixtures };

let server: Awaited<ReturnType<typeof startClient>>;
let files: AudioFiles;
const folder = tempFolder('lint');
beforeAll(async () => {
  server = await startClient();
  files = new AudioFiles(server.client, new AbortController().signal);
});
afterAll(() => {
  server.stop();
  folder.remove();
});

const known = new Map<string, Promise<LintFacts>>();
function factsOf(path: string): Promise<LintFacts> {
  const facts = known.get(path) ?? files.use(path, undefined, (file) => lintFacts(files, path, file));
  known.set(path, facts);
  return facts;
}

const check = (rule: LintRule, facts: LintFacts, options: Readonly<Record<string, unknown>>, name: string) =>
  lint(facts, [{ rule, severity: rule.severity, options, from: { preset: 'test' } }], name);

describe('every rule', () => {
  it('has fixtures of each kind, and no other has', () => {
    expect(Object.keys(fixtures).sort()).toEqual(lintRules.map(({ id }) => id).sort());
    for (const [id, list] of Object.entries(fixtures)) {
      const kinds = new Set(list.map(({ kind }) => kind));
      expect([...kinds].sort(), id).toEqual(['bad', 'good', 'inside', 'outside']);
      for (const { kind, says = [] } of list) expect(says.length > 0, id).toBe(kind === 'bad' || kind === 'outside');
    }
  });

  it.each(lintRules.map(({ id }) => id))(
    '%s tells what is wrong from what is right, at the limit as well',
    async (id) => {
      const rule = findRule(id)!;
      for (const [i, { file, options = {}, name, says = [], places, kind }] of fixtures[id]!.entries()) {
        const what = `${id} ${i}: ${kind} ${JSON.stringify(options)}`;
        expect(v.is(rule.options, options), what).toBe(true);
        const path = file(folder.path);
        const facts = await factsOf(path);
        const found = check(rule, facts, options, name ?? basename(path));
        expect(
          found.map(({ message }) => message),
          what,
        ).toEqual(says.map((said) => (typeof said === 'string' ? said : (expect.stringMatching(said) as string))));
        for (const { startFrame, endFrame, channel } of found) {
          expect(startFrame === null, what).toBe(endFrame === null);
          expect((startFrame ?? 0) < (endFrame ?? 1), what).toBe(true);
          expect(endFrame ?? 0, what).toBeLessThanOrEqual(facts.report.decode.framesDecoded);
          expect(channel ?? 0, what).toBeLessThan(facts.report.channels.length);
        }
        if (places)
          expect(
            found.map((each) => [each.startFrame, each.endFrame, each.channel]),
            what,
          ).toEqual(places);
        // Kept as JSON, facts say the same.
        expect(check(rule, JSON.parse(JSON.stringify(facts)) as LintFacts, options, name ?? basename(path))).toEqual(
          found,
        );
      }
    },
  );

  it.each(lintRules.map(({ id }) => id))('%s says nothing of a file that cannot be read', (id) => {
    const rule = findRule(id)!;
    const facts = failedFacts(failedReport('broken.wav', { code: 'corrupt', message: 'It cannot be read.' }));
    // The name is known all the same.
    const options = id === 'file-name' ? {} : rule.example;
    expect(check(rule, facts, options, 'broken.wav')).toEqual([]);
  });
});

const samplesFolder = fileURLToPath(new URL('../../samples', import.meta.url));
const samples = readdirSync(samplesFolder)
  .filter((name) => !name.endsWith('.md'))
  .map((name) => ({ name, path: join(samplesFolder, name) }));

describe('verdicts on recordings', () => {
  const list = [...realFiles(8), ...samples];

  it.each(Object.keys(verdicts))('%s: those of ffmpeg, ffprobe and sox', async (id) => {
    const { options, byHand } = verdicts[id]!;
    const counts = { good: 0, bad: 0 };
    for (const { path, name } of list) {
      const theirs = byHand(path);
      if (theirs === 'near') continue;
      const ours = check(findRule(id)!, await factsOf(path), options, name).length === 0 ? 'good' : 'bad';
      expect(ours, `${id}: ${name}`).toBe(theirs);
      counts[theirs]++;
    }
    // The limit parts the files, and few are too near to it for tools that round.
    expect(counts.good).toBeGreaterThan(2);
    expect(counts.bad).toBeGreaterThan(2);
    expect(counts.good + counts.bad).toBeGreaterThan(list.length - 4);
  });
});
