import { frequencyAtPart, partOfFrequency } from '../../src/core/spectrogram/frequencyScale.ts';
import type { FrameRange } from '../engine/types.ts';
import type { Box, Store } from '../store.ts';
import { xOf } from '../../src/core/picture/viewport.ts';
import { type BoxEdge, type BoxPart, boxParts } from '../ui/boxElement.ts';
import { borderUnder } from './navigation.ts';
import { type DragCourse, type DragParts, panTo, select } from './selectDrag.ts';
import { frequencyIn, type SpectrumPlace, spectrumUnder, yIn } from './spectrumUnder.ts';

/** Up and down a drag has to go so far, CSS pixels, before it selects frequencies too. */
const HEIGHT_SLOP = 4;
/** A box is never lower, CSS pixels. */
const LEAST_HEIGHT = 1;

/** The frequencies between two heights of the page. */
export function boxBetween(place: SpectrumPlace, a: number, b: number): Box {
  const [upper, lower] = a < b ? [a, b] : [b, a];
  // At the lower edge of the picture it grows upwards.
  const bottom = Math.min(Math.max(lower, upper + LEAST_HEIGHT), place.top + place.height);
  const low = frequencyIn(place, bottom);
  return { low, high: frequencyIn(place, Math.min(upper, bottom - LEAST_HEIGHT)), lane: place.lane };
}

/** Of a drag from a height on: time alone while it goes along. */
export const boxFrom =
  (place: SpectrumPlace | null, fromY: number) =>
  (y: number): Box | null =>
    place && Math.abs(y - fromY) > HEIGHT_SLOP ? boxBetween(place, fromY, y) : null;

/** From the edge that stays to the pointer. */
const boxTo =
  (place: SpectrumPlace, stays: number) =>
  (y: number): Box => {
    const box = boxBetween(place, yIn(place, stays), y);
    // The edge that stays is exactly what it was, in sight or not.
    return frequencyIn(place, y) < stays ? { ...box, high: stays } : { ...box, low: stays };
  };

/** Shift: the edge of the box that is nearer comes along. */
export function boxExtended(store: Store, place: SpectrumPlace | null, fromY: number): (y: number) => Box | null {
  const box = store.box.value;
  if (!box || !place) return () => box;
  const fromLow = Math.abs(yIn(place, box.low) - fromY);
  const fromHigh = Math.abs(yIn(place, box.high) - fromY);
  return boxTo({ ...place, lane: box.lane }, fromLow < fromHigh ? box.high : box.low);
}

/** What a press on the box in its lane begins: its inside moves it, edges and corners resize it. */
export function dragBox(parts: DragParts, target: EventTarget | null, x: number, y: number): DragCourse | null {
  const { store } = parts;
  const part = boxPartOf(target);
  const lane = target instanceof Element ? target.closest('.lane') : null;
  const [box, range] = [store.box.value, store.selection.value];
  const place = lane && spectrumUnder(store, lane, null);
  if (!part || !place || !box || !range) return null;
  if (part === 'inside') return moveBox(parts, place, box, range, x, y);
  const grabbed = (edge: BoxEdge): boolean => part.toLowerCase().includes(edge);
  const boxAt = grabbed('north')
    ? boxTo(place, box.low)
    : grabbed('south')
      ? boxTo(place, box.high)
      : () => store.box.value;
  const stays = grabbed('west') ? range.endFrame : grabbed('east') ? range.startFrame : null;
  if (stays !== null) return select(parts, stays, false, boxAt);
  return { at: (to) => store.box.set(boxAt(to.y)), end: () => {} };
}

export function boxPartOf(target: EventTarget | null): BoxPart | null {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-box-part]') : null;
  return boxParts.find((part) => part === element?.dataset['boxPart']) ?? null;
}

/** As it is, in time and along the scale, inside file and scale. */
function moveBox(
  parts: DragParts,
  place: SpectrumPlace,
  box: Box,
  range: FrameRange,
  fromX: number,
  fromY: number,
): DragCourse {
  const { store, selection } = parts;
  const grabbed = fromX - xOf(store.viewport(), range.startFrame);
  const length = range.endFrame - range.startFrame;
  const whole = store.frequencyAxisOf({ ...store.frequencies.value, low: null, high: null });
  const part = (hertz: number): number => partOfFrequency(place.axis, Math.max(hertz, whole.low));
  const [low, high] = [part(box.low), part(box.high)];
  const [least, most] = [partOfFrequency(place.axis, whole.low) - low, partOfFrequency(place.axis, whole.high) - high];
  return {
    at: ({ x, y }) => {
      const start = borderUnder(store, panTo(parts, x) - grabbed);
      const startFrame = Math.min(start, store.totalFrames.value - length);
      const up = Math.min(Math.max((fromY - y) / place.height, least), most);
      const at = (edge: number): number => frequencyAtPart(place.axis, edge + up);
      const moved = up === 0 ? box : { ...box, low: at(low), high: Math.min(at(high), whole.high) };
      selection.between(startFrame, startFrame + length, moved);
    },
    end: () => {},
  };
}
