import type { Scope } from '../../src/core/util/scope.ts';
import { MAX_AMPLITUDE_ZOOM } from '../../src/core/picture/lane/amplitude.ts';
import { Columns, levelFor, NOTHING } from '../../src/core/picture/lane/columns.ts';
import type { LaneTiles } from '../../src/core/picture/lane/laneSource.ts';
import { tilesOf } from '../../src/core/picture/lane/peakCache.ts';
import type { Store } from '../store.ts';

export const decibelRanges = [48, 60, 72, 96, 120] as const;

/** Once by the user's hand, the zoom follows the loudest peak no longer. */
export function setAmplitudeZoom(store: Store, zoom: number): void {
  store.normalised.set(false);
  store.amplitude.set({ ...store.amplitude.value, zoom: limited(zoom) });
}

export function zoomAmplitude(store: Store, factor: number): void {
  setAmplitudeZoom(store, store.amplitude.value.zoom * factor);
}

/** Powers of √2 come out exact, so that as many steps back lead to where it began. */
function limited(zoom: number): number {
  const steps = 2 * Math.log2(zoom);
  const near = Math.round(steps);
  const exact = Math.abs(steps - near) < 1e-6 ? 2 ** (near / 2) : zoom;
  return Math.min(Math.max(exact, 1), MAX_AMPLITUDE_ZOOM);
}

export function toggleNormalised(store: Store): void {
  if (store.normalised.value) setAmplitudeZoom(store, 1);
  else store.normalised.set(true);
}

export function showDecibels(store: Store, rangeDb: number): void {
  store.amplitude.set({ ...store.amplitude.value, kind: 'db', rangeDb });
}

export function showLinear(store: Store): void {
  store.amplitude.set({ ...store.amplitude.value, kind: 'linear' });
}

export function toggleDecibels(store: Store): void {
  const { kind, rangeDb } = store.amplitude.value;
  if (kind === 'db') showLinear(store);
  else showDecibels(store, rangeDb);
}

/** Columns that a file is looked at in for its loudest peak; any number gives the same, this one is quick. */
const LOOKS = 1024;

/** Largest magnitude of any sample of any channel, of what the pyramid has so far. */
export function loudestPeak(tiles: LaneTiles, totalFrames: number): number {
  const framesPerColumn = Math.max(1, totalFrames / LOOKS);
  const range = { startFrame: 0, framesPerColumn, count: Math.ceil(totalFrames / framesPerColumn), totalFrames };
  tiles.want('loudest', new Set(['channels']), [tilesOf(levelFor(framesPerColumn), 0, totalFrames)]);
  const columns = new Columns();
  let loudest = 0;
  for (let channel = 0; channel < tiles.channels; channel++) {
    columns.fill(tiles.lookup('channels'), channel, tiles.channels, range);
    for (let i = 0; i < columns.count; i++) {
      if (columns.quality[i] !== NOTHING) loudest = Math.max(loudest, columns.max[i]!, -columns.min[i]!);
    }
  }
  return loudest;
}

/** While the view is normalised, its zoom brings the loudest peak to full scale, as the scan finds louder ones. */
export function followLoudest(scope: Scope, store: Store, tiles: () => LaneTiles | null): void {
  const follow = (): void => {
    const source = tiles();
    if (!store.normalised.value || !source) return;
    const loudest = loudestPeak(source, store.totalFrames.value);
    // Beyond full scale it zooms out. Silence has nothing to be brought anywhere.
    const zoom = loudest > 0 ? Math.min(1 / loudest, MAX_AMPLITUDE_ZOOM) : 1;
    if (zoom !== store.amplitude.value.zoom) store.amplitude.set({ ...store.amplitude.value, zoom });
  };
  for (const watched of [store.normalised, store.tiles, store.totalFrames, store.file]) scope.add(watched.on(follow));
  scope.defer(() => tiles()?.want('loudest', new Set(), []));
}
