import { Emitter } from '../../src/core/util/emitter.ts';
import type { FrameRange } from '../engine/types.ts';
import {
  clampView,
  fitView,
  frameAt,
  isFit,
  MAX_PIXELS_PER_FRAME,
  panBy,
  type View,
  viewBetween,
  xOf,
  zoomAt,
} from '../../src/core/picture/viewport.ts';
import type { Store } from '../store.ts';
import { ViewHistory } from './viewHistory.ts';

/** Part of the visible span. */
const PAN_STEP = 1 / 4;
/** Room left on either side of what is zoomed to, as a part of it. */
const MARGIN = 0.02;
/** CSS pixels of a frame where each sample is a point of its own. */
const POINT_PIXELS = 8;

/** A step is one of many; a jump leaves a view that one may want to come back to. */
export type Move = 'step' | 'jump';

/** What part of the file is shown. */
export class Navigation {
  /** The user has changed the view. Following and linked editors change it too, and are not told of here. */
  readonly moved = new Emitter<void>();
  readonly history: ViewHistory;
  #store: Store;
  /** Where the last zoom went: the next one starts from there, not from the rounded view that is drawn. */
  #zoomed: View | null = null;

  constructor(store: Store, now?: () => number) {
    this.#store = store;
    this.history = new ViewHistory(now);
  }

  /** Around x (CSS pixels), else around the playhead if it is in sight, else around the middle. */
  zoom(factor: number, x?: number): void {
    const { view, totalFrames, screen } = this.#store;
    const from = view.value !== null && view.value === this.#zoomed ? this.view() : this.#store.viewport();
    this.show(zoomAt(from, x ?? this.#centre(from), factor, totalFrames.value, screen.value));
    this.#zoomed = view.value;
  }

  pan(pixels: number): void {
    this.show(panBy(this.view(), pixels, this.#store.totalFrames.value, this.#store.screen.value));
  }

  turn(direction: -1 | 1): void {
    const pixels = direction * this.#store.screen.value.width * PAN_STEP;
    this.show(panBy(this.view(), pixels, this.#store.totalFrames.value, this.#store.screen.value), 'jump');
  }

  showAll(): void {
    this.#go(null, 'jump');
  }

  showFrames(startFrame: number, endFrame: number, move: Move = 'step'): void {
    this.show(viewBetween(startFrame, endFrame, this.#store.totalFrames.value, this.#store.screen.value), move);
  }

  /** The range in the middle, with a margin; at the deepest zoom where it is shorter than that shows. */
  showRange({ startFrame, endFrame }: FrameRange): void {
    const { width } = this.#store.screen.value;
    const least = width / MAX_PIXELS_PER_FRAME;
    const half = Math.max((endFrame - startFrame) * (1 / 2 + MARGIN), least / 2);
    const middle = (startFrame + endFrame) / 2;
    this.showFrames(middle - half, middle + half, 'jump');
  }

  /** One frame a device pixel; from there, frames wide enough that each is a point. */
  showSingleFrames(): void {
    const { totalFrames, screen } = this.#store;
    const now = this.#store.viewport();
    const single = Math.min(screen.value.dpr, fitView(totalFrames.value, screen.value).framesPerPixel);
    const there = Math.abs(now.framesPerPixel / single - 1) < 1e-6;
    const framesPerPixel = there ? 1 / POINT_PIXELS : single;
    const factor = framesPerPixel / now.framesPerPixel;
    this.show(zoomAt(now, this.#centre(now), factor, totalFrames.value, screen.value), 'jump');
  }

  show(view: View, move: Move = 'step'): void {
    this.#go(this.#orAll(view), move);
  }

  /** As show(), but nothing the user did: no step of the history, and nobody else is told. */
  follow(view: View | null): void {
    this.#store.view.set(view && this.#orAll(view));
    this.history.moved();
  }

  back(): void {
    this.#revisit(this.history.back(this.#store.view.value));
  }

  forward(): void {
    this.#revisit(this.history.forward(this.#store.view.value));
  }

  /** Turns the page if the frame is out of sight: it comes to stand at the left edge, or near the right going back. */
  reveal(frame: number): void {
    const page = this.pageOf(frame);
    if (page) this.show(page, 'jump');
  }

  /** null while the frame is in sight. */
  pageOf(frame: number): View | null {
    const { totalFrames, screen } = this.#store;
    const view = this.view();
    const { width } = screen.value;
    const x = xOf(view, frame);
    if (x >= 0 && x < width) return null;
    const back = (1 - PAN_STEP) * width * view.framesPerPixel;
    const startFrame = x < 0 ? frame - back : frame;
    return clampView({ ...view, startFrame }, totalFrames.value, screen.value);
  }

  /** Unsnapped where there is one, so that many small steps do not add up their roundings. */
  view(): View {
    const { view, totalFrames, screen } = this.#store;
    return view.value ? clampView(view.value, totalFrames.value, screen.value) : this.#store.viewport();
  }

  #centre(view: View): number {
    const { width } = this.#store.screen.value;
    const playhead = xOf(view, this.#store.position.value);
    return playhead >= 0 && playhead <= width ? playhead : width / 2;
  }

  #orAll(view: View): View | null {
    return isFit(view, this.#store.totalFrames.value, this.#store.screen.value) ? null : view;
  }

  #go(view: View | null, move: Move): void {
    const { view: shown } = this.#store;
    const before = shown.value;
    const same = before?.startFrame === view?.startFrame && before?.framesPerPixel === view?.framesPerPixel;
    if (same) return;
    this.history.leave(before, move === 'jump');
    shown.set(view);
    this.moved.emit();
  }

  #revisit(view: View | null | undefined): void {
    if (view === undefined) return;
    this.#store.view.set(view);
    this.moved.emit();
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
