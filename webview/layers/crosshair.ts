import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import { snapPixel } from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';
import { el } from '../ui/dom.ts';
import { type LaneOverlays, yOf } from './laneOverlays.ts';

/** A thin line under the pointer, through all lanes; over a spectrogram one through the lane at its frequency too. */
export class CrosshairLayer implements Layer {
  readonly name = 'crosshair';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #element: HTMLElement;
  #overlays: LaneOverlays;
  #level = el('div', { class: 'level-line', 'aria-hidden': 'true' });

  constructor(store: Store, element: HTMLElement, overlays: LaneOverlays) {
    this.#store = store;
    this.#element = element;
    this.#overlays = overlays;
    // A change of the frequencies in view sets the pointer anew.
    this.dirtiedBy = [store.pointer];
  }

  draw(): void {
    const pointer = this.#store.pointer.value;
    this.#element.hidden = pointer === null;
    this.#drawLevel();
    if (pointer === null) return;
    const { dpr } = this.#store.screen.value;
    this.#element.style.transform = `translateX(${snapPixel(pointer.x, dpr)}px)`;
  }

  #drawLevel(): void {
    const { lane = null, frequency = null } = this.#store.pointer.value ?? {};
    const overlay = frequency === null ? undefined : this.#overlays.inSight().find((each) => each.lane.key === lane);
    if (!overlay || frequency === null) return this.#level.remove();
    if (this.#level.parentNode !== overlay.element) overlay.element.append(this.#level);
    const { dpr } = this.#store.screen.value;
    const y = snapPixel(yOf(overlay, frequency) - 0.5 / dpr, dpr);
    this.#level.style.transform = `translateY(${y}px)`;
  }
}
