import { amplitudeScale, type AmplitudeScale, columnRows, rmsRows, yOf } from './amplitude.ts';
import { type Columns, NOTHING } from './columns.ts';
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
/** Height of the bars that mark samples which are no numbers. */
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
}

/** Paints one lane after the other into its own picture; the buffers are shared between them. */
export class LanePainter {
  #box: LaneBox | null = null;
  #theme: Theme | null = null;
  #clipLevel = 1;
  #top = new Int32Array(0);
  #bottom = new Int32Array(0);
  #points = new Float32Array(0);
  #rects = new RectBatch();
  #lines = new RectBatch();

  /** Empties the lane and draws its grid: verticals in device pixels, levels in full scale. Marks begin at clipLevel. */
  begin(box: LaneBox, theme: Theme, verticals: readonly number[], levels: readonly number[], clipLevel: number): void {
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

  /** Line, and where there is room stems and points; a sample at or over full scale is red. */
  samples(run: SampleRun): void {
    const [box, theme] = this.#target();
    const { renderer, height, dpr } = box;
    const scale = this.#scale();
    if (this.#points.length < 2 * run.count) this.#points = new Float32Array(2 * run.count);
    const withPoints = run.perFrame / dpr >= POINTS_FROM;
    for (let i = 0; i < run.count; i++) {
      const x = (run.first + i - run.startFrame) * run.perFrame;
      const y = yOf(scale, run.samples[i]!);
      this.#points[2 * i] = x;
      this.#points[2 * i + 1] = y;
      if (withPoints) this.#rects.add(Math.round(x), Math.min(y, scale.middle), 1, Math.abs(y - scale.middle));
    }
    this.#flush(theme.wavePeak);
    renderer.polyline(this.#points, run.count, LINE_WIDTH * dpr, theme.waveRms);
    const [radius, ring] = [POINT_RADIUS * dpr, POINT_RING * dpr];
    if (withPoints) renderer.points(this.#points, run.count, radius, theme.waveRms, ring, theme.lane);

    let clipped = 0;
    const [markWidth, markHeight] = [CLIP_WIDTH * dpr, CLIP_HEIGHT * dpr];
    for (let i = 0; i < run.count; i++) {
      if (!(Math.abs(run.samples[i]!) >= this.#clipLevel)) continue;
      const x = this.#points[2 * i]!;
      this.#rects.add(
        Math.round(x - markWidth / 2),
        run.samples[i]! > 0 ? 0 : height - markHeight,
        markWidth,
        markHeight,
      );
      this.#points.copyWithin(2 * clipped, 2 * i, 2 * i + 2);
      clipped++;
    }
    if (withPoints) renderer.points(this.#points, clipped, radius, theme.defect, ring, theme.lane);
    this.#flush(theme.defect);
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

  /** Where samples are NaN or infinite: bars at both edges and in the middle, never a line of silence. */
  #notNumbers(columns: Columns): void {
    const [{ height, dpr }, theme] = this.#target();
    const bar = Math.round(GAP_BAR * dpr);
    for (let i = 0; i < columns.count; i++) {
      if (columns.odd[i] === 0) continue;
      let end = i + 1;
      while (end < columns.count && columns.odd[end] !== 0) end++;
      const width = Math.max(end - i, CLIP_WIDTH * dpr);
      const left = Math.round((i + end - width) / 2);
      for (const y of [0, (height - bar) >> 1, height - bar]) this.#rects.add(left, y, width, bar);
      i = end;
    }
    this.#flush(theme.defect);
  }

  #flush(colour: Colour, batch = this.#rects): void {
    this.#target()[0].renderer.rects(batch.data, batch.count, colour);
    batch.clear();
  }

  #scale(): AmplitudeScale {
    const [{ height, dpr }] = this.#target();
    return amplitudeScale(height, dpr);
  }

  #target(): [LaneBox, Theme] {
    if (!this.#box || !this.#theme) throw new Error('begin() comes first');
    return [this.#box, this.#theme];
  }
}
