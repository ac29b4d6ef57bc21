import type { Scope } from '../../src/core/util/scope.ts';
import type { GlStage } from '../render/gl/glStage.ts';
import type { LaneTiles } from '../../src/core/picture/lane/laneSource.ts';
import type { SurfaceObserver } from '../render/surface.ts';
import type { Store } from '../store.ts';
import type { ChannelStrips } from '../ui/channelStrips.ts';
import { laneBadges } from '../ui/laneBadges.ts';
import { dressRail } from '../ui/laneRail.ts';
import { LaneSet } from '../ui/lanes.ts';
import type { Page } from '../ui/page.ts';
import { followLoudest } from './amplitude.ts';
import { resetLaneHeight, toggleSolo } from './laneCommands.ts';
import { laneWheel, wireLane } from './laneGestures.ts';

interface Parts {
  readonly scope: Scope;
  readonly store: Store;
  readonly page: Page;
  readonly observer: SurfaceObserver;
  readonly stage: GlStage;
  readonly strips: ChannelStrips;
  readonly tiles: () => LaneTiles | null;
}

/** The lanes with all that stands in their rails and can be done to them. */
export function addLanes({ scope, store, page, observer, stage, strips, tiles }: Parts): LaneSet {
  const lanes: LaneSet = new LaneSet({
    element: page.lanes,
    observer,
    stage,
    store,
    dress: (lane) => {
      const solo = (): void => toggleSolo(store, lane.key);
      if (lane.channel === null) dressRail(lane, store, solo);
      else {
        strips.dress(lane, solo);
        dressRail(lane, store, null);
      }
      wireLane(lane, store, () => resetLaneHeight(store, lane.key));
    },
  });
  page.main.append(laneBadges(scope, store));
  laneWheel(scope, lanes, store, () => page.rulerCanvas.getBoundingClientRect().left);
  followLoudest(scope, store, tiles);
  return lanes;
}
