import { clampView, frameAt, isFit, panBy, type View, viewBetween, xOf, zoomAt } from '../render/viewport.ts';
import type { Store } from '../store.ts';

/** Part of the visible span. */
const PAN_STEP = 1 / 4;

/** What part of the file is shown. */
export class Navigation {
  #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Around x (CSS pixels), else around the playhead if it is in sight, else around the middle. */
  zoom(factor: number, x?: number): void {
    const { width } = this.#store.screen.value;
    const playhead = xOf(this.view(), this.#store.position.value);
    const centre = x ?? (playhead >= 0 && playhead <= width ? playhead : width / 2);
    this.show(zoomAt(this.view(), centre, factor, this.#store.totalFrames.value, this.#store.screen.value));
  }

  pan(pixels: number): void {
    this.show(panBy(this.view(), pixels, this.#store.totalFrames.value, this.#store.screen.value));
  }

  turn(direction: -1 | 1): void {
    this.pan(direction * this.#store.screen.value.width * PAN_STEP);
  }

  showAll(): void {
    this.#store.view.set(null);
  }

  showFrames(startFrame: number, endFrame: number): void {
    this.show(viewBetween(startFrame, endFrame, this.#store.totalFrames.value, this.#store.screen.value));
  }

  show(view: View): void {
    const whole = isFit(view, this.#store.totalFrames.value, this.#store.screen.value);
    this.#store.view.set(whole ? null : view);
  }

  /** Turns the page if the frame is out of sight: it comes to stand at the left edge, or near the right going back. */
  reveal(frame: number): void {
    const { totalFrames, screen } = this.#store;
    const view = this.view();
    const { width } = screen.value;
    const x = xOf(view, frame);
    if (x >= 0 && x < width) return;
    const back = (1 - PAN_STEP) * width * view.framesPerPixel;
    const startFrame = x < 0 ? frame - back : frame;
    this.show(clampView({ ...view, startFrame }, totalFrames.value, screen.value));
  }

  /** Unsnapped where there is one, so that many small zooms do not add up their roundings. */
  view(): View {
    const { view, totalFrames, screen } = this.#store;
    return view.value ? clampView(view.value, totalFrames.value, screen.value) : this.#store.viewport();
  }
}

/** The frame under a point of the time axis: a whole one, inside the file. */
export function frameUnder(store: Store, x: number): number {
  const frame = Math.round(frameAt(store.viewport(), x));
  return Math.min(Math.max(frame, 0), Math.max(0, store.totalFrames.value - 1));
}

/** The border between frames nearest to a point: 0 … the length. */
export function borderUnder(store: Store, x: number): number {
  return Math.min(Math.max(Math.round(frameAt(store.viewport(), x)), 0), store.totalFrames.value);
}
