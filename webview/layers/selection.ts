import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import { fitView, snapPixel, type View, xOf } from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';

/** An edge out of sight stands so far beside the picture that nothing of it shows, CSS pixels. */
const BESIDE = 16;

/** The selection over lanes and ruler, and over the minimap: elements, so that a drag redraws no picture. */
export class SelectionLayer implements Layer {
  readonly name = 'selection';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #element: HTMLElement;
  #small: HTMLElement;

  constructor(store: Store, element: HTMLElement, small: HTMLElement) {
    this.#store = store;
    this.#element = element;
    this.#small = small;
    this.dirtiedBy = [store.selection, store.loop, store.view, store.screen, store.totalFrames, store.file];
  }

  draw(): void {
    const { selection, loop, totalFrames, screen, file } = this.#store;
    const range = file.value && totalFrames.value > 0 ? selection.value : null;
    this.#element.classList.toggle('looped', loop.value);
    place(this.#element, range, this.#store.viewport(), screen.value);
    place(this.#small, range, fitView(totalFrames.value, screen.value), screen.value);
  }
}

function place(
  element: HTMLElement,
  range: Store['selection']['value'],
  view: View,
  screen: { width: number; dpr: number },
): void {
  const [from, to] = range ? [xOf(view, range.startFrame), xOf(view, range.endFrame)] : [-1, -1];
  element.hidden = to < 0 || from > screen.width;
  if (element.hidden) return;
  const left = snapPixel(Math.max(from, -BESIDE), screen.dpr);
  const right = snapPixel(Math.min(to, screen.width + BESIDE), screen.dpr);
  // However narrow, it stays one device pixel.
  element.style.left = `${left}px`;
  element.style.width = `${Math.max(right - left, 1 / screen.dpr)}px`;
}
