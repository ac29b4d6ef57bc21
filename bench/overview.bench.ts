import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { material } from './lib/material.ts';
import { type BenchContext, compare, ffmpeg, median, type Metrics, spread } from './lib/measure.ts';
import { peakResidentBytes, scanFile, withServer } from './lib/server.ts';

/** The complete overview of a 60-minute 48 kHz stereo WAV, against ffmpeg drawing one from the same file in the same run. */
export default async function overview({ root, quick }: BenchContext): Promise<Metrics> {
  const file = material(3600, 'wav');
  const folder = mkdtempSync(join(tmpdir(), 'earshot-overview-'));
  try {
    return await withServer(root, async (client) => {
      const first: number[] = [];
      const ours = async (): Promise<void> => void first.push((await scanFile(client, file)).firstPeaksMs);
      const theirs = (): void =>
        ffmpeg('-i', file, '-filter_complex', 'showwavespic', '-frames:v', '1', join(folder, 'overview.png'));
      const result = await compare(quick ? 1 : 5, ours, theirs);
      const { pid } = await client.usage();
      return {
        fullMs: { value: median(result.a), unit: 'ms', note: spread(result.a) },
        ffmpegMs: { value: median(result.b), unit: 'ms', note: spread(result.b) },
        toFfmpeg: { value: result.ratio, unit: '×', note: spread(result.ratios) },
        firstPeaksMs: { value: median(first), unit: 'ms', note: spread(first) },
        serverPeakMB: { value: peakResidentBytes(pid) / 2 ** 20, unit: 'MB', note: 'resident, largest over the run' },
      };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
