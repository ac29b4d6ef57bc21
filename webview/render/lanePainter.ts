import {
  amplitudeScale,
  type AmplitudeScale,
  type AmplitudeView,
  columnRows,
  plainAmplitude,
  rmsRows,
  yOf,
} from './amplitude.ts';
import { type Columns, NOTHING } from './columns.ts';
import { interpolate } from './interpolate.ts';
import { RectBatch } from './rectBatch.ts';
import type { Colour, Renderer } from './renderer.ts';
import type { Theme } from './theme.ts';

/** Sizes in CSS pixels. */
const POINTS_FROM = 5;
const POINT_RADIUS = 2.75;
const POINT_RING = 1.5;
const LINE_WIDTH = 1.5;
const CLIP_WIDTH = 3;
const CLIP_HEIGHT = 5;
const HATCH_STEP = 8;
const OVER_WIDTH = 2;
/** Height of the bars that mark a gap. */
const GAP_BAR = 2;

export interface LaneBox {
  readonly renderer: Renderer;
  /** Device pixels. */
  readonly width: number;
  readonly height: number;
  readonly dpr: number;
}

/** Samples first … first+count−1, and where they stand: x = (frame − startFrame) × perFrame, in device pixels. */
export interface SampleRun {
  readonly samples: Float32Array;
  readonly first: number;
  readonly count: number;
  readonly startFrame: number;
  readonly perFrame: number;
  /** The band-limited curve between the samples, where there is room for it; else straight lines. */
  readonly curved: boolean;
}

/** Paints one lane after the other into its own picture; the buffers are shared between them. */
export class LanePainter {
  #box: LaneBox | null = null;
  #theme: Theme | null = null;
  #clipLevel = 1;
  #amplitude = plainAmplitude;
  #curve = new Float32Array(0);
  #top = new Int32Array(0);
  #bottom = new Int32Array(0);
  #points = new Float32Array(0);
  #rects = new RectBatch();
  #lines = new RectBatch();

  /** Empties the lane and draws its grid: verticals in device pixels, levels in full scale. Marks begin at clipLevel. */
  begin(
    box: LaneBox,
    theme: Theme,
    verticals: readonly number[],
    levels: readonly number[],
    clipLevel: number,
    amplitude: AmplitudeView,
  ): void {
    this.#amplitude = amplitude;
    this.#box = box;
    this.#theme = theme;
    this.#clipLevel = clipLevel;
    box.renderer.begin(box.width, box.height, theme.lane);
    if (this.#top.length < box.width) {
      this.#top = new Int32Array(box.width);
      this.#bottom = new Int32Array(box.width);
    }
    const scale = this.#scale();
    for (const x of verticals) this.#rects.add(x, 0, 1, box.height);
    for (const level of levels) if (level !== 0) this.#rects.add(0, Math.floor(yOf(scale, level)), box.width, 1);
    this.#flush(theme.grid);
    this.#rects.add(0, Math.floor(scale.middle), box.width, 1);
    this.#flush(theme.gridStrong);
  }

  columns(columns: Columns, withRms: boolean): void {
    const [box, theme] = this.#target();
    columnRows(columns, this.#scale(), box.height, this.#top, this.#bottom);
    box.renderer.columns(this.#top, this.#bottom, columns.count, withRms ? theme.wavePeak : theme.waveMid);
    if (withRms) {
      rmsRows(columns, this.#scale(), box.height, this.#top, this.#bottom);
      box.renderer.columns(this.#top, this.#bottom, columns.count, theme.waveRms);
    }
    this.#clips(columns);
    this.#notNumbers(columns);
  }

  /**
   * Line, and where there is room curve, stems and points. A sample at or over full scale is red, and so is the curve
   * where it goes beyond between samples. Samples that are not numbers leave a gap with a mark.
   */
  samples(run: SampleRun): void {
    const [box, theme] = this.#target();
    const { renderer, dpr } = box;
    const scale = this.#scale();
    const withPoints = run.perFrame / dpr >= POINTS_FROM;
    if (this.#points.length < 2 * run.count) this.#points = new Float32Array(2 * run.count);
    let known = 0;
    for (let i = 0; i < run.count; i++) {
      const value = run.samples[i]!;
      const x = (run.first + i - run.startFrame) * run.perFrame;
      if (value - value !== 0) {
        this.#gapMark(x, Math.max(run.perFrame, 1));
        continue;
      }
      const y = yOf(scale, value);
      this.#points[2 * known] = x;
      this.#points[2 * known + 1] = y;
      known++;
      if (withPoints) this.#lines.add(Math.round(x), Math.min(y, scale.middle), 1, Math.abs(y - scale.middle));
    }
    this.#flush(theme.wavePeak, this.#lines);
    const whole = known === run.count;
    if (withPoints && run.curved) this.#drawCurve(run, scale);
    else if (whole) renderer.polyline(this.#points, known, LINE_WIDTH * dpr, theme.waveRms);
    else this.#brokenLine(run, scale);
    const [radius, ring] = [POINT_RADIUS * dpr, POINT_RING * dpr];
    if (withPoints || !whole) renderer.points(this.#points, known, radius, theme.waveRms, ring, theme.lane);
    this.#flush(theme.defect);
    this.#clippedSamples(run, withPoints);
  }

  #clippedSamples(run: SampleRun, withPoints: boolean): void {
    const [box, theme] = this.#target();
    const { renderer, height, dpr } = box;
    const scale = this.#scale();
    const [radius, ring] = [POINT_RADIUS * dpr, POINT_RING * dpr];

    let clipped = 0;
    const [markWidth, markHeight] = [CLIP_WIDTH * dpr, CLIP_HEIGHT * dpr];
    for (let i = 0; i < run.count; i++) {
      const value = run.samples[i]!;
      if (!(Math.abs(value) >= this.#clipLevel && value - value === 0)) continue;
      const x = (run.first + i - run.startFrame) * run.perFrame;
      this.#rects.add(
        Math.round(x - markWidth / 2),
        run.samples[i]! > 0 ? 0 : height - markHeight,
        markWidth,
        markHeight,
      );
      this.#points[2 * clipped] = x;
      this.#points[2 * clipped + 1] = yOf(scale, value);
      clipped++;
    }
    if (withPoints) renderer.points(this.#points, clipped, radius, theme.defect, ring, theme.lane);
    this.#flush(theme.defect);
  }

  /** A point for each device pixel, so that the curve is as smooth as the screen is. */
  #drawCurve(run: SampleRun, scale: AmplitudeScale): void {
    const [{ renderer, width, dpr }, theme] = this.#target();
    const points = width + 1;
    if (this.#curve.length < 3 * points) this.#curve = new Float32Array(3 * points);
    const values = this.#curve.subarray(2 * points);
    interpolate(run.samples, run.first, run.count, run.startFrame, 1 / run.perFrame, values, points);
    let from = 0;
    // Beyond full scale in red: in as many pieces as it takes.
    for (let i = 0; i <= points; i++) {
      const over = i < points && Math.abs(values[i]!) > 1;
      const last = i === points;
      if (!last) {
        this.#curve[2 * i] = i;
        this.#curve[2 * i + 1] = yOf(scale, values[i]!);
      }
      const was = i > 0 && Math.abs(values[i - 1]!) > 1;
      if (i > 0 && (last || over !== was)) {
        // Pieces share their end points.
        const end = last ? points : i + 1;
        const piece = this.#curve.subarray(2 * from, 2 * end);
        renderer.polyline(piece, end - from, (was ? OVER_WIDTH : LINE_WIDTH) * dpr, was ? theme.defect : theme.waveRms);
        from = i;
      }
    }
  }

  /** Straight lines between neighbours that are numbers. */
  #brokenLine(run: SampleRun, scale: AmplitudeScale): void {
    const [{ renderer, dpr }, theme] = this.#target();
    for (let i = 1; i < run.count; i++) {
      const [a, b] = [run.samples[i - 1]!, run.samples[i]!];
      if (a - a !== 0 || b - b !== 0) continue;
      const x = (run.first + i - run.startFrame) * run.perFrame;
      this.#lines.add(x - run.perFrame, yOf(scale, a), x, yOf(scale, b));
    }
    renderer.lines(this.#lines.data, this.#lines.count, LINE_WIDTH * dpr, theme.waveRms);
    this.#lines.clear();
  }

  /** Columns with samples that are not numbers: a mark at both edges, and where there is nothing else a line between. */
  #notNumbers(columns: Columns): void {
    for (let i = 0; i < columns.count; i++) {
      if (columns.odd[i] === 0) continue;
      let end = i + 1;
      while (end < columns.count && columns.odd[end] !== 0) end++;
      this.#gapMark(i + (end - i) / 2, end - i);
      i = end;
    }
    this.#flush(this.#target()[1].defect);
  }

  /** Centre and width in device pixels. */
  #gapMark(centre: number, width: number): void {
    const [{ height, dpr }] = this.#target();
    const [marked, bar] = [Math.max(width, CLIP_WIDTH * dpr), Math.round(GAP_BAR * dpr)];
    const left = Math.round(centre - marked / 2);
    this.#rects.add(left, 0, marked, bar);
    this.#rects.add(left, height - bar, marked, bar);
    this.#rects.add(left, Math.floor(height / 2) - (bar >> 1), marked, bar);
  }

  /** left … right in device pixels: a span of the file that nobody could decode. */
  undecoded(left: number, right: number): void {
    const [{ renderer, width, height, dpr }, theme] = this.#target();
    const [from, to] = [Math.max(0, left), Math.min(width, right)];
    const step = HATCH_STEP * dpr;
    // Lines x + y = c, fixed to the screen, cut at the edges of the span.
    for (let c = Math.ceil(from / step) * step; c < to + height; c += step) {
      const x0 = Math.max(from, c - height);
      const x1 = Math.min(to, c);
      if (x1 > x0) this.#rects.add(x0, c - x0, x1, c - x1);
    }
    renderer.lines(this.#rects.data, this.#rects.count, dpr, theme.hatch);
    this.#rects.clear();
  }

  #clips(columns: Columns): void {
    const [{ height, dpr }, theme] = this.#target();
    const width = Math.round(CLIP_WIDTH * dpr);
    const markHeight = Math.round(CLIP_HEIGHT * dpr);
    let lastLine = -Infinity;
    for (let i = 0; i < columns.count; i++) {
      if (columns.quality[i] === NOTHING) continue;
      const over = columns.max[i]! >= this.#clipLevel;
      const under = columns.min[i]! <= -this.#clipLevel;
      if (!over && !under) continue;
      const x = i - ((width - 1) >> 1);
      if (over) this.#rects.add(x, 0, width, markHeight);
      if (under) this.#rects.add(x, height - markHeight, width, markHeight);
      // A clipped stretch is one line for each mark's width, not a red wall.
      if (i - lastLine < width) continue;
      lastLine = i;
      this.#lines.add(i, 0, 1, height);
    }
    this.#flush(theme.defect);
    this.#flush(theme.defectLine, this.#lines);
  }

  #flush(colour: Colour, batch = this.#rects): void {
    this.#target()[0].renderer.rects(batch.data, batch.count, colour);
    batch.clear();
  }

  #scale(): AmplitudeScale {
    const [{ height, dpr }] = this.#target();
    return amplitudeScale(height, dpr, this.#amplitude);
  }

  #target(): [LaneBox, Theme] {
    if (!this.#box || !this.#theme) throw new Error('begin() comes first');
    return [this.#box, this.#theme];
  }
}
