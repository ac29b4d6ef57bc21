import { MessageChannel } from 'node:worker_threads';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { connect } from '../src/core/protocol/rpc.ts';
import { serverApi, serverClientApi } from '../src/core/protocol/serverApi.ts';
import { AudioServer } from '../src/node/audioServer.ts';
import { threadPort } from '../src/node/ports.ts';
import { extensions, material } from './lib/material.ts';
import { type BenchContext, compare, type Metrics, spread } from './lib/measure.ts';
import { peakResidentBytes, scanFile, withServer } from './lib/server.ts';

/** Ten 60-minute files open at once, what that takes; a second opening; and what a second thread gains. */
export default async function manyFiles({ root, quick }: BenchContext): Promise<Metrics> {
  const metrics: Metrics = {};
  const seconds = quick ? 180 : 3600;
  const files = extensions.map((extension) => material(seconds, extension));
  await withServer(root, async (client) => {
    const open = await Promise.all(files.map((file) => client.open(file, file)));
    const ends = new Set<number>();
    await new Promise<void>((resolve) => {
      client.onProgress.on(({ handle, scan }) => {
        if (scan.state !== 'scanning') ends.add(handle);
        if (open.every((each) => ends.has(each.handle))) resolve();
      });
    });
    for (const { handle } of open) {
      for (let at = 0; at < seconds; at += seconds / 20) {
        await client.pcm({ handle, startFrame: at * 48000, frames: 48000 });
      }
    }
    const { pid } = await client.usage();
    metrics['tenFilesPeakMB'] = { value: peakResidentBytes(pid) / 2 ** 20, unit: 'MB', note: 'scanned, sought, open' };
  });
  await withServer(
    root,
    async (client) => {
      const file = material(seconds, 'mp3');
      await scanFile(client, file);
      const { firstPeaksMs, doneMs } = await scanFile(client, file);
      metrics['secondOpeningMs'] = { value: doneMs, unit: 'ms', note: `first peaks ${firstPeaksMs.toFixed(1)} ms` };
    },
    { keepResults: true },
  );
  await withServer(root, async (_client, folder) => {
    const worker = pathToFileURL(join(folder, 'decode.worker.mjs'));
    const pair = ['flac', 'mp3'].map((extension) => material(quick ? 60 : 1200, extension as 'flac' | 'mp3'));
    const one = inProcess(worker, folder, 1);
    const two = inProcess(worker, folder, 2);
    const scaling = await compare(
      quick ? 1 : 5,
      () => one.scan(pair),
      () => two.scan(pair),
    );
    metrics['twoThreadsGain'] = { value: scaling.ratio, unit: '×', note: spread(scaling.ratios) };
    one.end();
    two.end();
  });
  return metrics;
}

/** A server in this process with a number of scanning threads. */
function inProcess(worker: URL, folder: string, size: number) {
  const { port1, port2 } = new MessageChannel();
  const cacheFolder = join(folder, `cache-${size}`);
  const server = new AudioServer(threadPort(port1), { worker, size, cacheFolder, cacheLimitBytes: 1 });
  const ended = new Set<number>();
  let wake: () => void = () => undefined;
  const client = connect<typeof serverClientApi, typeof serverApi>(threadPort(port2), {
    local: serverClientApi,
    remote: serverApi,
    handlers: {},
    events: {
      walked: () => undefined,
      progress: ({ handle, scan }) => {
        if (scan.state !== 'scanning') ended.add(handle);
        wake();
      },
    },
  });
  return {
    async scan(files: string[]) {
      const open = await Promise.all(files.map((path) => client.request('open', { path, name: path })));
      while (!open.every(({ handle }) => ended.has(handle))) await new Promise<void>((resolve) => (wake = resolve));
      await Promise.all(open.map(({ handle }) => client.request('close', { handle })));
    },
    end() {
      server.dispose();
      port1.close();
    },
  };
}
