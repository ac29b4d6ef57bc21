import { RectBatch } from '../rectBatch.ts';
import type { TextRenderer } from '../renderer.ts';
import type { Theme } from '../theme.ts';
import { type LegendRows, legendTicks, levelOfRow, rowOfLevel } from './legendScale.ts';

/** CSS pixels. */
const BAR_LEFT = 8;
const BAR_WIDTH = 8;
const TICK = 2;
const LABEL_RIGHT = 2;
const LABEL_HALF = 6;
const LABEL_GAP = 30;

export interface LegendPicture {
  /** Device pixels. */
  readonly width: number;
  readonly height: number;
  readonly dpr: number;
  readonly theme: Theme;
  /** Of device pixels. */
  readonly font: string;
  /** CSS pixels. */
  readonly rows: LegendRows;
}

export function paintLegend(
  renderer: TextRenderer,
  { width, height, dpr, theme, font, rows }: LegendPicture,
  colourAt: (level: number) => string,
): void {
  const px = (value: number): number => Math.round(value * dpr);
  const rects = new RectBatch();
  renderer.begin(width, height, theme.editor);
  const fill = (colour: string): void => {
    renderer.rects(rects.data, rects.count, colour);
    rects.clear();
  };
  const [top, bottom, left, wide] = [px(rows.top), px(rows.bottom), px(BAR_LEFT), px(BAR_WIDTH)];
  rects.add(left - 1, top - 1, wide + 2, bottom - top + 2);
  fill(theme.border);
  for (let y = top; y < bottom;) {
    const colour = colourAt(levelOfRow(rows, (y + 0.5) / dpr));
    const from = y;
    do y++;
    while (y < bottom && colourAt(levelOfRow(rows, (y + 0.5) / dpr)) === colour);
    rects.add(left, from, wide, y - from);
    fill(colour);
  }
  for (const { level, label } of legendTicks(rows, LABEL_GAP)) {
    const y = rowOfLevel(rows, level);
    rects.add(left + wide + 1, Math.min(px(y), bottom - 1), px(TICK), 1);
    const middle = Math.min(Math.max(y, LABEL_HALF), height / dpr - LABEL_HALF);
    renderer.text(label, width - px(LABEL_RIGHT), middle * dpr, 'right', font, theme.quiet);
  }
  fill(theme.quiet);
  renderer.end();
}
