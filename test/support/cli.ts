import { type ChildProcess, spawn, spawnSync, type SpawnSyncOptions } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from '../../src/core/report/report.ts';
import { cliBuild } from '../../esbuild.mjs';
import { tempFolder } from './cleanup.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

export interface Ran {
  stdout: string;
  stderr: string;
  status: number | null;
}

/** The command line as it is installed, built from this tree, in a folder of its own. */
export async function buildCli() {
  const folder = tempFolder('cli');
  const path = join(folder.path, 'dist', 'cli.mjs');
  const server = join(folder.path, 'dist', 'server');
  copyFileSync(join(repository, 'package.json'), join(folder.path, 'package.json'));
  await cliBuild(join(folder.path, 'dist'));
  const env = { ...process.env, EARSHOT_CACHE_DIR: join(folder.path, 'cache'), NO_COLOR: '' };

  const run = (args: string[], options: SpawnSyncOptions = {}): Ran => {
    const ran = spawnSync(process.execPath, [path, ...args], {
      env,
      timeout: 100_000,
      maxBuffer: 1 << 28,
      ...options,
      encoding: 'utf8',
    });
    return { stdout: ran.stdout, stderr: ran.stderr, status: ran.status };
  };
  return {
    folder: folder.path,
    path,
    server,
    env,
    run,
    /** Bytes of standard output. */
    bytes: (args: string[]): Buffer =>
      spawnSync(process.execPath, [path, ...args], { env, timeout: 100_000, maxBuffer: 1 << 28 }).stdout,
    reports: (args: string[]): Report[] => ndjson(run(['inspect', '--ndjson', ...args]).stdout),
    start: (args: string[], cwd = folder.path): ChildProcess =>
      spawn(process.execPath, [path, ...args], { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] }),
    remove: folder.remove,
  };
}
export type Cli = Awaited<ReturnType<typeof buildCli>>;

export const ndjson = (text: string): Report[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Report);

/** All that a process has written, and how it ended. */
export async function outcome(child: ChildProcess): Promise<Ran & { signal: NodeJS.Signals | null }> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve) => child.on('close', (status, signal) => resolve({ stdout, stderr, status, signal })));
}

/** Reports of the product as it was built, with a cache of its own: nothing comes from what another process has measured. */
export function inspectInstalled(folder: string, args: readonly string[]): string {
  const cache = tempFolder('cli-cache');
  const env = { ...process.env, EARSHOT_CACHE_DIR: cache.path, NO_COLOR: '1' };
  const cli = join(repository, 'dist', 'cli.mjs');
  const options = { cwd: folder, env, timeout: 100_000, maxBuffer: 1 << 28, encoding: 'utf8' } as const;
  try {
    return spawnSync(process.execPath, [cli, 'inspect', ...args], options).stdout;
  } finally {
    cache.remove();
  }
}
