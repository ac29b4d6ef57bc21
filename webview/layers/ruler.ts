import type { Layer } from '../render/frameLoop.ts';
import { RectBatch } from '../render/rectBatch.ts';
import type { Watched } from '../render/signal.ts';
import type { Surface } from '../render/surface.ts';
import { showsSamples, xOf } from '../render/viewport.ts';
import type { Store } from '../store.ts';
import { frameTicks, LABEL_INSET, type Ticks } from '../ui/ticks.ts';
import type { TimeAxis } from '../ui/timeAxis.ts';

/** CSS pixels: the row of times above, at sample level, and the row of ticks below. */
const UPPER_ROW = 16;
const MAJOR = 8;
const MINOR = 4;

/** Time under the minimap; where single samples show, times in the upper row and frame numbers in the lower one. */
export class RulerLayer implements Layer {
  readonly name = 'ruler';
  readonly dirtiedBy: readonly Watched[];
  #store: Store;
  #surface: Surface;
  #axis: TimeAxis;
  #rects = new RectBatch();

  constructor(store: Store, surface: Surface, axis: TimeAxis) {
    this.#store = store;
    this.#surface = surface;
    this.#axis = axis;
    this.dirtiedBy = [store.view, store.screen, store.totalFrames, store.theme, store.file];
  }

  draw(): void {
    const { renderer, width, height, sized } = this.#surface;
    if (!sized) return;
    const theme = this.#store.theme.value;
    const { dpr } = this.#store.screen.value;
    renderer.begin(width, height, theme.editor);
    if (!this.#store.file.value || this.#store.totalFrames.value === 0) return;
    const view = this.#store.viewport();
    if (!showsSamples(view, dpr)) return this.#row(this.#axis.ticks(), 0, height, dpr);
    const upper = Math.round(UPPER_ROW * dpr);
    this.#row(this.#axis.ticks(), 0, upper, dpr);
    renderer.rects(new Float32Array([0, upper, width, 1]), 1, theme.border);
    const frames = frameTicks(view, width / dpr, (text) => this.#axis.measure(text));
    this.#row(frames, upper, height, dpr);
  }

  #row(ticks: Ticks, top: number, bottom: number, dpr: number): void {
    const { renderer } = this.#surface;
    const theme = this.#store.theme.value;
    const view = this.#store.viewport();
    const font = this.#axis.font().replace('10px', `${10 * dpr}px`);
    for (const frame of ticks.minor) this.#tick(Math.round(xOf(view, frame) * dpr), bottom, Math.round(MINOR * dpr));
    renderer.rects(this.#rects.data, this.#rects.count, theme.gridStrong);
    this.#rects.clear();
    for (const { x } of ticks.major) this.#tick(Math.round(x * dpr), bottom, Math.round(MAJOR * dpr));
    renderer.rects(this.#rects.data, this.#rects.count, theme.quiet);
    this.#rects.clear();
    for (const { x, label } of ticks.major) {
      renderer.text(label, Math.round(x * dpr) + LABEL_INSET * dpr, (top + bottom) / 2, 'left', font, theme.quiet);
    }
  }

  #tick(x: number, bottom: number, length: number): void {
    this.#rects.add(x, bottom - length, 1, length);
  }
}
