import type { Scope } from '../../src/core/util/scope.ts';
import { HANDLES_FROM, windowEdges } from '../layers/minimapWindow.ts';
import { fitView, frameAt, MAX_PIXELS_PER_FRAME } from '../render/viewport.ts';
import type { Store } from '../store.ts';
import { listen, setAttribute } from '../ui/dom.ts';

/** What gestures ask for; frames of the file, CSS pixels. */
export interface GestureActions {
  seekAt(x: number): void;
  zoom(factor: number, x: number): void;
  pan(pixels: number): void;
  showFrames(startFrame: number, endFrame: number): void;
}

const CLICK_SLOP = 3;
/** One notch of a wheel (100) zooms by about a fifth. */
const WHEEL_ZOOM = 0.002;
const PINCH_ZOOM = 0.01;
const LINE_PIXELS = 16;
const HANDLE = 6;

/** Lanes and ruler: click seeks, the wheel zooms at the pointer, shift or a sideways wheel pans, hover reads out. */
export function axisGestures(
  scope: Scope,
  area: HTMLElement,
  axisLeft: () => number,
  store: Store,
  actions: GestureActions,
): void {
  const xOfEvent = (event: MouseEvent): number => event.clientX - axisLeft();
  const inside = (x: number): boolean => x >= 0 && x < store.screen.value.width;
  let down: { x: number; y: number } | null = null;

  listen(scope, area, 'pointerdown', (event) => {
    down = event.button === 0 && inside(xOfEvent(event)) ? { x: event.clientX, y: event.clientY } : null;
  });
  listen(scope, area, 'pointerup', (event) => {
    if (!down) return;
    const moved = Math.hypot(event.clientX - down.x, event.clientY - down.y);
    down = null;
    if (moved <= CLICK_SLOP) actions.seekAt(xOfEvent(event));
  });
  listen(scope, area, 'pointermove', (event) => {
    const x = xOfEvent(event);
    const channel = (event.target as HTMLElement).dataset['channel'];
    store.pointer.set(inside(x) ? { x, channel: channel === undefined ? null : Number(channel) } : null);
  });
  listen(scope, area, 'pointerleave', () => store.pointer.set(null));
  listen(
    scope,
    area,
    'wheel',
    (event) => {
      const x = xOfEvent(event);
      // Over the rail the wheel scrolls lanes that do not fit.
      if (!inside(x)) return;
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PIXELS : 1;
      const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
      if (event.ctrlKey) actions.zoom(Math.exp(limit(dy) * PINCH_ZOOM), x);
      else if (event.shiftKey || Math.abs(dx) > Math.abs(dy)) actions.pan(dx || dy);
      else actions.zoom(Math.exp(dy * WHEEL_ZOOM), x);
    },
    { passive: false },
  );
}

/** The row of markers: a click goes to the marker under it, hover names it; else it is as the ruler. */
export function markerGestures(
  scope: Scope,
  row: HTMLElement,
  axisLeft: () => number,
  store: Store,
  actions: GestureActions,
  markers: { at(x: number): readonly { frame: number }[]; words(x: number): string },
  go: { seekAndReveal(frame: number): void },
): void {
  const seekAt = (x: number): void => {
    const [marker] = markers.at(x);
    if (marker) go.seekAndReveal(marker.frame);
    else actions.seekAt(x);
  };
  axisGestures(scope, row, axisLeft, store, { ...actions, seekAt });
  listen(scope, row, 'pointermove', (event) => {
    const words = markers.words(event.clientX - axisLeft());
    row.classList.toggle('hit', words !== '');
    setAttribute(row, 'title', words);
  });
}

/** ctrl+wheel of a mouse sends whole notches where a pinch sends small steps. */
function limit(delta: number): number {
  return Math.min(Math.max(delta, -30), 30);
}

/** Minimap: drag the window or its edges, click beside it to centre it there. */
export function minimapGestures(scope: Scope, minimap: HTMLElement, store: Store, actions: GestureActions): void {
  const frameOf = (x: number): number => frameAt(fitView(store.totalFrames.value, store.screen.value), x);
  const xOfEvent = (event: MouseEvent): number => event.clientX - minimap.getBoundingClientRect().left;
  let drag: ((x: number) => void) | null = null;

  const start = (x: number): ((x: number) => void) => {
    const [left, right] = windowEdges(store);
    const [startFrame, endFrame] = [frameOf(left), frameOf(right)];
    const least = store.screen.value.width / MAX_PIXELS_PER_FRAME;
    const small = right - left < HANDLES_FROM;
    if (!small && Math.abs(x - left) <= HANDLE) {
      return (at) => actions.showFrames(Math.min(Math.max(0, frameOf(at - x + left)), endFrame - least), endFrame);
    }
    if (!small && Math.abs(x - right) <= HANDLE) {
      return (at) => actions.showFrames(startFrame, Math.max(frameOf(at - x + right), startFrame + least));
    }
    const grabbed = x >= left && x <= right ? x - left : (right - left) / 2;
    return (at) => actions.showFrames(frameOf(at - grabbed), frameOf(at - grabbed + right - left));
  };

  listen(scope, minimap, 'pointerdown', (event) => {
    if (event.button !== 0 || store.totalFrames.value === 0) return;
    drag = start(xOfEvent(event));
    minimap.setPointerCapture(event.pointerId);
    drag(xOfEvent(event));
  });
  listen(scope, minimap, 'pointermove', (event) => drag?.(xOfEvent(event)));
  const end = (): void => {
    drag = null;
  };
  listen(scope, minimap, 'pointerup', end);
  listen(scope, minimap, 'pointercancel', end);
}
