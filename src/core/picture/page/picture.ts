import type { TextRenderer } from '../renderer.ts';
import type { PictureRenderer, Sheet } from './sheet.ts';
import type { PictureTheme } from './themes.ts';
import { type Marks, paintMarksOver, paintMarksUnder, paintRulerMarks } from './marks.ts';

/** Pixels of the picture; dpr of them for each CSS pixel. */
export interface Box {
  readonly width: number;
  readonly height: number;
  readonly dpr: number;
  readonly theme: PictureTheme;
}

/** A row of the picture over the common time axis, and the axis of what it shows at its left. Both begin their box. */
export interface Plot {
  /** CSS pixels; null shares what is left with the others. */
  readonly height: number | null;
  /** So many parts of what is shared; usually 1. */
  readonly share?: number;
  /** Selection, cursors and playhead cross it; in the ruler they have flags. */
  readonly marks: 'crossing' | 'flags' | 'none';
  paint(renderer: PictureRenderer, box: Box): void;
  /** Over it, so that it shows through. */
  readonly over?: { readonly opacity: number; readonly paint: (renderer: TextRenderer, box: Box) => void };
  axis(renderer: TextRenderer, box: Box): void;
}

/** What says which colour is which level, right of the plots, and how it was computed, below them. */
export interface Legend {
  readonly words: string;
  readonly paint: (renderer: TextRenderer, box: Box) => void;
}

/** Words over the picture: the name at the left, facts at the right. */
export interface Title {
  readonly name: string;
  readonly facts: string;
}

export interface Picture {
  readonly title: Title | null;
  /** Only of pictures with spectrograms. */
  readonly legend?: Legend | null;
  /** Without axes the plots fill the picture. */
  readonly axes: boolean;
  readonly plots: readonly Plot[];
  readonly marks: Marks;
  readonly theme: PictureTheme;
  readonly dpr: number;
}

/** CSS pixels. */
export const PADDING = 12;
export const TITLE = 28;
export const LEGEND = 52;
export const CAPTION = 20;
const AXIS = 64;
const NARROW_AXIS = 48;
const NARROW = 480;

export interface Frame {
  /** Of the plots' time axis. */
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where the plots stand: known before there is anything to paint, since what they need depends on it. */
export function frameOf(
  pixels: { width: number; height: number },
  dpr: number,
  withTitle: boolean,
  withAxes: boolean,
  withLegend = false,
): Frame {
  const px = (value: number): number => Math.round(value * dpr);
  const padding = withTitle || withAxes ? px(PADDING) : 0;
  const narrow = pixels.width / dpr < NARROW;
  const axis = withAxes ? px(narrow ? NARROW_AXIS : AXIS) : 0;
  // The axis brings its own air.
  const left = withAxes ? axis : padding;
  const top = withTitle ? px(TITLE) : padding;
  const right = withLegend && withAxes && !narrow ? px(LEGEND) : padding;
  const bottom = withLegend && withTitle ? px(CAPTION) : padding;
  return { left, width: Math.max(1, pixels.width - left - right), top, bottom: pixels.height - bottom };
}

/** Paints all of it: title, ruler, and the plots under one another with a line between; legend and its words. */
export function paintPicture(sheet: Sheet, picture: Picture): void {
  const { theme, dpr, title, axes, plots, marks, legend = null } = picture;
  const frame = frameOf(sheet, dpr, title !== null, axes, legend !== null);
  sheet.part(0, 0, sheet.width, sheet.height, (renderer) => renderer.begin(sheet.width, sheet.height, theme.editor));
  if (title) paintTitle(sheet, title, frame, picture);
  const heights = heightsOf(plots, frame, dpr);
  let top = frame.top;
  plots.forEach((plot, index) => {
    const height = heights[index]!;
    if (height <= 0) return;
    const box: Box = { width: frame.width, height, dpr, theme };
    const crossing = plot.marks === 'crossing';
    const under = crossing ? (renderer: TextRenderer): void => paintMarksUnder(renderer, box, marks) : undefined;
    const over = crossing ? paintMarksOver : paintRulerMarks;
    const { over: veil } = plot;
    sheet.part(frame.left, top, frame.width, height, (renderer) => plot.paint(renderer, box), under);
    if (veil) sheet.veil(frame.left, top, frame.width, height, veil.opacity, (renderer) => veil.paint(renderer, box));
    if (plot.marks !== 'none')
      sheet.part(frame.left, top, frame.width, height, (renderer) => over(renderer, box, marks));
    if (axes) {
      const axis: Box = { ...box, width: frame.left };
      sheet.part(0, top, frame.left, height, (renderer) => plot.axis(renderer, axis));
    }
    top += height;
  });
  paintLines(sheet, frame, heights, theme);
  if (legend) paintLegendOf(sheet, legend, frame, picture);
}

/** Whole pixels that sum up to the room there is. */
export function heightsOf(rows: readonly Plot[], frame: Frame, dpr: number): number[] {
  const fixed = rows.map(({ height }) => (height === null ? null : Math.round(height * dpr)));
  const left = Math.max(0, frame.bottom - frame.top - fixed.reduce<number>((sum, height) => sum + (height ?? 0), 0));
  const shareOf = (index: number): number => rows[index]!.share ?? 1;
  const shares = fixed.reduce<number>((sum, height, index) => sum + (height === null ? shareOf(index) : 0), 0);
  let share = 0;
  return fixed.map((height, index) => {
    if (height !== null) return height;
    const from = Math.round((share * left) / shares);
    share += shareOf(index);
    return Math.round((share * left) / shares) - from;
  });
}

function paintLegendOf(sheet: Sheet, { words, paint }: Legend, frame: Frame, { theme, dpr }: Picture): void {
  const right = frame.left + frame.width + 1;
  const box: Box = { width: sheet.width - right, height: frame.bottom - frame.top, dpr, theme };
  if (box.width > PADDING * dpr)
    sheet.part(right, frame.top, box.width, box.height, (renderer) => paint(renderer, box));
  const below = sheet.height - frame.bottom;
  if (below < Math.round(CAPTION * dpr)) return;
  const margin = Math.round(PADDING * dpr);
  const width = sheet.width - 2 * margin;
  sheet.part(margin, frame.bottom, width, below, (renderer) => {
    const font = `${11 * dpr}px ${theme.fontFamily}`;
    // Whole parts or none: half a number misleads.
    let parts = words.split(' \u00b7 ');
    const text = (): string => parts.join(' \u00b7 ');
    while (parts.length > 1 && renderer.measure(text(), font) > width) parts = parts.slice(0, -1);
    renderer.text(text(), 0, below / 2, 'left', font, theme.quiet);
  });
}

function paintTitle(sheet: Sheet, { name, facts }: Title, frame: Frame, { theme, dpr }: Picture): void {
  const [bold, plain] = [`600 ${13 * dpr}px ${theme.fontFamily}`, `${11 * dpr}px ${theme.fontFamily}`];
  const margin = Math.round(PADDING * dpr);
  const width = sheet.width - 2 * margin;
  sheet.part(margin, 0, width, frame.top, (renderer) => {
    const middle = frame.top / 2;
    const short = fitText(name, width, (text) => renderer.measure(text, bold));
    renderer.text(short, 0, middle, 'left', bold, theme.foreground);
    // Facts go where there is no room for all of them: half a number misleads.
    const room = width - renderer.measure(short, bold) - 2 * margin;
    if (renderer.measure(facts, plain) <= room) renderer.text(facts, width, middle, 'right', plain, theme.quiet);
  });
}

/** Cut in the middle, so that both the beginning and the ending of a file's name stay. */
export function fitText(text: string, room: number, measure: (text: string) => number): string {
  if (measure(text) <= room) return text;
  const letters = [...text];
  let [low, high] = [0, letters.length];
  const cut = (count: number): string => {
    const head = letters.slice(0, Math.ceil(count / 2)).join('');
    return `${head}…${letters.slice(letters.length - Math.floor(count / 2)).join('')}`;
  };
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(cut(middle)) <= room) low = middle;
    else high = middle - 1;
  }
  return low > 0 ? cut(low) : '';
}

/** Around the plots and between them, one pixel each. */
function paintLines(sheet: Sheet, frame: Frame, heights: readonly number[], theme: PictureTheme): void {
  const rects: number[] = [];
  let y = frame.top;
  for (const height of heights) rects.push(0, (y += height) - 1, sheet.width, 1);
  // No line where the picture itself ends.
  if (frame.bottom === sheet.height) rects.splice(-4);
  if (frame.left > 0) rects.push(frame.left - 1, frame.top, 1, y - frame.top);
  if (frame.left + frame.width < sheet.width) rects.push(frame.left + frame.width, frame.top, 1, y - frame.top);
  const right = Math.min(sheet.width, frame.left + frame.width + 1);
  sheet.part(0, 0, right, sheet.height, (renderer) => {
    renderer.rects(Float32Array.from(rects), rects.length / 4, theme.border);
  });
}
