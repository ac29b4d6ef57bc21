import { material } from './lib/material.ts';
import { type BenchContext, compare, ffmpeg, median, type Metrics, spread } from './lib/measure.ts';
import { scanFile, withServer } from './lib/server.ts';

/** Decode and scan of 3 minutes of each format, against ffmpeg decoding the same file to nothing on one thread. */
export default async function scan({ root, quick }: BenchContext): Promise<Metrics> {
  const metrics: Metrics = {};
  await withServer(root, async (client) => {
    for (const extension of ['wav', 'flac', 'mp3', 'ogg', 'opus', 'm4a'] as const) {
      const file = material(180, extension);
      const first: number[] = [];
      const result = await compare(
        quick ? 1 : 5,
        async () => void first.push((await scanFile(client, file)).firstPeaksMs),
        () => ffmpeg('-threads', '1', '-i', file, '-f', 'null', '-'),
      );
      metrics[`${extension}Ms`] = { value: median(result.a), unit: 'ms', note: spread(result.a) };
      metrics[`${extension}ToFfmpeg`] = { value: result.ratio, unit: '×', note: spread(result.ratios) };
      metrics[`${extension}FirstPeaksMs`] = { value: median(first), unit: 'ms', note: spread(first) };
    }
  });
  return metrics;
}
