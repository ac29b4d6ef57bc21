import { type Disposable, Scope } from '../../src/core/util/scope.ts';
import type { FrameTimes } from './frameTimes.ts';
import type { Watched } from './signal.ts';

/** One part of the picture. It draws when what it names has changed, and in every frame while it moves by itself. */
export interface Layer {
  readonly name: string;
  readonly dirtiedBy: readonly Watched[];
  draw(): void;
  moving?(): boolean;
}

/** Among the phases of a frame's times: all layers together. */
export const WHOLE_FRAME = 'frame';

/** requestAnimationFrame, or a test's stand-in. */
export interface FrameClock {
  request(run: () => void): number;
  cancel(id: number): void;
}

const pageClock: FrameClock = {
  request: (run) => requestAnimationFrame(run),
  cancel: (id) => cancelAnimationFrame(id),
};

/**
 * The one place that schedules frames. Layers draw in the order they were added, so a layer may dirty a later one within
 * the same frame. Nothing dirty, nothing moving or the page hidden: no frame is asked for.
 */
export class FrameLoop implements Disposable {
  drawnFrames = 0;
  readonly layerDraws: Record<string, number> = {};
  /** Filled while somebody looks: a clock read for each layer is not free. */
  times: FrameTimes | null = null;
  #layers: Layer[] = [];
  #dirty = new Set<Layer>();
  #scope = new Scope();
  #frame: number | null = null;
  #visible = true;
  #drawing = false;
  #clock: FrameClock;
  #onError: (layer: string, error: unknown) => void;

  constructor(onError: (layer: string, error: unknown) => void, clock: FrameClock = pageClock) {
    this.#onError = onError;
    this.#clock = clock;
    this.#scope.defer(() => this.#cancel());
  }

  add(layer: Layer): void {
    this.#layers.push(layer);
    this.layerDraws[layer.name] = 0;
    for (const watched of layer.dirtiedBy) this.#scope.add(watched.on(() => this.invalidate(layer)));
    this.invalidate(layer);
  }

  invalidate(layer: Layer): void {
    this.#dirty.add(layer);
    this.#schedule();
  }

  invalidateAll(): void {
    for (const layer of this.#layers) this.#dirty.add(layer);
    this.#schedule();
  }

  /** Hidden: what gets dirty waits. Shown again: one full frame. */
  setVisible(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    if (visible) this.invalidateAll();
    else this.#cancel();
  }

  /** Draws at once what is dirty: after a resize the old picture would be stretched for one frame. */
  flush(): void {
    if (this.#visible && !this.#drawing && this.#dirty.size > 0) this.#draw();
  }

  dispose(): void {
    this.#scope.dispose();
    this.#layers = [];
    this.#dirty.clear();
  }

  #schedule(): void {
    if (this.#frame !== null || !this.#visible || this.#drawing || this.#scope.disposed) return;
    this.#frame = this.#clock.request(() => {
      this.#frame = null;
      this.#draw();
    });
  }

  #draw(): void {
    this.#drawing = true;
    this.drawnFrames++;
    const times = this.times;
    const start = times ? performance.now() : 0;
    for (const layer of this.#layers) {
      const moving = layer.moving?.() ?? false;
      if (!this.#dirty.delete(layer) && !moving) continue;
      this.layerDraws[layer.name] = (this.layerDraws[layer.name] ?? 0) + 1;
      const layerStart = times ? performance.now() : 0;
      try {
        layer.draw();
      } catch (error) {
        this.#onError(layer.name, error);
      }
      times?.add(layer.name, performance.now() - layerStart);
    }
    times?.add(WHOLE_FRAME, performance.now() - start);
    this.#drawing = false;
    if (this.#dirty.size > 0 || this.#layers.some((layer) => layer.moving?.() ?? false)) this.#schedule();
    else this.#cancel();
  }

  #cancel(): void {
    if (this.#frame !== null) this.#clock.cancel(this.#frame);
    this.#frame = null;
  }
}
