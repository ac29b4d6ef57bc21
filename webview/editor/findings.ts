import type { Scope } from '../../src/core/util/scope.ts';
import { FindingMapLayer, FindingsLayer } from '../layers/findings.ts';
import { PlaceLayer } from '../layers/place.ts';
import type { FrameLoop } from '../render/frameLoop.ts';
import type { Store } from '../store.ts';
import { MarkSet } from '../ui/findingMarks.ts';
import type { LaneSet } from '../ui/lanes.ts';
import type { Page } from '../ui/page.ts';
import { findingHover } from './findingHover.ts';

interface Parts {
  readonly scope: Scope;
  readonly store: Store;
  readonly page: Page;
  readonly loop: FrameLoop;
  readonly lanes: LaneSet;
}

/** Marks of findings over minimap, ruler and lanes, and the mark of the place that one of them led to. */
export function addFindings({ scope, store, page, loop, lanes }: Parts): void {
  const marks = new MarkSet(store);
  loop.add(new FindingMapLayer(store, marks, page.minimap));
  loop.add(new FindingsLayer(store, marks, page.ruler, lanes));
  loop.add(new PlaceLayer(store, lanes));
  findingHover(scope, store, page, marks);
}
