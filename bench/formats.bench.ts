import { copyFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AudioServerClient } from '../src/node/client.ts';
import { type Extension, extensions, material } from './lib/material.ts';
import { type BenchContext, compare, ffmpeg, median, type Metrics, spread } from './lib/measure.ts';
import { peakResidentBytes, scanFile, withServer } from './lib/server.ts';

const MINUTES = 60;
const RATE = 48000;

/**
 * 60 minutes of stereo in each format, server side: the first pyramid columns, a second of samples at the start and at
 * 30:00 before the scan knows the file, and the full scan (peaks and all figures, all cores) against ffmpeg, which decodes
 * on one thread and measures with ebur128=peak=true and astats.
 */
export default async function formats({ root, quick }: BenchContext): Promise<Metrics> {
  const metrics: Metrics = {};
  for (const extension of extensions) {
    const file = material((quick ? 3 : MINUTES) * 60, extension);
    await withServer(root, async (client, folder) => {
      await readings(client, file, folder, extension, quick, metrics);
      const first: number[] = [];
      const result = await compare(
        quick ? 1 : 3,
        async () => void first.push((await scanFile(client, file)).firstPeaksMs),
        () => ffmpeg('-threads', '1', '-i', file, '-af', 'ebur128=peak=true,astats', '-f', 'null', '-'),
      );
      const { pid } = await client.usage();
      const name = extension.replace('.m4a', '');
      metrics[`${name}ScanMs`] = { value: median(result.a), unit: 'ms', note: spread(result.a) };
      metrics[`${name}ScanToFfmpeg`] = { value: result.ratio, unit: '×', note: spread(result.ratios) };
      metrics[`${name}FirstPeaksMs`] = { value: median(first), unit: 'ms', note: spread(first) };
      metrics[`${name}ServerPeakMB`] = { value: peakResidentBytes(pid) / 2 ** 20, unit: 'MB', note: 'resident' };
    });
  }
  return metrics;
}

/** Samples asked for right after opening, of a copy that no cache of the system's has indexed; then again. */
async function readings(
  client: AudioServerClient,
  original: string,
  folder: string,
  extension: Extension,
  quick: boolean,
  metrics: Metrics,
): Promise<void> {
  const start: number[] = [];
  const middle: number[] = [];
  const again: number[] = [];
  // The first pays for starting the process and its threads.
  for (let i = 0; i < (quick ? 2 : 4); i++) {
    const file = join(folder, `${i}-${basename(original)}`);
    copyFileSync(original, file);
    const opened = performance.now();
    const { handle } = await client.open(file, file);
    await client.pcm({ handle, startFrame: 0, frames: RATE });
    const read = performance.now();
    const half = (quick ? 1.5 : MINUTES / 2) * 60 * RATE;
    await client.pcm({ handle, startFrame: half, frames: RATE });
    const jumped = performance.now();
    await client.pcm({ handle, startFrame: half + 100 * RATE, frames: RATE });
    if (i > 0) {
      start.push(read - opened);
      middle.push(jumped - read);
      again.push(performance.now() - jumped);
    }
    await client.close(handle);
    rmSync(file);
  }
  const name = extension.replace('.m4a', '');
  metrics[`${name}FirstSecondMs`] = { value: median(start), unit: 'ms', note: spread(start) };
  metrics[`${name}MiddleMs`] = { value: median(middle), unit: 'ms', note: `unindexed; ${spread(middle)}` };
  metrics[`${name}MiddleAgainMs`] = { value: median(again), unit: 'ms', note: `indexed; ${spread(again)}` };
}
