import type { BandRange } from '../../src/core/engine/lens.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import type { Store } from '../store.ts';
import type { LaneSet } from '../ui/lanes.ts';
import type { ActionParts } from './actions.ts';

/** Plays the box that is drawn in a spectrogram, and nothing else of the sound; once more: all frequencies again. */
export function hearBox({ store, playback }: Pick<ActionParts, 'store' | 'playback'>): void {
  if (store.boxHeard.value || !store.box.value) return store.boxHeard.set(false);
  store.boxHeard.set(true);
  const range = store.selection.value;
  if (range && !store.playing) playback.playRange(range);
}

/** A box without a selection is none; one whose lane is gone goes to the first that is shown. */
export function keepBox(scope: Scope, store: Store, lanes: LaneSet): void {
  scope.add(store.selection.on(() => store.selection.value === null && store.box.set(null)));
  scope.add(
    store.laneSizes.on(() => {
      const [box, first] = [store.box.value, lanes.lanes[0]];
      if (box && first && !lanes.laneOf(box.lane)) store.box.set({ ...box, lane: first.key });
    }),
  );
}

/** While the box is heard, the range that is heard alone follows it; afterwards it is what it was before. */
export function followBox(scope: Scope, store: Store): void {
  let before: BandRange | null = null;
  let own: BandRange | null = null;
  const hear = (band: BandRange | null): void => {
    own = band;
    store.band.set(band);
  };
  const follow = (): void => {
    const box = store.boxHeard.value ? store.box.value : null;
    if (box) hear({ low: box.low, high: box.high });
    else store.boxHeard.set(false);
  };
  scope.add(store.box.on(() => store.boxHeard.value && follow()));
  scope.add(
    store.boxHeard.on(() => {
      if (store.boxHeard.value) {
        before = store.band.value;
        follow();
      } else if (own && store.band.value === own) hear(before);
    }),
  );
  // Whoever hears something else, or everything, no longer hears the box.
  scope.add(store.band.on(() => store.band.value !== own && store.boxHeard.set(false)));
}
