import type { LoudnessCurves } from '../store.ts';
import { type CurvePlace, curveLines } from '../render/curve.ts';
import { RectBatch } from '../../src/core/picture/rectBatch.ts';
import type { Colour, Renderer, TextRenderer } from '../../src/core/picture/renderer.ts';
import type { Theme } from '../../src/core/picture/theme.ts';
import { type View, xOf } from '../../src/core/picture/viewport.ts';
import { type LoudnessRange, loudnessTicks } from '../ui/loudnessScale.ts';
import { formatDb } from '../../src/core/picture/axes/units.ts';

/** CSS pixels. */
export const MOMENTARY_WIDTH = 1;
export const SHORT_TERM_WIDTH = 1.75;
const DASH = 4;
const DASH_GAP = 3;
const INSET = 8;
const NARROW_INSET = 4;
const NARROW = 60;
/** What is silent runs out so far under the picture. */
const BELOW = 4;
/** Points of the curves in a second. */
const RATE = 10;

interface Box {
  readonly width: number;
  readonly height: number;
  readonly dpr: number;
  readonly theme: Theme;
  readonly range: LoudnessRange;
}

export interface LoudnessPicture extends Box {
  readonly view: View;
  readonly sampleRate: number;
  readonly totalFrames: number;
  readonly curves: LoudnessCurves | null;
  /** LUFS; null where there is none. */
  readonly integrated: number | null;
  /** Lines of the time axis, device pixels from the left. */
  readonly verticals: readonly number[];
}

/** Device pixels from the upper edge; beyond it a curve runs along it. */
export function yOfLoudness({ range, height, dpr }: Box, lufs: number): number {
  const y = ((range.high - lufs) / (range.high - range.low)) * height;
  return Math.min(Math.max(y, dpr / 2), height + BELOW * dpr);
}

/** Momentary and short-term loudness over time, and the integrated one as a dashed line. */
export function paintLoudness(renderer: Renderer, picture: LoudnessPicture): void {
  const { width, height, dpr, theme, view, sampleRate, curves, range } = picture;
  const yOf = (lufs: number): number => yOfLoudness(picture, lufs);
  const rects = new RectBatch();
  renderer.begin(width, height, theme.lane);
  for (const x of picture.verticals) rects.add(x, 0, 1, height);
  for (const level of loudnessTicks(range, height / dpr)) rects.add(0, Math.floor(yOf(level)), width, 1);
  renderer.rects(rects.data, rects.count, theme.grid);
  if (curves) {
    const framesPerPoint = sampleRate / RATE;
    const place: CurvePlace = {
      first: xOf(view, framesPerPoint) * dpr,
      step: (framesPerPoint / view.framesPerPixel) * dpr,
      ...{ width, yOf },
    };
    paintCurve(renderer, curves.momentary, place, MOMENTARY_WIDTH * dpr, theme.waveMid);
    paintCurve(renderer, curves.shortTerm, place, SHORT_TERM_WIDTH * dpr, theme.waveRms);
  }
  if (picture.integrated !== null) dash(renderer, picture, Math.round(yOf(picture.integrated)));
  renderer.end();
}

function paintCurve(renderer: Renderer, values: Float32Array, place: CurvePlace, wide: number, colour: Colour): void {
  for (const line of curveLines(values, place)) {
    // A point alone, as at the end of a scan that has just begun.
    if (line.length === 2) renderer.rects(new Float32Array([line[0]!, line[1]! - wide / 2, wide, wide]), 1, colour);
    else renderer.polyline(line, line.length / 2, wide, colour);
  }
}

/** As long as the file; the dashes stand still on the screen. */
function dash(renderer: Renderer, { width, dpr, view, totalFrames, theme, height }: LoudnessPicture, y: number): void {
  if (y >= height) return;
  const rects = new RectBatch();
  const [from, to] = [Math.max(0, xOf(view, 0) * dpr), Math.min(width, xOf(view, totalFrames) * dpr)];
  const step = Math.round((DASH + DASH_GAP) * dpr);
  for (let x = 0; x < to; x += step) {
    const right = Math.min(x + Math.round(DASH * dpr), to);
    if (right > from) rects.add(Math.max(x, from), y, right - Math.max(x, from), 1);
  }
  renderer.rects(rects.data, rects.count, theme.ink);
}

/** The scale, right in the rail; the unit stands over it as an element. font: of CSS pixels. */
export function paintLoudnessRail(renderer: TextRenderer, box: Box, font: string): void {
  const { width, height, dpr, theme, range } = box;
  renderer.begin(width, height, theme.editor);
  const scaled = font.replace('10px', `${10 * dpr}px`);
  const inset = (width < NARROW * dpr ? NARROW_INSET : INSET) * dpr;
  for (const level of loudnessTicks(range, height / dpr)) {
    renderer.text(formatDb(level, 0), width - inset, yOfLoudness(box, level), 'right', scaled, theme.quiet);
  }
  renderer.end();
}
