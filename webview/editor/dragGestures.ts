import type { Scope } from '../../src/core/util/scope.ts';
import { xOf } from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';
import { listen } from '../ui/dom.ts';
import { boxExtended, boxFrom, boxPartOf, dragBox } from './boxDrag.ts';
import { borderUnder, frameUnder } from './navigation.ts';
import { type DragCourse, type DragParts, type DragPlace, select } from './selectDrag.ts';
import { laneUnder, type SpectrumPlace, spectrumUnder } from './spectrumUnder.ts';

/** CSS pixels. */
const CLICK_SLOP = 3;
const EDGE = 5;

interface Drag extends DragCourse {
  readonly fromX: number;
  readonly fromY: number;
  started: boolean;
}

/**
 * Lanes, ruler and markers: a drag selects, in a spectrogram frequencies too, Shift extends, a drag of an edge moves it,
 * Alt or a drag of the playhead in the ruler scrubs; a click goes there, two select between markers.
 */
export function dragGestures(scope: Scope, area: HTMLElement, parts: DragParts, hasPlayhead: boolean): void {
  const { store, selection } = parts;
  const xOfEvent = (event: MouseEvent): number => event.clientX - parts.axisLeft();
  const inside = (x: number): boolean => x >= 0 && x < store.screen.value.width && store.totalFrames.value > 0;
  const onPlayhead = (x: number): boolean =>
    hasPlayhead && Math.abs(xOf(store.viewport(), store.position.value) - x) <= EDGE;
  const placeOf = (event: PointerEvent): DragPlace => ({
    x: xOfEvent(event),
    y: event.clientY,
    inverted: event.ctrlKey || event.metaKey,
  });
  let drag: Drag | null = null;

  const begin = (event: PointerEvent, x: number): DragCourse => {
    if (event.altKey || onPlayhead(x)) return scrub(parts);
    const lane = laneUnder(area, event);
    const place = lane && spectrumUnder(store, lane, event.clientY);
    if (event.shiftKey) {
      const boxAt = boxExtended(store, place, event.clientY);
      return select(parts, selection.farEdge(borderUnder(store, x)), false, boxAt);
    }
    return dragBox(parts, event.target, x, event.clientY) ?? selectFrom(parts, x, place, event.clientY);
  };
  listen(scope, area, 'pointerdown', (event) => {
    const x = xOfEvent(event);
    if (event.button !== 0 || !inside(x)) return;
    const started = event.altKey || event.shiftKey;
    drag = { fromX: event.clientX, fromY: event.clientY, started, ...begin(event, x) };
    area.setPointerCapture(event.pointerId);
    if (started) drag.at(placeOf(event));
  });
  listen(scope, area, 'pointermove', (event) => {
    const x = xOfEvent(event);
    const buttons = event.buttons & 1;
    area.classList.toggle('scrubs', !buttons && onPlayhead(x));
    const onEdge = boxPartOf(event.target) === null && edgeAt(store, x) !== null;
    area.classList.toggle('resizes', !buttons && !onPlayhead(x) && onEdge);
    if (!drag) return;
    const moved = Math.hypot(event.clientX - drag.fromX, event.clientY - drag.fromY);
    if (!drag.started && moved <= CLICK_SLOP) return;
    drag.started = true;
    drag.at(placeOf(event));
  });
  const end = (event: PointerEvent): void => {
    const ended = drag;
    drag = null;
    if (!ended) return;
    if (ended.started) return ended.end();
    if (event.type === 'pointerup') parts.click(xOfEvent(event));
  };
  listen(scope, area, 'pointerup', end);
  listen(scope, area, 'pointercancel', end);
  listen(scope, area, 'dblclick', (event) => {
    const x = xOfEvent(event);
    if (inside(x) && !event.shiftKey && !event.altKey) selection.around(frameUnder(store, x));
  });
}

function scrub({ store, playback }: DragParts): DragCourse {
  return {
    at: ({ x }) => playback.scrub(frameUnder(store, Math.min(Math.max(x, 0), store.screen.value.width))),
    end: () => playback.scrub(null),
  };
}

/** What stays in place: the other edge where one is grabbed, else where the press was. */
function selectFrom(parts: DragParts, x: number, place: SpectrumPlace | null, y: number): DragCourse {
  const { store } = parts;
  const edge = edgeAt(store, x);
  const range = store.selection.value;
  if (edge === null || !range) return select(parts, borderUnder(store, x), true, boxFrom(place, y));
  return select(parts, edge === 'start' ? range.endFrame : range.startFrame, false, () => store.box.value);
}

function edgeAt(store: Store, x: number): 'start' | 'end' | null {
  const range = store.selection.value;
  if (!range) return null;
  const view = store.viewport();
  const fromStart = Math.abs(xOf(view, range.startFrame) - x);
  const fromEnd = Math.abs(xOf(view, range.endFrame) - x);
  if (Math.min(fromStart, fromEnd) > EDGE) return null;
  return fromStart < fromEnd ? 'start' : 'end';
}
