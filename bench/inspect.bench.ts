import { execFileSync, spawn } from 'node:child_process';
import { closeSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { processTree, residentBytes } from '../test/support/processes.ts';
import { material } from './lib/material.ts';
import { type BenchContext, compare, ffmpeg, median, type Metrics, spread } from './lib/measure.ts';

const FILES = 1000;
const SECONDS = 2;

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

async function product(root: string, folder: string): Promise<string> {
  const { serverBuild } = (await import(pathToFileURL(join(root, 'esbuild.mjs')).href)) as {
    serverBuild: (outdir: string) => Promise<unknown>;
  };
  await serverBuild(join(folder, 'dist', 'server'));
  const outfile = join(folder, 'dist', 'cli.mjs');
  const entryPoints = [join(root, 'src/cli/main.ts')];
  await build({ entryPoints, outfile, bundle: true, minify: true, platform: 'node', format: 'esm', target: 'node20' });
  return outfile;
}

/** Pieces of the music that the other cases use, in turn of each format, all different. */
function makeFiles(folder: string, count: number): string[] {
  mkdirSync(folder);
  const source = material(60, 'wav');
  const codecs: [string, string[]][] = [
    ['wav', ['-c:a', 'pcm_s16le']],
    ['flac', []],
    ['mp3', ['-b:a', '128k']],
    ['ogg', []],
    ['opus', []],
  ];
  const made = codecs.flatMap(([extension, codec]) =>
    Array.from({ length: 8 }, (_, i) => {
      const file = join(folder, '..', `piece-${i}.${extension}`);
      if (!existsSync(file)) ffmpeg('-ss', String(i * 5), '-t', String(SECONDS), '-i', source, ...codec, file);
      return { file, extension };
    }),
  );
  return Array.from({ length: count }, (_, i) => {
    const { file, extension } = made[(i * 8 + Math.floor(i / 5)) % made.length]!;
    const path = join(folder, `${String(i).padStart(4, '0')}.${extension}`);
    copyFileSync(file, path);
    return path;
  });
}

/** Resident bytes of the program and what it starts, every 50 ms. */
async function resided(cli: string, args: string[], cache: string, out: string): Promise<number[]> {
  const fd = openSync(out, 'w');
  const env = { ...process.env, EARSHOT_CACHE_DIR: cache };
  const child = spawn(process.execPath, [cli, ...args], { env, stdio: ['ignore', fd, 'inherit'] });
  const samples: number[] = [];
  const sampling = setInterval(() => {
    samples.push(processTree(child.pid!).reduce((sum, { pid }) => sum + residentBytes(pid), 0));
  }, 50);
  const status = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(sampling);
  closeSync(fd);
  if (status !== 0) throw new Error(`earshot inspect ended with ${String(status)}`);
  return samples;
}

function loop(files: readonly string[]): void {
  const script = `for f in "$@"; do
    ffprobe -v error -show_format -show_streams -of json "$f"
    ffmpeg -nostats -nostdin -i "$f" -af ebur128=peak=true -f null -
  done`;
  execFileSync('sh', ['-c', script, 'sh', ...files], { stdio: 'ignore' });
}
