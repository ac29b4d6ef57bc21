import type { Scope } from '../../src/core/util/scope.ts';
import type { Store } from '../store.ts';
import { el, listen } from '../ui/dom.ts';
import { type Lane, type LaneSet, MIN_LANE_HEIGHT } from '../ui/lanes.ts';
import { setAmplitudeZoom, zoomAmplitude } from './amplitude.ts';
import { showAllFrequencies } from './frequencies.ts';
import { frequencyDrag, frequencyWheel } from './frequencyGestures.ts';
import { setLaneHeight } from './laneCommands.ts';
import { wirePictureBorder } from './pictureBorder.ts';

/** One notch of a wheel (100) zooms by about a fifth, as on the time axis. */
const WHEEL_ZOOM = 0.002;
const LINE_PIXELS = 16;
/** CSS pixels of a drag on the rail that double the zoom, and before which nothing moves. */
const DRAG_DOUBLES = 48;
const SLOP = 3;
const HEIGHT_STEP = 8;

/**
 * Ctrl+Shift+wheel, and the wheel over the rails, zoom levels, or frequencies where those are under the pointer. Alt+wheel
 * scrolls the lanes, as does Shift over a scale of levels; over one of frequencies it moves them.
 */
export function laneWheel(scope: Scope, lanes: LaneSet, store: Store, axisLeft: () => number): void {
  const wheel = (event: WheelEvent): void => {
    const overRail = event.clientX < axisLeft();
    const both = event.ctrlKey && event.shiftKey;
    if (!event.altKey && (overRail || both) && frequencyWheel(store, event)) return;
    const scrolls = event.altKey || (overRail && event.shiftKey && !event.ctrlKey);
    if (!scrolls && !overRail && !both) return;
    event.preventDefault();
    event.stopPropagation();
    // With Shift some systems turn the wheel sideways.
    const delta = (event.deltaY || event.deltaX) * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PIXELS : 1);
    if (scrolls) lanes.element.scrollTop += delta;
    else zoomAmplitude(store, Math.exp(-delta * WHEEL_ZOOM));
  };
  listen(scope, lanes.element, 'wheel', wheel, { passive: false, capture: true });
}

/** Of a lane that has just been made: a drag of its scale zooms, one of its lower border makes it higher. They end with it. */
export function wireLane(lane: Lane, store: Store, resetHeight: () => void): void {
  const rail = lane.rail.canvas;
  rail.title = 'Drag or wheel: zoom the levels. Double click: back to full scale';
  onDrag(rail, () => {
    const { zoom } = store.amplitude.value;
    return (down) => setAmplitudeZoom(store, zoom * 2 ** (-down / DRAG_DOUBLES));
  });
  rail.addEventListener('dblclick', () => setAmplitudeZoom(store, 1));
  const scale = lane.frequencyRail.canvas;
  onDrag(scale, () => frequencyDrag(store, scale.clientHeight));
  scale.addEventListener('dblclick', () => showAllFrequencies(store));
  wirePictureBorder(lane, store, onDrag);

  const border = el('div', {
    class: 'lane-border',
    role: 'separator',
    tabindex: '0',
    'aria-orientation': 'horizontal',
    'aria-label': `Height of ${lane.title.words}`,
    'aria-valuemin': String(MIN_LANE_HEIGHT),
    'aria-valuenow': String(lane.height),
    title: `Drag: height of ${lane.name}. Double click: as high as the others`,
  });
  const height = (): number => lane.element.offsetHeight;
  const say = (): void => border.setAttribute('aria-valuenow', String(height()));
  onDrag(border, () => {
    const before = height();
    return (down) => setLaneHeight(store, lane.key, before + down);
  });
  border.addEventListener('dblclick', (event) => {
    event.stopPropagation();
    resetHeight();
  });
  border.addEventListener('focus', say);
  border.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowDown') setLaneHeight(store, lane.key, height() + HEIGHT_STEP);
    else if (event.key === 'ArrowUp') setLaneHeight(store, lane.key, height() - HEIGHT_STEP);
    else if (event.key === 'Enter') resetHeight();
    else return;
    event.preventDefault();
    event.stopPropagation();
    say();
  });
  lane.border = border;
  lane.element.append(border);
}

/** start: what moves, as a function of the CSS pixels the pointer has gone down since. */
export type OnDrag = (element: HTMLElement, start: () => (down: number) => void) => void;

function onDrag(element: HTMLElement, start: () => (down: number) => void): void {
  let drag: { fromY: number; move(down: number): void; started: boolean } | null = null;
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    // The lanes' own drag would select.
    event.stopPropagation();
    drag = { fromY: event.clientY, move: start(), started: false };
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener('pointermove', (event) => {
    if (!drag) return;
    const down = event.clientY - drag.fromY;
    drag.started ||= Math.abs(down) > SLOP;
    if (drag.started) drag.move(down);
  });
  const end = (): void => {
    drag = null;
  };
  element.addEventListener('pointerup', end);
  element.addEventListener('pointercancel', end);
}
