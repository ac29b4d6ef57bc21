import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFiles, product, resided, SECONDS } from './lib/commandLine.ts';
import { type BenchContext, compare, median, type Metrics, spread } from './lib/measure.ts';

const FILES = 1000;
/** It has rules on what is measured, on names, on the container: nothing of it is free. */
const PRESET = 'acx';
const VIOLATIONS = 1;

/**
 * Short files of five formats: `earshot lint` with nothing known from before against `earshot inspect`; and a second run
 * with --cache against the first. Memory: of the program and its server.
 */
export default async function lint({ root, quick }: BenchContext): Promise<Metrics> {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-lint-'));
  try {
    const cli = await product(root, folder);
    const names = join(folder, 'files');
    const { length } = makeFiles(names, quick ? 200 : FILES);
    const [facts, out] = [join(folder, 'facts.jsonl'), join(folder, 'out')];
    const resident: number[] = [];
    let run = 0;
    const check = async (): Promise<number[]> => {
      const cache = join(folder, `cache-${run++}`);
      const samples = await resided(
        cli,
        ['lint', '--preset', PRESET, '--json', '--cache-location', facts, names],
        cache,
        out,
        VIOLATIONS,
      );
      const { files } = JSON.parse(readFileSync(out, 'utf8')) as { files: unknown[] };
      if (files.length !== length) throw new Error(`${files.length} files`);
      rmSync(cache, { recursive: true, force: true });
      return samples;
    };
    const first = async (): Promise<void> => {
      rmSync(facts, { force: true });
      resident.push(...(await check()));
    };
    const inspect = async (): Promise<void> => {
      const cache = join(folder, `cache-${run++}`);
      await resided(cli, ['inspect', '--json', names], cache, out);
      rmSync(cache, { recursive: true, force: true });
    };
    const repeats = quick ? 1 : 3;
    const { a, b, ratios } = await compare(repeats, inspect, first);
    const again: number[] = [];
    const seconds: number[] = [];
    for (let i = 0; i < 2 * repeats + 1; i++) {
      const start = performance.now();
      seconds.push(...(await check()));
      again.push(performance.now() - start);
    }
    const third = Math.floor(resident.length / 3);
    const growth = Math.max(...resident.slice(-third)) / Math.max(...resident.slice(0, third));
    return {
      toInspect: { value: median(ratios), unit: '×', note: `files a second, ${spread(ratios)}` },
      filesPerSecond: { value: (1000 * length) / median(b), unit: '1/s', note: `${length} files of ${SECONDS} s` },
      inspectFilesPerSecond: { value: (1000 * length) / median(a), unit: '1/s' },
      cacheGain: { value: median(b) / median(again), unit: '×', note: `second run ${spread(again)} ms` },
      peakMB: { value: Math.max(...resident) / 2 ** 20, unit: 'MB', note: 'program and server' },
      cachedPeakMB: { value: Math.max(...seconds) / 2 ** 20, unit: 'MB', note: 'no server' },
      growth: { value: growth, unit: '×', note: 'last third of the samples to the first' },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
