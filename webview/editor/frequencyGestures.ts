import type { Store } from '../store.ts';
import { moveFrequencies, zoomFrequencies } from './frequencies.ts';

/** One notch of a wheel (100) zooms by about a fifth, as on the other axes, and moves by a tenth of what is in view. */
const WHEEL_ZOOM = 0.002;
const WHEEL_MOVE = 0.001;
const LINE_PIXELS = 16;

/** Over a spectrogram or its scale: zooms at the pointer; with Shift alone it moves. False where there is none. */
export function frequencyWheel(store: Store, event: WheelEvent): boolean {
  const part = partUnder(event);
  if (part === null) return false;
  event.preventDefault();
  event.stopPropagation();
  // With Shift some systems turn the wheel sideways.
  const delta = (event.deltaY || event.deltaX) * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PIXELS : 1);
  if (event.shiftKey && !event.ctrlKey) moveFrequencies(store, -delta * WHEEL_MOVE);
  else zoomFrequencies(store, Math.exp(delta * WHEEL_ZOOM), part);
  return true;
}

/** What is grabbed stays under the pointer. */
export function frequencyDrag(store: Store, height: number): (down: number) => void {
  const before = store.frequencyAxis();
  return (down) => moveFrequencies(store, down / Math.max(1, height), before);
}

/** 0 at the lower edge of the spectrogram that is under the pointer or whose scale is, 1 at the upper. */
function partUnder({ target, clientX, clientY }: WheelEvent): number | null {
  const lane = target instanceof Element ? target.closest('.lane') : null;
  const scale = lane?.querySelector('canvas.frequency-rail')?.getBoundingClientRect();
  const picture = lane?.querySelector('canvas.spectrogram')?.getBoundingClientRect();
  if (!scale || !picture || picture.height === 0) return null;
  // Where both scales share the rail, that of the levels is left of this one.
  if (clientX < scale.left || clientY < picture.top || clientY >= picture.bottom) return null;
  return 1 - (clientY - picture.top) / picture.height;
}
