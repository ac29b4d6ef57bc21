import { RectBatch } from '../rectBatch.ts';
import type { TextRenderer } from '../renderer.ts';
import type { Theme } from '../theme.ts';
import { type View, xOf } from '../viewport.ts';
import { LABEL_INSET, type Tick, type Ticks } from './ticks.ts';

/** CSS pixels: the upper of two rows, and the lengths of ticks. */
export const UPPER_ROW = 16;
const MAJOR = 8;
const MINOR = 4;
/** Half of a cursor's flag and a little air: no label begins or ends under it. */
const FLAG_REACH = 10;

export interface RulerPicture {
  /** Device pixels. */
  readonly width: number;
  readonly height: number;
  readonly dpr: number;
  readonly view: View;
  /** Of the same view and width in CSS pixels. */
  readonly ticks: Ticks;
  /** A second row below, where single samples show: the upper one is UPPER_ROW high. */
  readonly lower?: Ticks | null;
  readonly theme: Pick<Theme, 'border' | 'gridStrong' | 'quiet' | 'fontFamily'>;
  /** Where flags stand in the lowest row, CSS pixels: labels under them are left out. */
  readonly flags?: readonly number[];
}

/** A ruler on a picture of its own size that has been begun. */
export function paintRuler(renderer: TextRenderer, picture: RulerPicture): void {
  const { width, height, dpr, ticks, lower, theme, flags = [] } = picture;
  if (!lower) return paintRow(renderer, picture, ticks, 0, height, flags);
  const upper = Math.round(UPPER_ROW * dpr);
  paintRow(renderer, picture, ticks, 0, upper, []);
  renderer.rects(new Float32Array([0, upper, width, 1]), 1, theme.border);
  paintRow(renderer, picture, lower, upper, height, flags);
}

function paintRow(
  renderer: TextRenderer,
  { view, width, dpr, theme }: RulerPicture,
  { major, minor }: Ticks,
  top: number,
  bottom: number,
  flags: readonly number[],
): void {
  const font = `${10 * dpr}px ${theme.fontFamily}`;
  const rects = new RectBatch();
  const add = (x: number, length: number): void => {
    const left = Math.round(x * dpr);
    // A tick at the very end of the file keeps its pixel.
    if (left <= width) rects.add(Math.min(left, width - 1), bottom - length, 1, length);
  };
  for (const frame of minor) add(xOf(view, frame), Math.round(MINOR * dpr));
  renderer.rects(rects.data, rects.count, theme.gridStrong);
  rects.clear();
  for (const { x } of major) add(x, Math.round(MAJOR * dpr));
  renderer.rects(rects.data, rects.count, theme.quiet);
  for (const tick of major) {
    if (!tick.label || flags.some((x) => isUnder(tick, x, renderer.measure(tick.label, font) / dpr))) continue;
    const x = Math.round(tick.x * dpr) + LABEL_INSET * dpr;
    renderer.text(tick.label, x, (top + bottom) / 2, 'left', font, theme.quiet);
  }
}

function isUnder(tick: Tick, flag: number, width: number): boolean {
  const left = tick.x + LABEL_INSET;
  return flag + FLAG_REACH > left && flag - FLAG_REACH < left + width;
}
