import type { EarshotError } from '../../src/core/protocol/errors.ts';
import { PeakCache } from '../render/peakCache.ts';
import type { LoadedFile, Store } from '../store.ts';
import type { Host } from './host.ts';

/** The cache of one revision of the file; what it lacks is asked of the host. */
export function openTiles(
  file: LoadedFile,
  store: Store,
  host: Host,
  failed: (error: EarshotError) => void,
): PeakCache {
  const { revision, info } = file;
  const cache = new PeakCache(
    {
      channels: info.channels,
      peaks: (level, start, count, signal) => host.request('peaks', { revision, level, start, count }, signal),
      pcm: async (startFrame, frames, signal) => {
        const answer = await host.request('pcm', { revision, startFrame, frames }, signal);
        return { count: answer.frames, data: answer.data };
      },
    },
    {
      later: (run, ms) => {
        const timer = setTimeout(run, ms);
        return { dispose: () => clearTimeout(timer) };
      },
      onError: failed,
    },
  );
  cache.changed.on(() => {
    store.problem.set(null);
    store.tiles.emit();
  });
  return cache;
}
