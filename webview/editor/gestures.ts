import type { Scope } from '../../src/core/util/scope.ts';
import { HANDLES_FROM, windowEdges } from '../layers/minimapWindow.ts';
import { fitView, frameAt, MAX_PIXELS_PER_FRAME } from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';
import { channelOf } from '../../src/core/picture/lane/laneSource.ts';
import { listen, setAttribute } from '../ui/dom.ts';
import { frequencyIn, laneUnder, spectrumUnder } from './spectrumUnder.ts';
import type { Move, Navigation } from './navigation.ts';

/** One notch of a wheel (100) zooms by about a fifth. */
const WHEEL_ZOOM = 0.002;
const PINCH_ZOOM = 0.01;
const LINE_PIXELS = 16;
const HANDLE = 6;
/** Events of the wheel that come sooner after another belong to it. */
const SWIPE_MS = 150;

/** Over the time axis the wheel zooms at the pointer, Shift or a sideways wheel pans, hover reads out. */
export function axisGestures(
  scope: Scope,
  area: HTMLElement,
  axisLeft: () => number,
  store: Store,
  navigation: Navigation,
): void {
  const xOfEvent = (event: MouseEvent): number => event.clientX - axisLeft();
  const inside = (x: number): boolean => x >= 0 && x < store.screen.value.width;
  let swipe = { at: -Infinity, sideways: false };

  let last: { readonly x: number; readonly clientY: number; readonly lane: HTMLElement | null } | null = null;

  const point = (): void => {
    if (!last || !inside(last.x)) return store.pointer.set(null);
    const { x, clientY, lane } = last;
    const spectrum = lane && spectrumUnder(store, lane, clientY);
    // Of the middle of the pixel.
    const frequency = spectrum && frequencyIn(spectrum, clientY + 0.5 / store.screen.value.dpr);
    const channel = lane && channelOf(lane.dataset['lane'] ?? '');
    store.pointer.set({ x, channel, lane: spectrum?.lane ?? null, frequency });
  };
  listen(scope, area, 'pointermove', (event) => {
    last = { x: xOfEvent(event), clientY: event.clientY, lane: laneUnder(area, event) };
    point();
  });
  listen(scope, area, 'pointerleave', () => {
    last = null;
    point();
  });
  // Other frequencies come to lie under a pointer that rests.
  scope.add(store.frequencies.on(() => last && point()));
  listen(
    scope,
    area,
    'wheel',
    (event) => {
      const x = xOfEvent(event);
      // Over the rail the wheel scrolls lanes that do not fit; Ctrl and Shift together are the amplitude's.
      if (!inside(x) || (event.ctrlKey && event.shiftKey)) return;
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PIXELS : 1;
      const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
      // A slanting swipe goes on as it began: it does not zoom a little as it pans.
      const goesOn = dx !== 0 && dy !== 0 && event.timeStamp - swipe.at < SWIPE_MS;
      swipe = { at: event.timeStamp, sideways: goesOn ? swipe.sideways : Math.abs(dx) > Math.abs(dy) };
      if (event.ctrlKey) navigation.zoom(Math.exp(limit(dy) * PINCH_ZOOM), x);
      else if (event.shiftKey) navigation.pan(dx || dy);
      else if (swipe.sideways) navigation.pan(dx);
      else navigation.zoom(Math.exp(dy * WHEEL_ZOOM), x);
    },
    { passive: false },
  );
}

/** The middle button takes hold of the picture: sideways of time, up and down of lanes that do not fit. */
export function panGestures(scope: Scope, area: HTMLElement, navigation: Navigation): void {
  let last: { x: number; y: number } | null = null;
  listen(scope, area, 'pointerdown', (event) => {
    if (event.button !== 1) return;
    last = { x: event.clientX, y: event.clientY };
    area.setPointerCapture(event.pointerId);
    area.classList.add('pans');
  });
  // Neither the browser's own scrolling, nor the paste of X11.
  listen(scope, area, 'mousedown', (event) => event.button === 1 && event.preventDefault());
  listen(scope, area, 'auxclick', (event) => event.button === 1 && event.preventDefault());
  listen(scope, area, 'pointermove', (event) => {
    if (!last) return;
    if (event.clientX !== last.x) navigation.pan(last.x - event.clientX);
    area.scrollTop += last.y - event.clientY;
    last = { x: event.clientX, y: event.clientY };
  });
  const end = (event: PointerEvent): void => {
    if (event.type === 'pointerup' && event.button !== 1) return;
    last = null;
    area.classList.remove('pans');
  };
  listen(scope, area, 'pointerup', end);
  listen(scope, area, 'pointercancel', end);
}

/** The row of markers names the one under the pointer. */
export function markerHover(
  scope: Scope,
  row: HTMLElement,
  axisLeft: () => number,
  words: (x: number) => string,
): void {
  listen(scope, row, 'pointermove', (event) => {
    const text = words(event.clientX - axisLeft());
    row.classList.toggle('hit', text !== '');
    setAttribute(row, 'title', text);
  });
}

/** ctrl+wheel of a mouse sends whole notches where a pinch sends small steps. */
function limit(delta: number): number {
  return Math.min(Math.max(delta, -30), 30);
}

/** Minimap: drag the window or its edges, click beside it to centre it there. */
export function minimapGestures(scope: Scope, minimap: HTMLElement, store: Store, navigation: Navigation): void {
  const frameOf = (x: number): number => frameAt(fitView(store.totalFrames.value, store.screen.value), x);
  const xOfEvent = (event: MouseEvent): number => event.clientX - minimap.getBoundingClientRect().left;
  let drag: ((x: number) => void) | null = null;

  const start = (x: number): ((x: number) => void) => {
    const [left, right] = windowEdges(store);
    const [startFrame, endFrame] = [frameOf(left), frameOf(right)];
    const least = store.screen.value.width / MAX_PIXELS_PER_FRAME;
    const small = right - left < HANDLES_FROM;
    if (!small && Math.abs(x - left) <= HANDLE) {
      return (at) => navigation.showFrames(Math.min(Math.max(0, frameOf(at - x + left)), endFrame - least), endFrame);
    }
    if (!small && Math.abs(x - right) <= HANDLE) {
      return (at) => navigation.showFrames(startFrame, Math.max(frameOf(at - x + right), startFrame + least));
    }
    const grabbed = x >= left && x <= right ? x - left : (right - left) / 2;
    let move: Move = x < left || x > right ? 'jump' : 'step';
    return (at) => {
      navigation.showFrames(frameOf(at - grabbed), frameOf(at - grabbed + right - left), move);
      move = 'step';
    };
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
