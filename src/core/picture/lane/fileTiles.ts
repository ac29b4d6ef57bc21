import type { ScanProgress } from '../../protocol/audio.ts';
import type { Disposable } from '../../util/scope.ts';
import { PCM_LEVEL, type TileLookup } from './columns.ts';
import { type LaneTiles, MidSideLookup, type Tracks } from './laneSource.ts';
import type { PeakCache, TileSpan } from './peakCache.ts';

/**
 * All tiles of one revision of a file; what is lacking is asked for. Peaks of mid and side have a cache of their
 * own from when they are first wanted: they cannot be made of the peaks of the channels. Samples can, and are.
 */
export class FileTiles implements LaneTiles, Disposable {
  readonly channels: number;
  /** Of the channels. */
  readonly cache: PeakCache;
  #open: (tracks: Tracks) => PeakCache;
  #midSide: { cache: PeakCache; lookup: TileLookup } | null = null;
  #scan: ScanProgress | null = null;

  constructor(channels: number, open: (tracks: Tracks) => PeakCache) {
    this.channels = channels;
    this.#open = open;
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
