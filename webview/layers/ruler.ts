import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import type { Surface } from '../render/surface.ts';
import { showsSamples, xOf } from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';
import type { TimeAxis } from '../ui/timeAxis.ts';
import { paintRuler } from '../../src/core/picture/axes/rulerPainter.ts';

/** Time under the minimap; where single samples show a second row, of frames. */
export class RulerLayer implements Layer {
  readonly name = 'ruler';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #surface: Surface;
  #axis: TimeAxis;

  constructor(store: Store, surface: Surface, axis: TimeAxis) {
    this.#store = store;
    this.#surface = surface;
    this.#axis = axis;
    const { view, screen, totalFrames, theme, file, timeFormat, cursors } = store;
    this.dirtiedBy = [view, screen, totalFrames, theme, file, timeFormat, cursors];
  }

  draw(): void {
    const { renderer, width, height, sized } = this.#surface;
    if (!sized) return;
    const theme = this.#store.theme.value;
    const { dpr } = this.#store.screen.value;
    renderer.begin(width, height, theme.editor);
    if (!this.#store.file.value || this.#store.totalFrames.value === 0) return;
    const view = this.#store.viewport();
    const { a, b } = this.#store.cursors.value;
    const flags = [a, b].flatMap((frame) => (frame === null ? [] : [xOf(view, frame)]));
    const lower = showsSamples(view, dpr) ? this.#axis.lowerTicks() : null;
    paintRuler(renderer, { width, height, dpr, view, ticks: this.#axis.ticks(), lower, theme, flags });
  }
}
