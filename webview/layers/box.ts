import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import { snapPixel, xOf } from '../../src/core/picture/viewport.ts';
import type { Box, Store } from '../store.ts';
import { type BoxElement, createBox } from '../ui/boxElement.ts';
import { setAttribute } from '../ui/dom.ts';
import { formatFrequency } from '../../src/core/picture/axes/units.ts';
import type { Lane, LaneSet } from '../ui/lanes.ts';
import { exactLength, spokenAt } from '../../src/core/picture/axes/timeFormat.ts';
import { type LaneOverlay, type LaneOverlays, yOf } from './laneOverlays.ts';

/** An edge out of sight stands so far beside the picture that nothing of it shows, CSS pixels. */
const BESIDE = 16;
/** A smaller box has handles at its corners only, CSS pixels. */
const EDGES_FROM = 32;
/** The button needs so much above the box, CSS pixels. */
const BUTTON = 24;

/** The box in time and frequency: with handles in the lane it was drawn in, its outline in the others. */
export class BoxLayer implements Layer {
  readonly name = 'box';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #overlays: LaneOverlays;
  #boxes = new Map<Lane, BoxElement>();

  constructor(store: Store, overlays: LaneOverlays, lanes: LaneSet) {
    this.#store = store;
    this.#overlays = overlays;
    const { box, selection, view, screen, totalFrames, file, frequencies, pictures, timeFormat } = store;
    const shown = [store.lanes, store.laneSizes, store.boxHeard, lanes.scrolled];
    this.dirtiedBy = [box, selection, view, screen, totalFrames, file, frequencies, pictures, timeFormat, ...shown];
  }

  draw(): void {
    const { box, selection } = this.#store;
    const seen = box.value && selection.value ? this.#overlays.inSight() : [];
    const lanes = new Set(seen.map(({ lane }) => lane));
    for (const [lane, { element }] of this.#boxes) {
      if (lanes.has(lane) && element.isConnected) continue;
      element.remove();
      this.#boxes.delete(lane);
    }
    for (const overlay of seen) this.#place(overlay, this.#of(overlay), box.value!);
  }

  #of({ lane, element }: LaneOverlay): BoxElement {
    const known = this.#boxes.get(lane);
    if (known) return known;
    const made = createBox();
    element.append(made.element);
    this.#boxes.set(lane, made);
    return made;
  }

  #place(overlay: LaneOverlay, made: BoxElement, box: Box): void {
    const { width, height } = overlay;
    const { element } = made;
    const { dpr } = this.#store.screen.value;
    const view = this.#store.viewport();
    const { startFrame, endFrame } = this.#store.selection.value!;
    const inside = (at: number, end: number): number => snapPixel(Math.min(Math.max(at, -BESIDE), end + BESIDE), dpr);
    const [left, right] = [inside(xOf(view, startFrame), width), inside(xOf(view, endFrame), width)];
    const [top, bottom] = [inside(yOf(overlay, box.high), height), inside(yOf(overlay, box.low), height)];
    const own = overlay.lane.key === box.lane;
    element.hidden = right < 0 || left > width || bottom < 0 || top > height;
    element.classList.toggle('own', own);
    element.classList.toggle('low', bottom - top < EDGES_FROM);
    element.classList.toggle('narrow', right - left < EDGES_FROM);
    element.classList.toggle('heard', this.#store.boxHeard.value);
    // The button stands above the box; where there is no room, below, else inside.
    element.classList.toggle('button-below', top < BUTTON && height - bottom >= BUTTON);
    element.classList.toggle('button-inside', top < BUTTON && height - bottom < BUTTON);
    element.style.transform = `translate(${left}px, ${top}px)`;
    element.style.width = `${Math.max(right - left, 1 / dpr)}px`;
    element.style.height = `${Math.max(bottom - top, 1 / dpr)}px`;
    made.hear.style.right = `${Math.max(0, right - width)}px`;
    if (own) this.#say(made, startFrame, endFrame, box);
  }

  #say({ element, edges, hear }: BoxElement, start: number, end: number, { low, high }: Box): void {
    const { file, timeFormat, totalFrames, boxHeard } = this.#store;
    const rate = file.value?.info.sampleRate ?? 1;
    const time = (frame: number): string => spokenAt(frame, rate, timeFormat.value);
    const { value, unit } = exactLength(end - start, rate, timeFormat.value);
    const range = `${formatFrequency(low)} to ${formatFrequency(high)}`;
    setAttribute(element, 'aria-label', `Box of ${value}${unit ? ` ${unit}` : ''}, ${range}`);
    const say = (edge: HTMLElement, now: number, most: number, text: string): void => {
      setAttribute(edge, 'aria-valuemax', String(Math.ceil(most)));
      setAttribute(edge, 'aria-valuenow', String(Math.round(now)));
      setAttribute(edge, 'aria-valuetext', text);
    };
    say(edges.west, start, totalFrames.value, time(start));
    say(edges.east, end, totalFrames.value, time(end));
    say(edges.north, high, rate / 2, formatFrequency(high));
    say(edges.south, low, rate / 2, formatFrequency(low));
    setAttribute(hear, 'aria-pressed', String(boxHeard.value));
  }
}
