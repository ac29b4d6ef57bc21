import { FileTiles } from '../../src/core/picture/lane/fileTiles.ts';
import type { Tracks } from '../../src/core/picture/lane/laneSource.ts';
import { PeakCache } from '../../src/core/picture/lane/peakCache.ts';
import type { EarshotError } from '../../src/core/protocol/errors.ts';
import type { LoadedFile, Store } from '../store.ts';
import type { Host } from './host.ts';

/** All tiles of one revision of a file; what is lacking is asked of the host. */
export function tilesOfFile(
  file: LoadedFile,
  store: Store,
  host: Host,
  failed: (error: EarshotError) => void,
): FileTiles {
  return new FileTiles(file.info.channels, (tracks) => openCache(file, tracks, store, host, failed));
}

function openCache(
  file: LoadedFile,
  tracks: Tracks,
  store: Store,
  host: Host,
  failed: (error: EarshotError) => void,
): PeakCache {
  const { revision, info } = file;
  const asked = tracks === 'channels' ? {} : { tracks };
  const cache = new PeakCache(
    {
      channels: info.channels,
      peaks: (level, start, count, signal) =>
        host.request('peaks', { revision, level, start, count, ...asked }, signal),
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
