import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AudioInfo, RawLayout, ScanProgress } from '../../../src/core/protocol/audio.ts';
import type { ErrorInfo } from '../../../src/core/protocol/errors.ts';
import { AudioServerClient, type AudioServerClientOptions } from '../../../src/node/client.ts';
import { tempFolder } from '../../support/cleanup.ts';

async function serverBuild(outdir: string): Promise<void> {
  const build = (await import(new URL('../../../esbuild.mjs', import.meta.url).href)) as {
    serverBuild(outdir: string): Promise<unknown>;
  };
  await build.serverBuild(outdir);
}

/** The folder that vitest.config.mjs makes for one run: what is built in it is never that of other sources. */
const ofThisRun = /earshot-test-cache-\d+$/.exec(process.env['EARSHOT_CACHE_DIR'] ?? '')?.input;

/** Copies the bundles that the first test of the run that wants them has built. */
async function copyServer(outdir: string): Promise<void> {
  if (ofThisRun === undefined) return serverBuild(outdir);
  const built = join(ofThisRun, 'built-server');
  if (!existsSync(built)) {
    const fresh = `${built}-${process.pid}`;
    await serverBuild(fresh);
    try {
      renameSync(fresh, built);
    } catch {
      // Another worker was first.
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  cpSync(built, outdir, { recursive: true });
}

/** The server's bundles, built as the product's are, in a folder that goes with this process. */
export async function buildServer(outdir?: string): Promise<{ serverPath: string; worker: URL; remove: () => void }> {
  const folder = tempFolder('server');
  await copyServer(outdir ?? folder.path);
  return {
    serverPath: join(folder.path, 'server.mjs'),
    worker: new URL(`file://${join(folder.path, 'decode.worker.mjs')}`),
    remove: folder.remove,
  };
}

export async function startClient(
  options: Partial<AudioServerClientOptions> = {},
): Promise<{ client: AudioServerClient; log: string[]; stop: () => void }> {
  const server = await buildServer();
  const log: string[] = [];
  const cache = tempFolder('cache');
  const client = new AudioServerClient({
    serverPath: server.serverPath,
    log: (line) => log.push(line),
    cacheFolder: cache.path,
    ...options,
  });
  return {
    client,
    log,
    stop: () => {
      client.dispose();
      server.remove();
      cache.remove();
    },
  };
}

export interface Scanned {
  handle: number;
  info: AudioInfo;
  scan: ScanProgress;
  error?: ErrorInfo;
}

/** Opens a file and waits for the end of its scan. */
export async function scanned(client: AudioServerClient, path: string, layout?: RawLayout): Promise<Scanned> {
  const ends = new Map<number, { scan: ScanProgress; error?: ErrorInfo }>();
  let wake: () => void = () => undefined;
  let lost = '';
  const listeners = [
    client.onProgress.on(({ handle, scan, error }) => {
      if (scan.state !== 'scanning') ends.set(handle, { scan, ...(error && { error }) });
      wake();
    }),
    client.onLost.on(({ reason }) => {
      lost = reason;
      wake();
    }),
  ];
  try {
    const { handle, info } = await client.open(path, basename(path), { layout });
    while (!ends.has(handle) && !lost) await new Promise<void>((resolve) => (wake = resolve));
    const end = ends.get(handle);
    if (!end) throw new Error(`the server was lost: ${lost}`);
    return { handle, info, ...end };
  } finally {
    for (const listener of listeners) listener.dispose();
  }
}

/** Planes of frames start … start+count−1. */
export async function planes(
  client: AudioServerClient,
  file: Scanned,
  start: number,
  count: number,
): Promise<Float32Array[]> {
  const out = Array.from({ length: file.info.channels }, () => new Float32Array(count));
  let done = 0;
  while (done < count) {
    const wanted = Math.min(1 << 18, count - done);
    const { frames, data } = await client.pcm({ handle: file.handle, startFrame: start + done, frames: wanted });
    out.forEach((plane, c) => plane.set(data.subarray(c * frames, (c + 1) * frames), done));
    done += frames;
    if (frames < wanted) break;
  }
  return out.map((plane) => plane.subarray(0, done));
}

/** Two different channels of pink noise and tones. */
export const noiseSource = (seconds: number, rate: number): string =>
  `anoisesrc=d=${seconds}:c=pink:r=${rate}:a=0.3:seed=3[n];sine=f=440:d=${seconds}:r=${rate}[s];[n][s]amerge=inputs=2`;

export function ffmpeg(...args: string[]): void {
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
}

export function generate(path: string, args: string[], { seconds = 3, rate = 44100 } = {}): string {
  ffmpeg('-f', 'lavfi', '-i', noiseSource(seconds, rate), ...args, path);
  return path;
}
