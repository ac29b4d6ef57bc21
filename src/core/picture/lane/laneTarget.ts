import type { AmplitudeScale } from './amplitude.ts';
import { RectBatch } from '../rectBatch.ts';
import type { Colour, Renderer } from '../renderer.ts';
import type { Theme } from '../theme.ts';

/** Sizes of marks in CSS pixels. */
export const CLIP_WIDTH = 3;
const CLIP_HEIGHT = 5;
/** Height of the bars that mark a gap. */
const GAP_BAR = 2;

/** One lane's picture while it is painted. Sizes are device pixels. */
export interface LaneTarget {
  readonly renderer: Renderer;
  readonly width: number;
  readonly height: number;
  readonly dpr: number;
  readonly theme: Theme;
  readonly scale: AmplitudeScale;
  /** Samples of this magnitude are marked as clipped; Infinity where nothing can be. */
  readonly clipLevel: number;
}

/** What is wrong with the signal, in red, gathered over a lane and painted in one go. */
export class LaneMarks {
  #rects = new RectBatch();
  #lines = new RectBatch();
  #lastLine = -Infinity;

  begin(): void {
    this.#rects.clear();
    this.#lines.clear();
    this.#lastLine = -Infinity;
  }

  /** A clipped sample at pixel column x, at the top or the bottom edge. withLine: one line a mark's width, not a red wall. */
  clip({ height, dpr }: LaneTarget, x: number, over: boolean, under: boolean, withLine: boolean): void {
    const [width, markHeight] = [Math.round(CLIP_WIDTH * dpr), Math.round(CLIP_HEIGHT * dpr)];
    const left = x - ((width - 1) >> 1);
    if (over) this.#rects.add(left, 0, width, markHeight);
    if (under) this.#rects.add(left, height - markHeight, width, markHeight);
    if (!withLine || x - this.#lastLine < width) return;
    this.#lastLine = x;
    this.#lines.add(x, 0, 1, height);
  }

  /** Samples that are NaN or infinite: bars at both edges and in the middle. Centre and width in device pixels. */
  gap({ height, dpr }: LaneTarget, centre: number, width: number): void {
    const [marked, bar] = [Math.max(width, CLIP_WIDTH * dpr), Math.round(GAP_BAR * dpr)];
    const left = Math.round(centre - marked / 2);
    this.#rects.add(left, 0, marked, bar);
    this.#rects.add(left, height - bar, marked, bar);
    this.#rects.add(left, Math.floor(height / 2) - (bar >> 1), marked, bar);
  }

  paint({ renderer, theme }: LaneTarget): void {
    renderer.rects(this.#lines.data, this.#lines.count, theme.defectLine);
    renderer.rects(this.#rects.data, this.#rects.count, theme.defect);
    this.begin();
  }
}

export function flush(renderer: Renderer, batch: RectBatch, colour: Colour): void {
  renderer.rects(batch.data, batch.count, colour);
  batch.clear();
}
