import { spawn } from 'node:child_process';
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { processTree, residentBytes } from '../../test/support/processes.ts';
import { material } from './material.ts';
import { ffmpeg } from './measure.ts';

/** Of each file of makeFiles. */
export const SECONDS = 2;

/** The command line as it is installed. */
export async function product(root: string, folder: string): Promise<string> {
  const { cliBuild } = (await import(pathToFileURL(join(root, 'esbuild.mjs')).href)) as {
    cliBuild: (dist: string) => Promise<void>;
  };
  await cliBuild(join(folder, 'dist'));
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
  return join(folder, 'dist', 'cli.mjs');
}

/** Pieces of the music that the other cases use, in turn of each format, all different. */
export function makeFiles(folder: string, count: number): string[] {
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
export async function resided(
  cli: string,
  args: string[],
  cache: string,
  out: string,
  expected = 0,
): Promise<number[]> {
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
  if (status !== expected) throw new Error(`earshot ${args[0]} ended with ${String(status)}`);
  return samples;
}
