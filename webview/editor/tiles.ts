import type { ScanProgress } from '../../src/core/protocol/audio.ts';
import type { EarshotError } from '../../src/core/protocol/errors.ts';
import type { Disposable } from '../../src/core/util/scope.ts';
import { PCM_LEVEL, type TileLookup } from '../render/columns.ts';
import { type LaneTiles, MidSideLookup, type Tracks } from '../render/laneSource.ts';
import { PeakCache, type TileSpan } from '../render/peakCache.ts';
import type { LoadedFile, Store } from '../store.ts';
import type { Host } from './host.ts';

/**
 * All tiles of one revision of a file; what is lacking is asked of the host. Peaks of mid and side have a cache of their
 * own from when they are first wanted: they cannot be made of the peaks of the channels. Samples can, and are.
 */
export class FileTiles implements LaneTiles, Disposable {
  readonly channels: number;
  /** Of the channels. */
  readonly cache: PeakCache;
  #open: (tracks: Tracks) => PeakCache;
  #midSide: { cache: PeakCache; lookup: TileLookup } | null = null;
  #scan: ScanProgress | null = null;

  constructor(file: LoadedFile, store: Store, host: Host, failed: (error: EarshotError) => void) {
    this.channels = file.info.channels;
    this.#open = (tracks) => openCache(file, tracks, store, host, failed);
    this.cache = this.#open('channels');
  }

  lookup(tracks: Tracks): TileLookup {
    return tracks === 'channels' ? this.cache : this.#ofMidSide().lookup;
  }

  want(viewer: string, tracks: ReadonlySet<Tracks>, spans: readonly TileSpan[]): void {
    const samples = spans.filter(({ level }) => level === PCM_LEVEL);
    const peaks = spans.filter(({ level }) => level !== PCM_LEVEL);
    this.cache.want(viewer, tracks.has('channels') ? spans : samples);
    if (tracks.has('midSide')) this.#ofMidSide().cache.want(viewer, peaks);
    else this.#midSide?.cache.want(viewer, []);
  }

  setScan(scan: ScanProgress): void {
    this.#scan = scan;
    this.cache.setScan(scan);
    this.#midSide?.cache.setScan(scan);
  }

  dispose(): void {
    this.cache.dispose();
    this.#midSide?.cache.dispose();
  }

  #ofMidSide(): { cache: PeakCache; lookup: TileLookup } {
    if (this.#midSide) return this.#midSide;
    const cache = this.#open('midSide');
    if (this.#scan) cache.setScan(this.#scan);
    this.#midSide = { cache, lookup: new MidSideLookup(this.cache, cache) };
    return this.#midSide;
  }
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
