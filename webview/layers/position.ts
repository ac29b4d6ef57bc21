import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import { xOf } from '../render/viewport.ts';
import type { Store } from '../store.ts';

/** First of all layers: reads the frame heard, and turns the page when the playhead runs out of it. */
export class PositionLayer implements Layer {
  readonly name = 'position';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #follow: () => void;
  #turnPage: (frame: number) => void;

  constructor(store: Store, follow: () => void, turnPage: (frame: number) => void) {
    this.#store = store;
    this.#follow = follow;
    this.#turnPage = turnPage;
    this.dirtiedBy = [store.engine];
  }

  moving(): boolean {
    return this.#store.engine.value.state === 'playing';
  }

  draw(): void {
    const { position, screen } = this.#store;
    const view = this.#store.viewport();
    const before = xOf(view, position.value);
    this.#follow();
    const after = xOf(view, position.value);
    // A user who has moved the view away from the playhead is left alone.
    if (before >= 0 && before < screen.value.width && after >= screen.value.width) this.#turnPage(position.value);
  }
}
