import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { connect } from '../src/core/protocol/rpc.ts';
import { serverApi, serverClientApi } from '../src/core/protocol/serverApi.ts';
import { type Analysis, plainAnalysis, TILE_COLUMNS } from '../src/core/protocol/spectrogram.ts';
import { levelOf, stepOf } from '../src/core/spectrogram/columns.ts';
import { AudioServer } from '../src/node/audioServer.ts';
import type { AudioServerClient } from '../src/node/client.ts';
import { threadPort } from '../src/node/ports.ts';
import { type Extension, material } from './lib/material.ts';
import { type BenchContext, median, type Metrics, spread } from './lib/measure.ts';
import { type Opened, openScanned, proportionalBytes, withServer } from './lib/server.ts';

const WIDTH = 1920;
const ROWS = 512;
const RATE = 48000;
const MB = 2 ** 20;

interface Requests {
  spectrogram(params: object): Promise<{ count: number; draft: boolean }>;
}

/** A view of a file of an hour through the client that the product uses: first looks, sharp pictures, deep views. */
export default async function spectrogramServer({ root, quick }: BenchContext): Promise<Metrics> {
  const metrics: Metrics = {};
  const formats: readonly Extension[] = quick ? ['wav'] : ['wav', 'flac', 'mp3', 'ogg'];
  const repeats = quick ? 1 : 3;
  await withServer(root, async (client) => {
    for (const extension of formats) {
      const seconds = quick ? 600 : 3600;
      const file = await openScanned(client, material(seconds, extension));
      Object.assign(metrics, await views(client, file, extension, repeats));
      await client.close(file.handle);
    }
  });
  Object.assign(metrics, await threads(root, quick), await memory(root));
  return metrics;
}

/** Of so many frames from `start` on; resolves with the times of the answers, ms. */
async function view(
  requests: Requests,
  { handle }: { handle: number },
  [start, frames]: readonly [number, number],
  { analysis, draft }: { analysis: Analysis; draft: boolean },
): Promise<number[]> {
  const level = levelOf(analysis, frames / WIDTH);
  const tileFrames = stepOf(analysis, level) * TILE_COLUMNS;
  const axis = { scale: 'mel', low: 0, high: RATE / 2, rows: ROWS } as const;
  const began = performance.now();
  const tiles: Promise<number>[] = [];
  for (let tile = Math.floor(start / tileFrames); tile * tileFrames < start + frames; tile++) {
    const part = { level, start: tile * TILE_COLUMNS, count: TILE_COLUMNS };
    const request = { handle, analysis, axis, tracks: 'channels', channels: [0, 1], draft, ...part };
    tiles.push(requests.spectrogram(request).then(() => performance.now() - began));
  }
  return (await Promise.all(tiles)).sort((a, b) => a - b);
}

async function views(client: AudioServerClient, file: Opened, name: string, repeats: number): Promise<Metrics> {
  const requests: Requests = { spectrogram: (params) => client.spectrogram(params as never) };
  const times = { first: [] as number[], drafts: [] as number[], sharp: [] as number[], deep: [] as number[] };
  const whole = [0, file.frames] as const;
  for (let i = 0; i < repeats; i++) {
    // Each time of another kind, so that nothing is kept of it.
    const analysis = { ...plainAnalysis, window: (['hann', 'hamming', 'gaussian'] as const)[i % 3]! };
    const drafts = await view(requests, file, whole, { analysis, draft: true });
    times.first.push(drafts[0]!);
    times.drafts.push(drafts.at(-1)!);
    times.sharp.push((await view(requests, file, whole, { analysis, draft: false })).at(-1)!);
    for (const seconds of [2, 20, 100]) {
      const at = Math.floor(file.frames * (0.13 + 0.2 * i));
      times.deep.push((await view(requests, file, [at, seconds * RATE], { analysis, draft: false })).at(-1)!);
    }
  }
  const metric = (values: number[], note: string) => ({
    value: median(values),
    unit: 'ms',
    note: `${note}; ${spread(values)}`,
  });
  return {
    [`${name}_firstDraftMs`]: metric(times.first, `of the whole file, ${WIDTH} columns`),
    [`${name}_draftsMs`]: metric(times.drafts, 'all of them'),
    [`${name}_overviewMs`]: metric(times.sharp, 'every window looked at'),
    [`${name}_deepMs`]: { ...metric(times.deep, '2, 20 and 100 s wide'), value: Math.max(...times.deep) },
  };
}

/** The overview with one thread and with two. */
async function threads(root: string, quick: boolean): Promise<Metrics> {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-bench-threads-'));
  const { serverBuild } = (await import(join(root, 'esbuild.mjs'))) as {
    serverBuild: (to: string) => Promise<unknown>;
  };
  await serverBuild(folder);
  const path = material(600, 'wav');
  const times: [number[], number[]] = [[], []];
  try {
    for (let i = 0; i < (quick ? 3 : 7); i++) {
      for (const pictures of [1, 2]) {
        const { port1, port2 } = new MessageChannel();
        const server = new AudioServer(threadPort(port1), {
          worker: new URL(`file://${join(folder, 'decode.worker.mjs')}`),
          cacheFolder: join(folder, 'cache'),
          // Nothing is kept from one run to the next.
          cacheLimitBytes: 1,
          pictures,
        });
        const ends = new Set<number>();
        const client = connect<typeof serverClientApi, typeof serverApi>(threadPort(port2), {
          local: serverClientApi,
          remote: serverApi,
          handlers: {},
          events: {
            walked: () => undefined,
            progress: ({ handle, scan }) => scan.state !== 'scanning' && ends.add(handle),
          },
        });
        const { handle } = await client.request('open', { path, name: path });
        while (!ends.has(handle)) await new Promise((resolve) => setTimeout(resolve, 20));
        const requests: Requests = { spectrogram: (params) => client.request('spectrogram', params as never) };
        // Threads and kernels are there.
        await view(requests, { handle }, [0, 20 * RATE], { analysis: plainAnalysis, draft: false });
        let spent = 0;
        for (const window of ['hamming', 'gaussian', 'kaiser'] as const) {
          const how = { analysis: { ...plainAnalysis, window }, draft: false };
          spent += (await view(requests, { handle }, [0, 600 * RATE], how)).at(-1)!;
        }
        times[pictures - 1]!.push(spent);
        server.dispose();
        port1.close();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const ratios = times[0].map((value, i) => value / times[1][i]!);
  return {
    twoThreads: {
      value: median(ratios),
      unit: '×',
      note: `of one: ${median(times[0]).toFixed(0)} ms; ${spread(ratios)}`,
    },
  };
}

/** What a server holds once the whole of a long file and parts of it were looked at. Mono, and silent: it takes no space. */
async function memory(root: string): Promise<Metrics> {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-bench-memory-'));
  try {
    const held: number[] = [];
    for (const hours of [1 / 6, 10]) {
      const path = join(folder, `${hours.toFixed(2)}.wav`);
      sparseWav(path, hours * 3600 * RATE);
      await withServer(root, async (client) => {
        const { handle, frames } = await openScanned(client, path);
        const requests: Requests = {
          spectrogram: (params) => client.spectrogram({ ...params, channels: [0] } as never),
        };
        for (const part of [1, 0.3, 0.1, 0.03, 0.01, 0.003]) {
          for (const draft of [true, false]) {
            const range = [Math.floor((frames * (1 - part)) / 2), frames * part] as const;
            await view(requests, { handle }, range, { analysis: plainAnalysis, draft });
          }
        }
        const { pid } = await client.usage();
        held.push(proportionalBytes(pid) / MB);
      });
    }
    const [short, long] = held as [number, number];
    return {
      tenMinutesMB: { value: short, unit: 'MB', note: 'of the server, after six views' },
      tenHoursMB: { value: long, unit: 'MB', note: 'after the same views' },
      tenHoursToTenMinutes: { value: long / short, unit: '×' },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sparseWav(path: string, frames: number): void {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + frames * 2, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(frames * 2, 40);
  writeFileSync(path, header);
  truncateSync(path, 44 + frames * 2);
}
