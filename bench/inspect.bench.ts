import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFiles, product, resided, SECONDS } from './lib/commandLine.ts';
import { type BenchContext, compare, median, type Metrics, spread } from './lib/measure.ts';

const FILES = 1000;

/**
 * Short files of five formats: `earshot inspect --ndjson` on all of them, nothing known from before, against a shell loop
 * over ffprobe and ffmpeg's ebur128 on a sample of them. Ratio: files a second. Memory: of the program and its server.
 */
export default async function inspect({ root, quick }: BenchContext): Promise<Metrics> {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-inspect-'));
  try {
    const cli = await product(root, folder);
    const files = makeFiles(join(folder, 'files'), quick ? 200 : FILES);
    const sample = files.filter((_, i) => i % (files.length / 20) === 0);
    const resident: number[] = [];
    let run = 0;
    const ours = async (): Promise<void> => {
      const cache = join(folder, `cache-${run++}`);
      const out = join(folder, 'out.ndjson');
      resident.push(...(await resided(cli, ['inspect', '--ndjson', join(folder, 'files')], cache, out)));
      const reports = readFileSync(out, 'utf8').trimEnd().split('\n');
      if (reports.length !== files.length) throw new Error(`${reports.length} reports`);
      rmSync(cache, { recursive: true });
    };
    const result = await compare(quick ? 1 : 3, ours, () => loop(sample));
    const perFile = { ours: result.a.map((ms) => ms / files.length), loop: result.b.map((ms) => ms / sample.length) };
    const ratios = perFile.loop.map((ms, i) => ms / perFile.ours[i]!);
    const third = Math.floor(resident.length / 3);
    const growth = Math.max(...resident.slice(-third)) / Math.max(...resident.slice(0, third));
    return {
      toShellLoop: { value: median(ratios), unit: '×', note: spread(ratios) },
      filesPerSecond: {
        value: 1000 / median(perFile.ours),
        unit: '1/s',
        note: `${files.length} files of ${SECONDS} s`,
      },
      loopFilesPerSecond: { value: 1000 / median(perFile.loop), unit: '1/s', note: `of ${sample.length} of them` },
      peakMB: { value: Math.max(...resident) / 2 ** 20, unit: 'MB', note: 'program and server' },
      growth: { value: growth, unit: '×', note: 'last third of the samples to the first' },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function loop(files: readonly string[]): void {
  const script = `for f in "$@"; do
    ffprobe -v error -show_format -show_streams -of json "$f"
    ffmpeg -nostats -nostdin -i "$f" -af ebur128=peak=true -f null -
  done`;
  execFileSync('sh', ['-c', script, 'sh', ...files], { stdio: 'ignore' });
}
