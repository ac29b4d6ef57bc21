import type { Scope } from '../../src/core/util/scope.ts';
import { LoudnessLayer } from '../layers/loudness.ts';
import { LoudnessKeyLayer } from '../layers/loudnessKey.ts';
import type { FrameLoop } from '../render/frameLoop.ts';
import type { SurfaceObserver } from '../render/surface.ts';
import type { Store } from '../store.ts';
import { dressLoudnessRail } from '../ui/loudnessLane.ts';
import type { Page } from '../ui/page.ts';
import type { TimeAxis } from '../ui/timeAxis.ts';

interface Parts {
  readonly scope: Scope;
  readonly store: Store;
  readonly page: Page;
  readonly loop: FrameLoop;
  readonly surfaces: SurfaceObserver;
  readonly axis: TimeAxis;
}

/** The lane of loudness with all that is drawn and said in it. */
export function addLoudnessLane({ scope, store, page, loop, surfaces, axis }: Parts): void {
  const { loudness: lane, main } = page;
  dressLoudnessRail(lane, store);
  const [rail, picture] = [surfaces.observe(lane.rail), surfaces.observe(lane.canvas)];
  loop.add(new LoudnessLayer({ store, lane, view: main, rail, picture, axis }));
  loop.add(new LoudnessKeyLayer(scope, store, lane.key));
}
