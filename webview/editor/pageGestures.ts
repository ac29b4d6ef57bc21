import type { Scope } from '../../src/core/util/scope.ts';
import type { Labels } from '../labels/labels.ts';
import type { MarkersLayer } from '../layers/markers.ts';
import type { Store } from '../store.ts';
import type { Page } from '../ui/page.ts';
import { cursorGestures } from './cursorGestures.ts';
import { dragGestures } from './dragGestures.ts';
import { axisGestures, markerHover, minimapGestures, panGestures } from './gestures.ts';
import { frameUnder, type Navigation } from './navigation.ts';
import type { Playback } from './playback.ts';
import type { Selection } from './selection.ts';

interface Parts {
  readonly scope: Scope;
  readonly store: Store;
  readonly page: Page;
  readonly navigation: Navigation;
  readonly playback: Playback;
  readonly selection: Selection;
  readonly markers: MarkersLayer;
  readonly labels: Labels;
  readonly seek: (frame: number) => void;
}

/** What the pointer does where: lanes, ruler, markers and labels share one axis, the minimap has its own. */
export function addGestures(parts: Parts): void {
  const { scope, store, page, navigation, playback, selection, markers, labels, seek } = parts;
  const axisLeft = (): number => page.rulerCanvas.getBoundingClientRect().left;
  const click = (x: number): void => playback.seek(frameUnder(store, x));
  const drag = { store, navigation, playback, selection, axisLeft, click };
  const clickMarker = (x: number): void => {
    const [marker] = markers.at(x);
    if (marker) seek(marker.frame);
    else click(x);
  };
  // A label under the pointer comes before the axis it stands on.
  labels.show(axisLeft);
  for (const area of [page.lanes, page.loudness.area, page.ruler, page.markers, labels.area]) {
    axisGestures(scope, area, axisLeft, store, navigation);
    panGestures(scope, area, navigation);
  }
  dragGestures(scope, page.lanes, drag, false);
  dragGestures(scope, page.loudness.area, drag, false);
  dragGestures(scope, labels.area, drag, false);
  dragGestures(scope, page.ruler, drag, true);
  dragGestures(scope, page.markers, { ...drag, click: clickMarker }, false);
  markerHover(scope, page.markers, axisLeft, (x) => markers.words(x));
  minimapGestures(scope, page.minimap, store, navigation);
  cursorGestures({ scope, store, cursors: page.cursors, navigation, axisLeft });
}
