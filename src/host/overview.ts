import { blockFrames, MAX_LEVEL, type PeaksResult, type ScanProgress } from '../core/protocol/audio.ts';
import type { AudioServerClient } from '../node/client.ts';

/** More than a screen has columns, so that the picture looks finished; about 100 KB for stereo. */
const OVERVIEW_BLOCKS = 4096;
/** Finer levels are made on demand. */
const FIRST_STORED_LEVEL = 2;

/** The whole file in at most OVERVIEW_BLOCKS blocks, as far as it has been scanned; null while nothing has. */
export async function readOverview(
  server: AudioServerClient,
  handle: number,
  scan: ScanProgress,
): Promise<{ level: number; peaks: PeaksResult } | null> {
  if (scan.scannedFrames === 0) return null;
  const frames = Math.max(scan.totalFrames ?? 0, scan.scannedFrames);
  let level = FIRST_STORED_LEVEL;
  while (level < MAX_LEVEL && frames > blockFrames(level) * OVERVIEW_BLOCKS) level++;
  const peaks = await server.peaks({ handle, level, start: 0, count: OVERVIEW_BLOCKS });
  return peaks.count > 0 ? { level, peaks } : null;
}
