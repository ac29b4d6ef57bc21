import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AudioServerClient } from '../../src/node/client.ts';

/** Runs with an audio server built from this tree, through the client the product uses. */
export async function withServer<T>(
  root: string,
  run: (client: AudioServerClient, folder: string) => Promise<T>,
  options: { keepResults?: boolean } = {},
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-bench-server-'));
  const build = (await import(pathToFileURL(join(root, 'esbuild.mjs')).href)) as {
    serverBuild: (outdir: string) => Promise<unknown>;
  };
  await build.serverBuild(folder);
  const client = new AudioServerClient({
    serverPath: join(folder, 'server.mjs'),
    log: () => undefined,
    cacheFolder: join(folder, 'cache'),
    // Every opening is a first one: results are removed as soon as they are kept.
    cacheLimitBytes: options.keepResults ? undefined : 1,
  });
  try {
    return await run(client, folder);
  } finally {
    client.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface Scanned {
  /** From open() to the first peaks and to the end of the scan, ms. */
  firstPeaksMs: number;
  doneMs: number;
  frames: number;
}

/** Opens a file, waits for the end of its scan and closes it. */
export async function scanFile(client: AudioServerClient, path: string): Promise<Scanned> {
  const started = performance.now();
  let firstPeaksMs = NaN;
  const done = new Promise<{ handle: number; frames: number }>((resolve, reject) => {
    const listening = client.onProgress.on(({ handle, scan, error }) => {
      if (Number.isNaN(firstPeaksMs) && scan.scannedFrames > 0) firstPeaksMs = performance.now() - started;
      if (scan.state === 'scanning') return;
      listening.dispose();
      if (error) reject(new Error(error.message));
      else resolve({ handle, frames: scan.scannedFrames });
    });
  });
  const { handle } = await client.open(path, path);
  const { frames } = await done;
  const doneMs = performance.now() - started;
  await client.close(handle);
  return { firstPeaksMs, doneMs, frames };
}

export interface Opened {
  handle: number;
  frames: number;
}

/** Opens a file and waits for the end of its scan. */
export async function openScanned(client: AudioServerClient, path: string): Promise<Opened> {
  const ends = new Map<number, number>();
  let wake = (): void => undefined;
  const listening = client.onProgress.on(({ handle, scan }) => {
    if (scan.state !== 'scanning') ends.set(handle, scan.scannedFrames);
    wake();
  });
  const { handle } = await client.open(path, path);
  while (!ends.has(handle)) await new Promise<void>((resolve) => (wake = resolve));
  listening.dispose();
  return { handle, frames: ends.get(handle)! };
}

/** Largest resident size of a process so far, bytes (Linux). */
export function peakResidentBytes(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN) * 1024;
}

/** Memory of a process now, bytes, with pages it shares counted in proportion (Linux): sums of these are true sums. */
export function proportionalBytes(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? NaN) * 1024;
}
