import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RawLayout } from '../../src/core/protocol/audio.ts';
import { type BadFile, damaged, lying, notAudio } from '../support/badFiles.ts';
import { buildCli, type Cli, ndjson } from '../support/cli.ts';
import { reportFaults } from '../support/reportRules.ts';
import { makeSample, sampleFiles, sampleLayouts, type SampleName, sampleNames } from '../support/sampleFiles.ts';

/**
 * The whole matrix has all damaged files; without it, every n-th, another one of each format, and none that
 * damage.test.ts opens: of each other lie, the whole or a part.
 */
const WHOLE = Boolean(process.env['EARSHOT_WHOLE_MATRIX']);
const STEP = WHOLE ? 1 : 10;

const layoutArgs = (layout: RawLayout | undefined): string[] => {
  if (!layout) return [];
  const { sampleRate, raw } = layout;
  const rest = raw ? ['--raw', raw.encoding, '--channels', String(raw.channels), '--offset', String(raw.offset)] : [];
  return ['--rate', String(sampleRate), ...rest];
};

/** One process reads all files of one layout. */
function byLayout<T extends { layout?: RawLayout | undefined }>(files: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const file of files) {
    const key = JSON.stringify(file.layout ?? null);
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return [...groups.values()];
}

describe('reports of', () => {
  let cli: Cli;
  let folder: string;
  const good = new Map<SampleName, string>();
  beforeAll(async () => {
    cli = await buildCli();
    folder = join(cli.folder, 'files');
    mkdirSync(folder);
    for (const name of sampleNames) good.set(name, makeSample(folder, name, 1));
  }, 120_000);
  afterAll(() => cli.remove());

  const bytesOf = (name: SampleName): Buffer => readFileSync(good.get(name)!);

  it('files of every format are right and complete', () => {
    const files = sampleNames.map((name) => ({ path: good.get(name)!, layout: sampleLayouts[name] }));
    for (const group of byLayout(files)) {
      const paths = group.map(({ path }) => path);
      const reports = cli.reports([...layoutArgs(group[0]!.layout), ...paths]);
      expect(reports.map(({ file }) => file.path)).toEqual(paths);
      for (const report of reports) {
        expect(reportFaults(report), report.file.path).toEqual([]);
        expect(report).toMatchObject({ decode: { complete: true, warnings: [] } });
        expect(report.error).toBeUndefined();
      }
    }
  });

  /** A report for each, of the whole or of a part, by one process for all of one layout. */
  function check(files: readonly BadFile[], select?: string): void {
    const faults: string[] = [];
    const part = select === undefined ? [] : ['--select', select];
    for (const group of byLayout(files)) {
      const paths = group.map(({ name, bytes }) => {
        writeFileSync(join(folder, name), bytes);
        return join(folder, name);
      });
      const ran = cli.run(['inspect', '--ndjson', ...part, ...layoutArgs(group[0]!.layout), ...paths]);
      const reports = ndjson(ran.stdout);
      expect(reports.map(({ file }) => file.path)).toEqual(paths);
      expect(ran.status).toBe(reports.some(({ error }) => error) ? 2 : 0);
      reports.forEach((report, i) => {
        const { name, must } = group[i]!;
        for (const fault of reportFaults(report)) faults.push(`${name}: ${fault}`);
        const code = report.error?.code;
        if (code === 'internal' || code === 'protocol' || code === 'server-lost') faults.push(`${name}: ${code}`);
        if (must === 'said' && report.decode.complete) faults.push(`${name}: is said to be complete`);
        if (must === 'read' && report.error && code !== 'outside-file') faults.push(`${name}: ${report.error.message}`);
      });
      for (const path of paths) rmSync(path);
    }
    expect(faults).toEqual([]);
  }

  it('files that hold no audio', () => check(notAudio()));

  it('files that are cut off or damaged', () => {
    const files = sampleNames.flatMap((name, number) =>
      damaged(name, `.${sampleFiles[name].extension}`, bytesOf(name)).filter(
        (_, k) => (k + number) % STEP === 1 % STEP,
      ),
    );
    check(files);
  });

  const lies = (turn: number): BadFile[] =>
    lying(bytesOf, (name) => sampleFiles[name].extension).filter((_, k) => WHOLE || k % 4 === turn);

  it('files whose headers lie', () => check(lies(1)));

  it('parts of them', () => {
    check(notAudio(), '0.1:0.4');
    check(lies(3), '#4000:#30000');
  });
});
