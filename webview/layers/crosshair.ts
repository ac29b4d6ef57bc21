import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import { snapPixel } from '../render/viewport.ts';
import type { Store } from '../store.ts';

/** A thin line under the pointer, through all lanes. */
export class CrosshairLayer implements Layer {
  readonly name = 'crosshair';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #element: HTMLElement;

  constructor(store: Store, element: HTMLElement) {
    this.#store = store;
    this.#element = element;
    this.dirtiedBy = [store.pointer];
  }

  draw(): void {
    const pointer = this.#store.pointer.value;
    this.#element.hidden = pointer === null;
    if (pointer === null) return;
    const { dpr } = this.#store.screen.value;
    this.#element.style.transform = `translateX(${snapPixel(pointer.x, dpr)}px)`;
  }
}
