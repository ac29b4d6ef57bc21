import type { Scope } from '../../src/core/util/scope.ts';
import { snapToLabels } from '../labels/labelSnap.ts';
import { xOf } from '../render/viewport.ts';
import type { Store } from '../store.ts';
import { listen } from '../ui/dom.ts';
import { borderUnder, frameUnder, type Navigation } from './navigation.ts';
import type { Playback } from './playback.ts';
import type { Selection } from './selection.ts';
import { snapSelection } from './snap.ts';

export interface DragParts {
  readonly store: Store;
  readonly navigation: Navigation;
  readonly playback: Playback;
  readonly selection: Selection;
  /** Left end of the time axis, CSS pixels of the page. */
  axisLeft(): number;
  /** A click without a drag; x in CSS pixels of the axis. */
  click(x: number): void;
}

/** CSS pixels. */
const CLICK_SLOP = 3;
const EDGE = 5;
/** Of the pixels that a drag is beyond the edge of the picture, the view moves by this part with each step. */
const OVERSHOOT = 0.25;

/** What a press has begun. at() takes CSS pixels of the axis. */
interface Drag {
  readonly fromX: number;
  readonly fromY: number;
  started: boolean;
  /** inverted: Ctrl is held, which turns snapping the other way for now. */
  at(x: number, inverted: boolean): void;
  end(): void;
}

/**
 * Lanes, ruler and markers: a drag selects, Shift extends, a drag of an edge moves it, Alt or a drag of the playhead in
 * the ruler scrubs; a click goes there, two select between markers.
 */
export function dragGestures(scope: Scope, area: HTMLElement, parts: DragParts, hasPlayhead: boolean): void {
  const { store, selection } = parts;
  const xOfEvent = (event: MouseEvent): number => event.clientX - parts.axisLeft();
  const inside = (x: number): boolean => x >= 0 && x < store.screen.value.width && store.totalFrames.value > 0;
  const onPlayhead = (x: number): boolean =>
    hasPlayhead && Math.abs(xOf(store.viewport(), store.position.value) - x) <= EDGE;
  let drag: Drag | null = null;

  listen(scope, area, 'pointerdown', (event) => {
    const x = xOfEvent(event);
    if (event.button !== 0 || !inside(x)) return;
    const parted = { fromX: event.clientX, fromY: event.clientY, started: event.altKey || event.shiftKey };
    if (event.altKey || onPlayhead(x)) drag = { ...parted, ...scrub(parts) };
    else
      drag = {
        ...parted,
        ...(event.shiftKey ? select(parts, selection.farEdge(borderUnder(store, x)), false) : selectFrom(parts, x)),
      };
    area.setPointerCapture(event.pointerId);
    if (drag.started) drag.at(x, inverts(event));
  });
  listen(scope, area, 'pointermove', (event) => {
    const x = xOfEvent(event);
    const buttons = event.buttons & 1;
    area.classList.toggle('scrubs', !buttons && onPlayhead(x));
    area.classList.toggle('resizes', !buttons && !onPlayhead(x) && edgeAt(store, x) !== null);
    if (!drag) return;
    const moved = Math.hypot(event.clientX - drag.fromX, event.clientY - drag.fromY);
    if (!drag.started && moved <= CLICK_SLOP) return;
    drag.started = true;
    drag.at(x, inverts(event));
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

/** From the press, or the edge that is not grabbed, to the pointer, whichever comes first. anchorSnaps: it is new too. */
function select(
  { store, navigation, selection }: DragParts,
  anchorFrame: number,
  anchorSnaps: boolean,
): Pick<Drag, 'at' | 'end'> {
  return {
    at: (x, inverted) => {
      const { width } = store.screen.value;
      if (x < 0) navigation.pan(x * OVERSHOOT);
      if (x > width) navigation.pan((x - width) * OVERSHOOT);
      const under = borderUnder(store, Math.min(Math.max(x, 0), width));
      const border = snapToLabels(store, under);
      selection.between(anchorFrame, border);
      const [edge, other] = border < anchorFrame ? (['start', 'end'] as const) : (['end', 'start'] as const);
      // The edge of a label comes before a crossing.
      if (border === under) void snapSelection(store, selection, anchorSnaps ? 'both' : edge, inverted);
      else if (anchorSnaps) void snapSelection(store, selection, other, inverted);
    },
    end: () => {},
  };
}

function scrub({ store, playback }: DragParts): Pick<Drag, 'at' | 'end'> {
  return {
    at: (x) => playback.scrub(frameUnder(store, Math.min(Math.max(x, 0), store.screen.value.width))),
    end: () => playback.scrub(null),
  };
}

/** What stays in place: the other edge where one is grabbed, else where the press was. */
function selectFrom(parts: DragParts, x: number): Pick<Drag, 'at' | 'end'> {
  const edge = edgeAt(parts.store, x);
  const range = parts.store.selection.value;
  if (edge === null || !range) return select(parts, borderUnder(parts.store, x), true);
  return select(parts, edge === 'start' ? range.endFrame : range.startFrame, false);
}

const inverts = (event: MouseEvent): boolean => event.ctrlKey || event.metaKey;

function edgeAt(store: Store, x: number): 'start' | 'end' | null {
  const range = store.selection.value;
  if (!range) return null;
  const view = store.viewport();
  const fromStart = Math.abs(xOf(view, range.startFrame) - x);
  const fromEnd = Math.abs(xOf(view, range.endFrame) - x);
  if (Math.min(fromStart, fromEnd) > EDGE) return null;
  return fromStart < fromEnd ? 'start' : 'end';
}
