import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import { fitView, frameAt, snapPixel, xOf } from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';
import { setAttribute } from '../ui/dom.ts';
import { spokenTime } from '../../src/core/picture/axes/units.ts';

export interface WindowElements {
  readonly frame: HTMLElement;
  readonly before: HTMLElement;
  readonly after: HTMLElement;
}

const LEAST_WIDTH = 6;
/** A narrower window has no handles: the whole of it can be dragged. */
export const HANDLES_FROM = 20;

/** Start and end of the window in CSS pixels of the minimap. */
export function windowEdges(store: Store): [left: number, right: number] {
  const screen = store.screen.value;
  const file = fitView(store.totalFrames.value, screen);
  const view = store.viewport();
  return [xOf(file, view.startFrame), xOf(file, frameAt(view, screen.width))];
}

/** What part of the file the lanes show: a box with the outside dimmed. Elements, so that panning redraws no minimap. */
export class MinimapWindowLayer implements Layer {
  readonly name = 'minimapWindow';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #elements: WindowElements;

  constructor(store: Store, elements: WindowElements) {
    this.#store = store;
    this.#elements = elements;
    this.dirtiedBy = [store.view, store.screen, store.totalFrames, store.file];
  }

  draw(): void {
    const { frame, before, after } = this.#elements;
    const { width, dpr } = this.#store.screen.value;
    const { file, view } = this.#store;
    const whole = view.value === null || !file.value;
    for (const element of [frame, before, after]) element.hidden = !file.value || (whole && element !== frame);
    if (!file.value) return;
    const edges = windowEdges(this.#store).map((x) => snapPixel(Math.min(Math.max(x, 0), width), dpr));
    let [left, right] = edges as [number, number];
    if (right - left < LEAST_WIDTH) {
      left = snapPixel(Math.min(Math.max((left + right - LEAST_WIDTH) / 2, 0), width - LEAST_WIDTH), dpr);
      right = left + LEAST_WIDTH;
    }
    frame.classList.toggle('narrow', right - left < HANDLES_FROM);
    frame.style.transform = `translateX(${left}px)`;
    frame.style.width = `${right - left}px`;
    before.style.width = `${left}px`;
    after.style.width = `${Math.max(0, width - right)}px`;
    this.#describe(file.value.info.sampleRate);
  }

  #describe(sampleRate: number): void {
    const { frame } = this.#elements;
    const view = this.#store.viewport();
    const [start, end] = [view.startFrame, frameAt(view, this.#store.screen.value.width)];
    const room = this.#store.totalFrames.value - (end - start);
    setAttribute(frame, 'aria-valuenow', String(room > 1 ? Math.round((start / room) * 100) : 0));
    setAttribute(frame, 'aria-valuetext', `${spokenTime(start / sampleRate)} to ${spokenTime(end / sampleRate)}`);
  }
}
