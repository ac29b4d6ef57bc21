import type { Label } from '../../src/core/labels/label.ts';
import { RectBatch } from '../../src/core/picture/rectBatch.ts';
import type { Colour, TextRenderer } from '../../src/core/picture/renderer.ts';
import { formatCount } from '../../src/core/picture/axes/units.ts';
import { FULL_ROWS } from './labelIndex.ts';
import { type Bar, FLAG, FOLDED_HEIGHT, ROW_HEIGHT, TRACK_PAD } from './labelLayout.ts';
import { fitText, lineOf } from './labelText.ts';

export interface LabelColours {
  readonly fill: Colour;
  /** Edges, flags and bars that stand for many. */
  readonly edge: Colour;
  readonly text: Colour;
  readonly chosenFill: Colour;
  readonly chosenEdge: Colour;
  readonly chosenText: Colour;
}

export interface PaintedTrack {
  readonly labels: readonly Label[];
  readonly bars: readonly Bar[];
  /** CSS pixels from the top of the picture. */
  readonly top: number;
  readonly folded: boolean;
  readonly chosen: (index: number) => boolean;
}

export interface LabelPaint {
  readonly dpr: number;
  /** CSS pixels of the time axis. */
  readonly width: number;
  readonly colours: LabelColours;
  readonly fontFamily: string;
  /** Width of a text in CSS pixels; may be remembered. */
  readonly measure: (text: string, font: string) => number;
}

const FONT_PIXELS = 11;
const TEXT_INSET = 4;
/** Less shows no letter that one could read. */
const LEAST_TEXT = 14;

/** Draws the bars of one track on any surface, over what is there. */
export class LabelPainter {
  #fill = new RectBatch();
  #edge = new RectBatch();
  #chosenFill = new RectBatch();
  #chosenEdge = new RectBatch();

  paint(renderer: TextRenderer, track: PaintedTrack, paint: LabelPaint): void {
    for (const batch of [this.#fill, this.#edge, this.#chosenFill, this.#chosenEdge]) batch.clear();
    for (const bar of track.bars) this.#bar(bar, track, paint);
    const { colours } = paint;
    renderer.rects(this.#fill.data, this.#fill.count, colours.fill);
    renderer.rects(this.#chosenFill.data, this.#chosenFill.count, colours.chosenFill);
    renderer.rects(this.#edge.data, this.#edge.count, colours.edge);
    renderer.rects(this.#chosenEdge.data, this.#chosenEdge.count, colours.chosenEdge);
    if (!track.folded) for (const bar of track.bars) text(renderer, bar, track, paint);
  }

  #bar({ row, from, to, point, count, label }: Bar, track: PaintedTrack, { dpr, width }: LabelPaint): void {
    const px = (value: number): number => Math.round(value * dpr);
    const chosen = count === 1 && track.chosen(label);
    const edges = chosen ? this.#chosenEdge : this.#edge;
    const top = px(track.top + (track.folded ? 2 : TRACK_PAD + row * ROW_HEIGHT + 1));
    const height = px(track.folded ? FOLDED_HEIGHT - 4 : ROW_HEIGHT - 2);
    const line = Math.max(1, Math.round(dpr)) * (chosen ? 2 : 1);
    const x = px(from);
    if (point) {
      edges.add(x, top, line, height);
      if (!track.folded) this.#flag(edges, x + line, top, dpr);
      return;
    }
    const left = Math.max(x, px(-2));
    // Neighbours that meet stay two.
    const right = Math.min(Math.max(px(to) - 1, x + line), px(width + 2));
    if (count > 1) {
      this.#fill.add(left, top, right - left, height);
      edges.add(left, top, right - left, line);
      edges.add(left, top + height - line, right - left, line);
      return;
    }
    const fills = chosen ? this.#chosenFill : this.#fill;
    fills.add(left, top, right - left, height);
    edges.add(x, top, line, height);
    edges.add(right - line, top, line, height);
    if (!chosen) return;
    edges.add(left, top, right - left, line);
    edges.add(left, top + height - line, right - left, line);
  }

  /** A pennant: its rows get longer, then shorter. */
  #flag(edges: RectBatch, x: number, top: number, dpr: number): void {
    const rows = Math.round(7 * dpr);
    for (let row = 0; row < rows; row++) edges.add(x, top + row, Math.min(row, rows - 1 - row) + 1, 1);
  }
}

/** Inside its bar, or right of a flag up to the next; one that begins before the picture stands at its edge. */
function text(renderer: TextRenderer, bar: Bar, track: PaintedTrack, paint: LabelPaint): void {
  const { dpr, width, colours, fontFamily } = paint;
  const chosen = bar.count === 1 && track.chosen(bar.label);
  const font = (scale: number): string => `${FONT_PIXELS * scale}px ${fontFamily}`;
  const measure = (each: string): number => paint.measure(each, font(1));
  const place = bar.count > 1 ? countAt(bar, width, measure) : wordsAt(bar, track, width, measure);
  if (!place) return;
  const y = Math.round((track.top + TRACK_PAD + bar.row * ROW_HEIGHT + ROW_HEIGHT / 2) * dpr);
  const colour = chosen && !bar.point ? colours.chosenText : colours.text;
  renderer.text(place.words, Math.round(place.x * dpr), y, 'left', font(dpr), colour);
}

interface Words {
  readonly words: string;
  /** CSS pixels. */
  readonly x: number;
}

function wordsAt(
  { point, from, to, next, label }: Bar,
  { labels }: PaintedTrack,
  width: number,
  measure: (text: string) => number,
): Words | null {
  const x = point ? from + FLAG + 1 : Math.max(from, 0) + TEXT_INSET;
  const room = Math.min(point ? next - 2 : to - TEXT_INSET, width) - x;
  if (room < LEAST_TEXT) return null;
  const words = fitText(lineOf(labels[label]!), room, measure);
  return words ? { words, x } : null;
}

/** Whole or not at all: half a number would be another one. */
function countAt({ row, from, to, next, count }: Bar, width: number, measure: (text: string) => number): Words | null {
  const words = `${row === FULL_ROWS ? '+' : ''}${formatCount(count)}`;
  const needed = measure(words);
  const [left, right] = [Math.max(from, 0), Math.min(to, width)];
  if (right - left >= needed + 2 * TEXT_INSET) return { words, x: (left + right - needed) / 2 };
  return next - right >= needed + 2 * TEXT_INSET ? { words, x: right + TEXT_INSET } : null;
}
