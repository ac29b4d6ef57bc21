import { RectBatch } from '../rectBatch.ts';
import type { TextRenderer } from '../renderer.ts';
import type { Box } from './picture.ts';

/** What crosses the plots, in pixels of the picture from the left of the time axis. */
export interface Marks {
  readonly selection: { readonly from: number; readonly to: number } | null;
  readonly cursors: readonly { readonly name: string; readonly x: number }[];
  readonly playhead: number | null;
}

export const noMarks: Marks = { selection: null, cursors: [], playhead: null };

/** CSS pixels: a cursor's dashes, its flag in the ruler, the bar of the selection, the cap of the playhead. */
const DASH = 4;
const GAP = 3;
const FLAG = 14;
const BAR = 2;
const CAP_WIDTH = 9;
const CAP_HEIGHT = 10;

/** The selection's fill, under the waveform. */
export function paintMarksUnder(renderer: TextRenderer, { height, theme }: Box, { selection }: Marks): void {
  if (!selection || !theme.selection) return;
  const left = Math.round(selection.from);
  const width = Math.max(1, Math.round(selection.to) - left);
  renderer.rects(new Float32Array([left, 0, width, height]), 1, theme.selection);
}

/** Lines over the waveform: one pixel each, with a halo where they are marks. */
export function paintMarksOver(renderer: TextRenderer, { height, dpr, theme }: Box, marks: Marks): void {
  const rects = new RectBatch();
  const flush = (colour: string): void => {
    renderer.rects(rects.data, rects.count, colour);
    rects.clear();
  };
  if (marks.selection) {
    const [left, right] = [Math.round(marks.selection.from), Math.round(marks.selection.to)];
    rects.add(left, 0, 1, height);
    rects.add(Math.max(left, right - 1), 0, 1, height);
    flush(theme.quiet);
  }
  const line = Math.max(1, Math.round(dpr));
  const lines = [...marks.cursors.map(({ x }) => x), ...(marks.playhead === null ? [] : [marks.playhead])];
  for (const x of lines) rects.add(leftOf(x, line) - line, 0, 3 * line, height);
  flush(theme.halo);
  for (const { x } of marks.cursors) {
    const step = Math.round((DASH + GAP) * dpr);
    for (let y = 0; y < height; y += step) {
      rects.add(leftOf(x, line), y, line, Math.min(Math.round(DASH * dpr), height - y));
    }
  }
  flush(theme.cursor);
  if (marks.playhead !== null) rects.add(leftOf(marks.playhead, line), 0, line, height);
  flush(theme.ink);
}

/** In the ruler: a bar over the selection, flags of cursors, the cap of the playhead. */
export function paintRulerMarks(renderer: TextRenderer, { width, height, dpr, theme }: Box, marks: Marks): void {
  const px = (value: number): number => Math.round(value * dpr);
  const rects = new RectBatch();
  if (marks.selection) {
    const left = Math.round(marks.selection.from);
    const length = Math.max(1, Math.round(marks.selection.to) - left);
    rects.add(left, height - 1 - px(BAR), length, px(BAR));
  }
  const line = Math.max(1, Math.round(dpr));
  if (marks.playhead !== null) {
    const middle = leftOf(marks.playhead, line);
    // A shield: straight above, then to a point.
    for (let row = 0; row < px(CAP_HEIGHT); row++) {
      const narrow = Math.max(0, row - px(CAP_HEIGHT * 0.6));
      const wide = Math.max(line, px(CAP_WIDTH) - Math.round((narrow * px(CAP_WIDTH)) / px(CAP_HEIGHT * 0.4)));
      rects.add(middle + Math.floor((line - wide) / 2), height - px(CAP_HEIGHT) + row, wide, 1);
    }
  }
  renderer.rects(rects.data, rects.count, theme.ink);
  rects.clear();
  // At the edge a flag stands beside its line rather than half outside.
  const flags = marks.cursors
    .filter(({ x }) => x >= 0 && x <= width)
    .map(({ x, name }) => {
      const left = leftOf(x, line) + Math.floor((line - px(FLAG)) / 2);
      return { name, left: Math.min(Math.max(left, 0), width - px(FLAG)) };
    });
  for (const { left } of flags) rects.add(left, height - px(FLAG), px(FLAG), px(FLAG));
  renderer.rects(rects.data, rects.count, theme.cursor);
  const font = `600 ${10 * dpr}px ${theme.fontFamily}`;
  for (const { left, name } of flags) {
    renderer.text(name, left + px(FLAG) / 2, height - px(FLAG) / 2, 'center', font, theme.editor);
  }
}

/** Left edge of a line whose first pixel holds x. */
function leftOf(x: number, line: number): number {
  return Math.round(x) - ((line - 1) >> 1);
}
