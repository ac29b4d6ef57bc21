import type { Disposable } from '../../src/core/util/scope.ts';
import { ensureExists } from '../../src/core/util/assert.ts';
import { Canvas2dRenderer } from './canvas2dRenderer.ts';
import type { GlStage } from './gl/glStage.ts';
import { WebglRenderer } from './gl/webglRenderer.ts';
import type { Renderer } from '../../src/core/picture/renderer.ts';

/** A canvas and the exact size of its box in device pixels; 0 × 0 until it is laid out. */
export class Surface {
  readonly canvas: HTMLCanvasElement;
  readonly renderer: Canvas2dRenderer;
  width = 0;
  height = 0;
  #stage: GlStage | null;
  #gpu: WebglRenderer | null;

  constructor(canvas: HTMLCanvasElement, stage: GlStage | null = null, alpha = false) {
    this.canvas = canvas;
    const context = ensureExists(canvas.getContext('2d', { alpha }), '2D canvas context');
    this.renderer = new Canvas2dRenderer(canvas, context);
    this.#stage = stage;
    this.#gpu = stage && new WebglRenderer(stage, canvas, context);
  }

  /** For pictures without words: the GPU where there is one, else the 2D canvas. Ask anew for each picture. */
  get picture(): Renderer {
    return this.#gpu && this.#stage?.programs ? this.#gpu : this.renderer;
  }

  get sized(): boolean {
    return this.width > 0 && this.height > 0;
  }

  /** Gives the pixels back while the canvas is out of sight. */
  release(): void {
    if (this.canvas.width === 0) return;
    this.canvas.width = 0;
    this.canvas.height = 0;
  }
}

/** Tells surfaces their size; onResize runs once for all that changed together, before the browser paints. */
export class SurfaceObserver implements Disposable {
  #surfaces = new Map<Element, Surface>();
  #observer: ResizeObserver;

  constructor(onResize: (surfaces: readonly Surface[]) => void) {
    this.#observer = new ResizeObserver((entries) => {
      const resized: Surface[] = [];
      for (const entry of entries) {
        const surface = this.#surfaces.get(entry.target);
        const size = entry.devicePixelContentBoxSize[0];
        if (!surface || !size) continue;
        const dpr = window.devicePixelRatio;
        surface.width = trueSize(size.inlineSize, entry.contentRect.width * dpr);
        surface.height = trueSize(size.blockSize, entry.contentRect.height * dpr);
        resized.push(surface);
      }
      if (resized.length > 0) onResize(resized);
    });
  }

  /** stage: for canvases that hold a picture of the signal. alpha: what lies under it may show. */
  observe(canvas: HTMLCanvasElement, stage: GlStage | null = null, alpha = false): Surface {
    const surface = new Surface(canvas, stage, alpha);
    this.#surfaces.set(canvas, surface);
    this.#observer.observe(canvas, { box: 'device-pixel-content-box' });
    return surface;
  }

  unobserve(surface: Surface): void {
    this.#observer.unobserve(surface.canvas);
    this.#surfaces.delete(surface.canvas);
  }

  dispose(): void {
    this.#observer.disconnect();
    this.#surfaces.clear();
  }
}

/** The browser's own count is exact at any scale, but leaves out an emulated one; then the product is what there is. */
function trueSize(counted: number, product: number): number {
  return Math.abs(counted - product) < 2 ? counted : Math.round(product);
}
