import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import type { Store } from '../store.ts';

/** First of all layers: reads the frame heard, and moves the view after it. */
export class PositionLayer implements Layer {
  readonly name = 'position';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #follow: () => void;

  constructor(store: Store, follow: () => void) {
    this.#store = store;
    this.#follow = follow;
    this.dirtiedBy = [store.engine];
  }

  moving(): boolean {
    return this.#store.engine.value.state === 'playing';
  }

  draw(): void {
    this.#follow();
  }
}
