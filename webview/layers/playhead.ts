import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import { fitView, snapPixel, xOf } from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';

/** The playhead over the lanes and its small sister over the minimap: moved by the compositor, no canvas is drawn. */
export class PlayheadLayer implements Layer {
  readonly name = 'playhead';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #playhead: HTMLElement;
  #small: HTMLElement;

  constructor(store: Store, playhead: HTMLElement, small: HTMLElement) {
    this.#store = store;
    this.#playhead = playhead;
    this.#small = small;
    this.dirtiedBy = [store.position, store.view, store.screen, store.totalFrames, store.file];
  }

  draw(): void {
    const { position, totalFrames, screen, file } = this.#store;
    const nothing = !file.value || totalFrames.value === 0;
    move(this.#playhead, nothing ? -1 : xOf(this.#store.viewport(), position.value), screen.value);
    move(this.#small, nothing ? -1 : xOf(fitView(totalFrames.value, screen.value), position.value), screen.value);
  }
}

/** Out of sight it is hidden; at the very end it stays on the last pixel. */
function move(element: HTMLElement, x: number, screen: { width: number; dpr: number }): void {
  const out = x < 0 || x > screen.width + 0.5;
  if (element.hidden !== out) element.hidden = out;
  if (out) return;
  const transform = `translateX(${snapPixel(Math.min(x, screen.width - 1 / screen.dpr), screen.dpr)}px)`;
  if (element.style.transform !== transform) element.style.transform = transform;
}
